import SchakelCore
import SchakelRegion
import SchakelStore

/// Documents that two people edited while apart: what it costs a region to take that in, to find what
/// was concurrent and to put it on record.
struct Recording {
  /// What the second side changes; the first changes the title.
  private enum Edits {
    /// Of every document the title.
    case titles
    /// Of half of them the title, and of the others the place.
    case titlesAndPlaces
  }

  /// One side: a device of a person of its own, and a hand that writes for it.
  private struct Side: Sendable {
    let key: Cryptography.Key
    let device: SchakelRegion.Device
    var scribe: Scribe

    init(_ number: Int, _ region: LocalRegion) async throws {
      let writer = Scribe(number).writer
      key = region.cryptography.makeKey()
      let (enrolment, device) = try await region.enrol(writer.replica, key)
      self.device = device
      scribe = Scribe(writer, person: enrolment.person, space: region.space)
    }
  }

  /// A region with all documents, and what the two sides have to bring.
  private struct Scene: Sendable {
    let region: LocalRegion
    let sides: [Side]
    let edits: [[ChangeRun]]

    /// - Parameter apart: whether the second side knew nothing of what the first did.
    init(
      _ bench: Bench, documents: Int, _ second: Edits, apart: Bool
    ) async throws {
      region = try await LocalRegion(bench)
      var sides = [try await Side(1, region), try await Side(2, region)]
      var states = [DocumentState](repeating: DocumentState(), count: documents)
      var made = Runs(sides[0].scribe.writer)
      for number in states.indices {
        let written = sides[0].scribe.create(Note(number), as: .sample(number))
        try states[number].take(written)
        made.add(written, sides[0].scribe, sides[0].key)
      }
      for run in made.finished(sides[0].scribe, sides[0].key) {
        try await region.push([run], from: sides[0].device)
      }
      var edits: [[ChangeRun]] = []
      for side in sides.indices {
        var runs = Runs(sides[side].scribe.writer, after: sides[side].scribe.counter)
        for number in states.indices {
          let isTitle = number % 2 == 0 || side == 0 || second == .titles
          let field: Name = isTitle ? "title" : "place"
          let written = sides[side].scribe.set(
            field, Value("kant \(side)"), of: .sample(number), in: states[number])
          if !apart { try states[number].take(written) }
          runs.add(written, sides[side].scribe, sides[side].key)
        }
        edits.append(runs.finished(sides[side].scribe, sides[side].key))
      }
      self.sides = sides
      self.edits = edits
    }

    /// Both sides at once, as devices are that come home at the end of a day.
    func push() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (side, runs) in zip(sides, edits) {
          let device = side.device
          group.addTask { for run in runs { try await region.push([run], from: device) } }
        }
        try await group.waitForAll()
      }
    }
  }

  /// Runs as a device pushes them: a megabyte, then a seal.
  private struct Runs {
    private static let changes = 5_000

    private let writer: Writer
    private var first: UInt64
    private var items: [[UInt8]] = []
    private var runs: [ChangeRun] = []

    init(_ writer: Writer, after counter: UInt64 = 0) {
      self.writer = writer
      first = counter + 1
    }

    mutating func add(_ written: Scribe.Written, _ scribe: Scribe, _ key: Cryptography.Key) {
      items.append(written.change.encoded)
      if items.count == Self.changes { close(scribe, key) }
    }

    mutating func finished(_ scribe: Scribe, _ key: Cryptography.Key) -> [ChangeRun] {
      if !items.isEmpty { close(scribe, key) }
      return runs
    }

    private mutating func close(_ scribe: Scribe, _ key: Cryptography.Key) {
      runs.append(
        ChangeRun(writer: writer, first: first, changes: items, seal: scribe.seal { key.sign($0) }))
      first += UInt64(items.count)
      items = []
    }
  }

  let documents: Int

  func figures(_ bench: Bench) async throws -> [Figure] {
    let count = documents
    func contender(
      _ name: String, _ edits: Edits, records: Int, apart: Bool = true
    ) -> Rounds.Contender {
      Rounds.Contender(name) { _ in
        let scene = try await Scene(bench, documents: count, edits, apart: apart)
        return {
          try await scene.push()
          try await Self.check(scene.region, records: records)
        }
      }
    }
    let medians = try await Rounds.run(
      bench,
      [
        contender("apart", .titlesAndPlaces, records: (count + 1) / 2),
        contender("titles", .titles, records: count),
        contender("after", .titles, records: 0, apart: false),
      ])
    func rate(_ name: String) -> Double? { medians[name].map { Double(count) / $0 } }
    return [
      Figure(
        "region.record", rate("apart"), "documents/s", baseline: rate("after"),
        target: .atLeast(20_000),
        note:
          "edited on two sides, both pushed at once to a region in this process, half of them in "
          + "one field and put on record; the baseline is the same where the second side had seen the "
          + "first"),
      Figure(
        "region.record.titles", rate("titles"), "documents/s", baseline: rate("after"),
        target: .atLeast(30_000),
        note: "the same where all of them were edited in one field: each is put on record"),
    ]
  }

  private static func check(_ region: LocalRegion, records: Int) async throws {
    guard try await region.service.openConflicts(in: region.space) == UInt64(records)
    else { throw Unexpected("the records are not those of the documents") }
  }
}

extension Benchmark {
  static let recording = Benchmark("region.record") { bench in
    let documents = bench.scale.pick(smoke: 4, quick: 2_000, full: 10_000)
    return try await Recording(documents: documents).figures(bench)
  }
}
