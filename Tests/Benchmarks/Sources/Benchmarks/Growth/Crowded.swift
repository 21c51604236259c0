import SchakelCore
import SchakelStore

/// Documents that many streams have edited, one after another, and that are edited once more: what
/// it costs a device to take that in, document by document, database and all.
struct Crowded {
  private let bench: Bench
  private let writer: LocalDevice
  private let reader: LocalDevice
  private let documents: Int
  private let streams: Int

  init(_ bench: Bench, documents: Int, streams: Int) async throws {
    self.bench = bench
    self.documents = documents
    self.streams = streams
    let region = try await LocalRegion(bench)
    var states = [DocumentState](repeating: DocumentState(), count: documents)
    for stream in 0..<streams { try await Self.edit(&states, by: stream, region) }
    writer = try await LocalDevice(in: bench.scratch.folder(), seed: 1, region: region)
    reader = try await LocalDevice(in: bench.scratch.folder(), seed: 2, region: region)
    for device in [writer, reader, writer] { try await device.sync() }
  }

  /// One stream edits each document, the first one makes them.
  private static func edit(
    _ states: inout [DocumentState], by stream: Int, _ region: LocalRegion
  ) async throws {
    let key = region.cryptography.makeKey()
    let named = Scribe(stream).writer
    let (enrolment, device) = try await region.enrol(named.replica, key)
    var scribe = Scribe(named, person: enrolment.person, space: region.space)
    var changes: [[UInt8]] = []
    for number in states.indices {
      let note = Note(number)
      let fields = note.fields.keys.sorted()
      let written =
        stream == 0
        ? scribe.create(note, as: .sample(number))
        : scribe.set(
          fields[stream % fields.count], Value("versie \(stream)"), of: .sample(number),
          in: states[number])
      try states[number].take(written)
      changes.append(written.change.encoded)
    }
    let run = ChangeRun(
      writer: named, first: 1, changes: changes, seal: scribe.seal { key.sign($0) })
    try await region.push([run], from: device)
  }

  func figures() async throws -> [Figure] {
    let found = try await Rounds.run(
      bench,
      [
        Rounds.Contender("merge") { folder in
          let turn = Value(folder)
          for number in 0..<documents {
            try writer.replica.edit(.sample(number), [.set("place", turn)])
          }
          try await writer.sync()
          let absorb = try await reader.fetch()
          return {
            guard try absorb() > documents else { throw Unexpected("changes lack in an answer") }
          }
        }
      ])
    return [
      Figure(
        "growth.merge.crowded", found["merge"].map { $0 / Double(documents) * 1e6 }, "us/change",
        target: .atMost(50),
        note: "a change taken in by a replica, of a document that \(streams) streams have edited")
    ]
  }
}

extension Benchmark {
  static let crowded = Benchmark("growth.merge.crowded") { bench in
    let documents = bench.scale.pick(smoke: 2, quick: 50, full: 200)
    let streams = bench.scale.pick(smoke: 5, quick: 155, full: 155)
    return try await Crowded(bench, documents: documents, streams: streams).figures()
  }
}
