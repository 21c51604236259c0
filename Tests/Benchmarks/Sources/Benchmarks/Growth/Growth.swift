import SchakelCore
import SchakelStore

/// What a write, a merge and a sync cost where the space knows few streams, and where it knows many.
/// The notes are as many in each case, and the work is the same.
struct Growth {
  private let bench: Bench
  private let worlds: [World]
  /// Streams known: the first is what the others are held against.
  private let sizes: [Int]

  /// A region whose space knows so many streams, and two devices that have all of it.
  private struct World {
    let streams: Int
    let writer: LocalDevice
    let reader: LocalDevice
  }

  init(_ bench: Bench) async throws {
    self.bench = bench
    let notes = bench.scale.pick(smoke: 20, quick: 2_000, full: 10_000)
    sizes =
      switch bench.scale {
      case .smoke: [2, 20]
      case .quick: [10, 1_000]
      case .full: [10, 1_000, 10_000]
      }
    var worlds: [World] = []
    for streams in sizes {
      bench.progress("  making a space of \(streams) streams")
      let region = try await LocalRegion(bench)
      try await Crowd(streams: streams, notes: notes).fill(region)
      let writer = try await LocalDevice(in: bench.scratch.folder(), seed: 1, region: region)
      let reader = try await LocalDevice(in: bench.scratch.folder(), seed: 2, region: region)
      for device in [writer, reader, writer] { try await device.sync() }
      worlds.append(World(streams: streams, writer: writer, reader: reader))
    }
    self.worlds = worlds
  }

  // MARK: One run

  /// The worlds do the same by turns, in small steps: a slow second is everybody's.
  private func measure(run number: Int) async throws -> Tally {
    var run = Tally()
    for day in 0..<bench.scale.pick(smoke: 1, quick: 4, full: 10) {
      try write(&run)
      for world in worlds { try await merge(world, &run) }
      try await synchronise("\(number).\(day)", &run)
    }
    return run
  }

  private var writes: Int { bench.scale.pick(smoke: 3, quick: 50, full: 100) }

  /// A note is made and changed once.
  private func write(_ run: inout Tally) throws {
    for number in 0..<writes {
      let note = Note(number)
      let change = note.moved(1)
      for world in worlds {
        let took = try ContinuousClock().measure {
          let id = try world.writer.replica.create(
            "fieldNote", note.fields, in: world.writer.region.space)
          try world.writer.replica.edit(id, [.set(change.field, change.value)])
        }
        run.add("write.\(world.streams)", took.seconds * 1e6)
      }
    }
  }

  /// What was written comes to another device.
  private func merge(_ world: World, _ run: inout Tally) async throws {
    try await world.writer.sync()
    let absorb = try await world.reader.fetch()
    let took = try ContinuousClock().measure {
      guard try absorb() >= 2 * writes else { throw Unexpected("changes lack in an answer") }
    }
    run.add("merge.\(world.streams)", took.seconds / Double(2 * writes) * 1e6)
    try await world.reader.sync()
  }

  /// One change goes from a device to the region and on to another; then there is nothing to say.
  private func synchronise(_ day: String, _ run: inout Tally) async throws {
    for time in 0..<bench.scale.pick(smoke: 2, quick: 10, full: 20) {
      for world in worlds {
        let place = Value("Voorbeeldplein \(day)")
        try world.writer.replica.edit(.sample(time), [.set("place", place)])
        run.add(
          "sync.\(world.streams)",
          try await processorTime {
            try await world.writer.sync()
            try await world.reader.sync()
          })
        run.add(
          "idle.\(world.streams)", try await processorTime { try await world.reader.sync() })
      }
    }
  }

  /// In microseconds. The region waits for its disk with every push, which says nothing of streams.
  private func processorTime(_ work: () async throws -> Void) async throws -> Double {
    let begin = Processor.seconds
    try await work()
    return (Processor.seconds - begin) * 1e6
  }

  // MARK: Figures

  func figures() async throws -> [Figure] {
    var tally = Tally()
    for run in 0..<bench.scale.runs { tally.add(try await measure(run: run)) }
    return Self.works.flatMap { work in
      [spread(work.name, work.unit, tally)]
        + worlds.dropFirst().map { world in
          Figure(
            "growth.\(work.name).\(world.streams)", tally["\(work.name).\(world.streams)"],
            work.unit, baseline: tally["\(work.name).\(sizes[0])"], target: .ratioWithin(0.2),
            note: "\(work.what), \(world.streams) streams known; baseline: \(sizes[0])")
        }
    }
  }

  /// The dearest of the worlds against the cheapest: each lies within the same share of each.
  private func spread(_ work: String, _ unit: String, _ tally: Tally) -> Figure {
    let costs = worlds.compactMap { tally["\(work).\($0.streams)"] }
    return Figure(
      "growth.\(work).spread", costs.max(), unit, baseline: costs.min(),
      target: .ratioWithin(0.2), note: "the dearest of \(sizes); baseline: the cheapest of them")
  }

  private static let works = [
    (name: "write", unit: "us", what: "a note made and changed once, a commit each"),
    (name: "merge", unit: "us/change", what: "changes from an answer taken in"),
    (
      name: "sync", unit: "us of processor time",
      what: "one change pushed by a device and pulled by another, region included"
    ),
    (name: "idle", unit: "us of processor time", what: "a sync with nothing to say"),
  ]
}

extension Benchmark {
  static let growth = Benchmark("growth") { try await Growth($0).figures() }
}
