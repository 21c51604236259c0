/// A sync with nothing to say, in a small region and in a large one; and how fast the large one took
/// in what made it large.
struct IdleSync {
  private let bench: Bench
  private let regions: [Region]

  private struct Region {
    let changes: Int
    let daemon: Daemon
    let device: RemoteDevice
    /// Changes a second of each part that was pushed, in order.
    let rates: [Double]
  }

  init(_ bench: Bench, changes: [Int]) async throws {
    self.bench = bench
    var regions: [Region] = []
    for count in changes {
      bench.progress("  making a region of \(count) changes")
      regions.append(try await Self.region(count, bench))
    }
    self.regions = regions
  }

  /// How many changes lie ready at once, at most: more would fill the memory.
  private static let part = 20_000
  /// How many parts at either end are held against each other.
  private static let ends = 5

  private static func region(_ count: Int, _ bench: Bench) async throws -> Region {
    let daemon = try bench.makeDaemon()
    var pusher = try await Pusher(at: daemon)
    let part = min(part, max(1, count / (2 * ends)))
    var rates: [Double] = []
    for start in stride(from: 0, to: count, by: part) {
      let changes = min(part, count - start)
      let runs = pusher.prepare(changes)
      let took = try await ContinuousClock().measure { try await pusher.push(runs) }
      rates.append(Double(changes) / took.seconds)
    }
    let device = try await RemoteDevice(
      in: try bench.scratch.folder(), at: daemon, person: "lezer")
    try await device.sync()
    try device.check(documents: count)
    return Region(changes: count, daemon: daemon, device: device, rates: rates)
  }

  func figures() async throws -> [Figure] {
    var tally = Tally()
    for _ in 0..<bench.scale.runs { tally.add(try await measure()) }
    guard let small = regions.first, let large = regions.last else { return [] }
    func figure(_ name: String, _ unit: String, _ target: Figure.Target, _ note: String) -> Figure {
      Figure(
        "http.sync.idle\(name)", tally["\(large.changes)\(name)"], unit,
        baseline: tally["\(small.changes)\(name)"], target: target, note: note)
    }
    let sizes = "at \(large.changes) changes; baseline: at \(small.changes)"
    return [
      figure("", "us", .ratioWithin(0.2), "one sync over an open connection, \(sizes)"),
      figure(
        ".server", "us of processor time", .ratioWithin(0.2), "the server's part of it, \(sizes)"),
      Figure(
        "http.sync.idle.p99", tally["\(large.changes).p99"], "us",
        baseline: tally["\(small.changes).p99"], target: .atMost(5_000),
        note: "of a hundred syncs the longest but one, \(sizes)"),
      figure(".round-trips", "round trips", .atMost(1), sizes),
      figure(".request", "bytes of body", .atMost(200), "one space, \(sizes)"),
      figure(".answer", "bytes of body", .atMost(200), "one space, \(sizes)"),
      Self.late(large),
    ]
  }

  /// Whether a region takes in its last changes as fast as its first.
  private static func late(_ region: Region) -> Figure {
    Figure(
      "http.push.late", Array(region.rates.suffix(ends)).median, "changes/s",
      baseline: Array(region.rates.prefix(ends)).median, target: .ratioAtLeast(1 / 1.2),
      note: "the last of \(region.changes) changes; baseline: the first of them")
  }

  /// One run: the regions are asked by turns.
  private func measure() async throws -> Tally {
    var run = Tally()
    let times = bench.scale.pick(smoke: 2, quick: 200, full: 1_000)
    let before = try regions.map { try $0.daemon.processorTime() }
    for region in regions { _ = region.device.wire.take() }
    var took: [Int: [Double]] = [:]
    for _ in 0..<times {
      for region in regions {
        let time = try await ContinuousClock().measure { try await region.device.sync() }
        took[region.changes, default: []].append(time.seconds * 1e6)
      }
    }
    for (changes, times) in took {
      run.add("\(changes)", times.median)
      run.add("\(changes).p99", times.percentile(0.99))
    }
    for (region, before) in zip(regions, before) {
      let server = try region.daemon.processorTime() - before
      let count = region.device.wire.take()
      func add(_ name: String, _ value: Double) {
        run.add("\(region.changes).\(name)", value / Double(times))
      }
      add("server", server * 1e6)
      add("round-trips", Double(count.exchanges))
      add("request", Double(count.requestBytes))
      add("answer", Double(count.answerBytes))
    }
    return run
  }
}

extension Benchmark {
  static let idleSync = Benchmark("http.sync.idle", needsDaemon: true) { bench in
    let large = bench.scale.pick(smoke: 60, quick: 20_000, full: 1_000_000)
    let small = bench.scale.pick(smoke: 20, quick: 1_000, full: 1_000)
    return try await IdleSync(bench, changes: [small, large]).figures()
  }
}
