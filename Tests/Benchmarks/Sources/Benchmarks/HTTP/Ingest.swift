import SchakelCore

/// Many new notes handed in by several devices at the same time, from requests that lie ready: what the
/// server takes, and not what a client needs to send it.
struct Ingest {
  let bench: Bench
  let count: Int
  let devices: Int

  private enum Work { case region, floor }

  /// About as many notes as a request has.
  private static let batch = 1_100

  func figures() async throws -> [Figure] {
    var tally = Tally()
    try await Rounds.inTurn(bench, [Work.region, .floor]) { work in
      switch work {
      case .region: try await region(&tally)
      case .floor: tally.add("floor", try floor())
      }
    }
    func rate(_ name: String) -> Double? { tally[name].map { Double(count) / $0 } }
    return [
      Figure(
        "http.ingest", rate("region"), "changes/s", baseline: rate("floor"),
        target: .ratioAtLeast(0.6),
        note:
          "\(count) notes by \(devices) devices at once, from requests that lie ready; baseline: "
          + "their two rows in SQLite, committed as often"),
      Figure(
        "http.ingest.server", tally["region.server"].map { $0 / Double(count) * 1e6 },
        "us of processor time each"),
    ]
  }

  private func region(_ tally: inout Tally) async throws {
    let daemon = try bench.makeDaemon()
    defer { bench.discard(daemon) }
    var lines: [(requests: [[UInt8]], token: String?)] = []
    var last: Pusher?
    for device in 0..<devices {
      let share = count * device / devices..<count * (device + 1) / devices
      var pusher = try await Pusher(
        at: daemon, startingAt: share.lowerBound, device: device + 1)
      let runs = pusher.prepare(share.count)
      let requests = runs.map { pusher.request([$0], from: pusher.cursor, limit: 0) }
      lines.append((requests, pusher.token))
      last = pusher
    }
    let (address, ready) = (daemon.address, lines)
    try await tally.time("region", daemon) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for line in ready {
          group.addTask {
            try await BareClient.send(line.requests, to: address, token: line.token)
          }
        }
        try await group.waitForAll()
      }
    }
    guard let head = try await last?.head(), head >= count else {
      throw Unexpected("the region has not taken all of it")
    }
  }

  private func floor() throws -> Double {
    let folder = try bench.scratch.folder()
    defer { bench.scratch.remove(folder) }
    let store = try PlainStore(.documentAndChange, in: folder, synchronous: .full)
    let documents = (0..<count).map { (id: DocumentID.sample($0).bytes, body: Note($0).content) }
    return try ContinuousClock().measure {
      try store.create(documents, batch: Self.batch)
    }.seconds
  }
}

extension Benchmark {
  static let ingest = Benchmark("http.ingest", needsDaemon: true) { bench in
    let count = bench.scale.pick(smoke: 40, quick: 5_000, full: 100_000)
    return try await Ingest(bench: bench, count: count, devices: 4).figures()
  }
}
