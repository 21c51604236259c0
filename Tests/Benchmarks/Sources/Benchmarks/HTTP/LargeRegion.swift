import SchakelCore
import SchakelStore
import SchakelSync
import SchakelSyncHTTP

/// What a server does with millions of changes and thousands of devices, beside one with little: how
/// soon it is ready, what a sync takes, and how much memory it needs for that.
struct LargeRegion {
  private let bench: Bench
  private let small: Place
  private let large: Place
  /// How many devices ask by turns.
  private let callers: Int

  /// A daemon with its town.
  private struct Place {
    let daemon: Daemon
    let town: Town

    init(_ bench: Bench, devices: Int, changes: Int) async throws {
      daemon = try bench.makeDaemon()
      bench.progress("  making a region of \(changes) changes by \(devices) devices")
      town = try await Town(daemon, devices: devices, changes: changes, progress: bench.progress)
    }
  }

  /// A device that has all there is and asks whether there is more.
  private struct Caller {
    private let transport: HTTPTransport
    private let request: [UInt8]

    init(_ resident: Town.Resident, at daemon: Daemon) async throws {
      transport = try HTTPTransport(
        server: daemon.address, token: resident.token, agent: "schakel-bench")
      let answer = try SyncAnswer(
        encoded: try await transport.sync(Self.request(daemon.space, nil, digest: 0)))
      guard let space = answer.spaces.first, let head = space.head else {
        throw Unexpected("an answer that does not say how far the region is")
      }
      request = Self.request(daemon.space, head, digest: space.digest)
    }

    private static func request(
      _ space: SpaceID, _ cursor: Cursor?, digest: UInt64
    ) -> [UInt8] {
      SyncRequest(
        agent: "schakel-bench", limit: cursor == nil ? 1 : SyncBudget().answer,
        spaces: [.init(space: space, cursor: cursor, digest: digest)]
      ).encoded
    }

    func ask() async throws {
      let answer = try SyncAnswer(encoded: try await transport.sync(request))
      guard answer.spaces.first?.entries.isEmpty == true else {
        throw Unexpected("there was something new")
      }
    }
  }

  init(_ bench: Bench, devices: Int, changes: Int, callers: Int) async throws {
    self.bench = bench
    self.callers = callers
    small = try await Place(bench, devices: callers, changes: callers * 2)
    large = try await Place(bench, devices: devices, changes: changes)
  }

  func figures() async throws -> [Figure] {
    defer { for place in [small, large] { bench.discard(place.daemon) } }
    var tally = Tally()
    for _ in 0..<bench.scale.runs {
      tally.add("ready.small", try await small.daemon.restart())
      tally.add("ready.large", try await large.daemon.restart())
    }
    for (name, place) in [("small", small), ("large", large)] {
      try await place.daemon.settle()
      try await readPages(place)
      tally.add(try await ask(name, place))
      tally.add(try await push(name, place))
    }
    let memory = try large.daemon.peakMemory() / 1_048_576
    return figures(tally, memory: memory)
  }

  /// New devices, which begin to read all that there is.
  private func readPages(_ place: Place) async throws {
    for resident in place.town.residents.prefix(8) {
      let transport = try HTTPTransport(
        server: place.daemon.address, token: resident.token, agent: "schakel-bench")
      let request = SyncRequest(
        agent: "schakel-bench", limit: SyncBudget().answer,
        spaces: [.init(space: place.daemon.space, cursor: nil, digest: 0)]
      ).encoded
      for _ in 0..<bench.scale.pick(smoke: 1, quick: 2, full: 10) {
        let answer = try SyncAnswer(encoded: try await transport.sync(request))
        guard answer.spaces.first?.bootstrap != nil else { throw Unexpected("a page of nothing") }
      }
    }
  }

  /// Each of the devices asks whether there is something new, one after the other, again and again.
  private func ask(_ name: String, _ place: Place) async throws -> Tally {
    var crowd: [Caller] = []
    for resident in place.town.residents.prefix(callers) {
      crowd.append(try await Caller(resident, at: place.daemon))
    }
    for caller in crowd { try await caller.ask() }
    var (run, times) = (Tally(), [Double]())
    let before = try place.daemon.processorTime()
    for _ in 0..<bench.scale.runs {
      for caller in crowd {
        times.append(try await ContinuousClock().measure { try await caller.ask() }.seconds * 1e6)
      }
    }
    let server = try place.daemon.processorTime() - before
    run.add("idle.\(name)", times.median)
    run.add("idle.\(name).p99", times.percentile(0.99))
    run.add("idle.\(name).server", server / Double(times.count))
    return run
  }

  /// A device hands in one note after the other.
  private func push(_ name: String, _ place: Place) async throws -> Tally {
    var pusher = try await Pusher(at: place.daemon, startingAt: place.town.changes)
    var run = Tally()
    for _ in 0..<bench.scale.pick(smoke: 2, quick: 100, full: 500) {
      let runs = pusher.prepare(1)
      let took = try await ContinuousClock().measure { try await pusher.push(runs) }
      run.add("push.\(name)", took.seconds * 1e6)
    }
    return run
  }

  private func figures(_ tally: Tally, memory: Double) -> [Figure] {
    let sizes =
      "\(large.town.changes) changes by \(large.town.residents.count) devices; baseline: "
      + "\(small.town.changes) by \(small.town.residents.count)"
    // Of one core, where each of them asks every thirty seconds.
    let load = tally["idle.large.server"].map { $0 * Double(callers) / 30 * 100 }
    return [
      Figure(
        "http.large.ready", tally["ready.large"], "s", baseline: tally["ready.small"],
        target: .atMost(1), note: "from the start of the process until /readyz; \(sizes)"),
      Figure(
        "http.large.sync.idle", tally["idle.large"], "us", baseline: tally["idle.small"],
        target: .ratioAtMost(1.2), note: "a request that asks for what is new; \(sizes)"),
      Figure(
        "http.large.sync.idle.p99", tally["idle.large.p99"], "us",
        baseline: tally["idle.small.p99"], target: .atMost(5_000),
        note: "of a hundred the longest but one; \(sizes)"),
      Figure(
        "http.large.sync.push", tally["push.large"], "us", baseline: tally["push.small"],
        target: .ratioAtMost(1.2), note: "a request that hands in one note; \(sizes)"),
      Figure(
        "http.large.memory", memory, "MB", target: .atMost(512),
        note: "the most that the server had at once, its check of the file included; \(sizes)"),
      Figure(
        "http.crowd.idle", load, "% of a core", target: .atMost(3),
        note: "what the server works where \(callers) devices ask every thirty seconds whether "
          + "something is new, over connections that stay open"),
    ]
  }
}

extension Benchmark {
  static let largeRegion = Benchmark("http.large, http.crowd", needsDaemon: true) { bench in
    let devices = bench.scale.pick(smoke: 10, quick: 500, full: 10_000)
    let changes = bench.scale.pick(smoke: 100, quick: 50_000, full: 5_000_000)
    let callers = bench.scale.pick(smoke: 4, quick: 100, full: 500)
    return try await LargeRegion(
      bench, devices: devices, changes: changes, callers: callers
    ).figures()
  }
}
