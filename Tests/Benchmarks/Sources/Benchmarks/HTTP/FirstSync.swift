import SchakelCore

/// The first synchronisation of new devices in a region that has something already: of one, and of many
/// at the same time.
struct FirstSync {
  private let bench: Bench
  private let daemon: Daemon
  private let documents: Int
  private let crowd: Int

  private enum Work { case one, crowd, plain }

  init(_ bench: Bench, documents: Int, crowd: Int) async throws {
    self.bench = bench
    self.documents = documents
    self.crowd = crowd
    daemon = try bench.makeDaemon()
    var pusher = try await Pusher(at: daemon)
    try await pusher.push(pusher.prepare(documents))
  }

  func figures() async throws -> [Figure] {
    defer { bench.discard(daemon) }
    var tally = Tally()
    try await Rounds.inTurn(bench, [Work.one, .crowd, .plain]) { work in
      switch work {
      case .one: try await synchronise("one", 1, &tally)
      case .crowd: try await synchronise("crowd", crowd, &tally)
      case .plain: tally.add("plain", try plain())
      }
    }
    let both = tally["one.server"].flatMap { server in tally["one.client"].map { server + $0 } }
    return [
      Figure(
        "http.first-sync", both, "s of processor time", target: .atMost(0.5),
        note: "\(documents) documents, server and device together"),
      Figure("http.first-sync.wall", tally["one"], "s"),
      Figure(
        "http.first-sync.crowd", tally["crowd"], "s", baseline: tally["plain"],
        target: .atMost(45),
        note: "\(crowd) devices at once, \(documents) documents each; baseline: their rows, a "
          + "document's and a change's, in as many SQLite files"),
      Figure("http.first-sync.crowd.server", tally["crowd.server"], "s of processor time"),
      Figure("http.first-sync.crowd.client", tally["crowd.client"], "s of processor time"),
    ]
  }

  /// So many devices that have nothing yet, until each has all.
  private func synchronise(_ name: String, _ count: Int, _ tally: inout Tally) async throws {
    let folders = try (0..<count).map { _ in try bench.scratch.folder() }
    defer { for folder in folders { bench.scratch.remove(folder) } }
    var devices: [RemoteDevice] = []
    for (number, folder) in folders.enumerated() {
      devices.append(try await RemoteDevice(in: folder, at: daemon, person: "p\(number)"))
    }
    try await tally.time(name, daemon) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for device in devices { group.addTask { try await device.sync() } }
        try await group.waitForAll()
      }
    }
    for device in devices { try device.check(documents: documents) }
  }

  /// The same contents in a file for each device, one commit each.
  private func plain() throws -> Double {
    let all = (0..<documents).map { (id: DocumentID.sample($0).bytes, body: Note($0).content) }
    let folders = try (0..<crowd).map { _ in try bench.scratch.folder() }
    defer { for folder in folders { bench.scratch.remove(folder) } }
    let stores = try folders.map {
      try PlainStore(.documentAndChange, in: $0, synchronous: .full)
    }
    return try ContinuousClock().measure {
      for store in stores { try store.create(all, batch: all.count) }
    }.seconds
  }
}

extension Benchmark {
  static let firstSync = Benchmark("http.first-sync", needsDaemon: true) { bench in
    let documents = bench.scale.pick(smoke: 30, quick: 2_000, full: 10_000)
    let crowd = bench.scale.pick(smoke: 3, quick: 20, full: 100)
    return try await FirstSync(bench, documents: documents, crowd: crowd).figures()
  }
}
