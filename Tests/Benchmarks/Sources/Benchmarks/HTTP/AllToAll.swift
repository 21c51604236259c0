import SchakelCore

/// Devices that come back from the street at the same time: each pushes what it wrote, and pulls
/// until it has everything.
struct AllToAll {
  let bench: Bench
  let devices: Int
  let notes: Int

  private enum Work { case schakel, plain }

  func figures() async throws -> [Figure] {
    var tally = Tally()
    try await Rounds.inTurn(bench, [Work.schakel, .plain]) { work in
      switch work {
      case .schakel: try await schakel(&tally)
      case .plain: tally.add("plain", try plain())
      }
    }
    let share = tally["schakel.server"].flatMap { server in
      tally["schakel.client"].map { server / (server + $0) * 100 }
    }
    return [
      Figure(
        "http.all-to-all", tally["schakel"], "s", baseline: tally["plain"], target: .atMost(12),
        note: "\(devices) devices push \(notes) notes each at once and pull until each has all; "
          + "baseline: the same rows, a document's and a change's, in as many SQLite files"),
      Figure("http.all-to-all.server", tally["schakel.server"], "s of processor time"),
      Figure(
        "http.all-to-all.server.share", share, "%",
        note: "of the processor time of server and devices together"),
    ]
  }

  private func schakel(_ tally: inout Tally) async throws {
    let daemon = try bench.makeDaemon()
    let folders = try (0..<devices).map { _ in try bench.scratch.folder() }
    defer {
      bench.discard(daemon)
      for folder in folders { bench.scratch.remove(folder) }
    }
    var crowd: [RemoteDevice] = []
    for number in 0..<devices {
      crowd.append(try await RemoteDevice(in: folders[number], at: daemon, person: "p\(number)"))
      try crowd[number].replica.create(
        (number * notes)..<((number + 1) * notes), in: daemon.space)
    }
    try await tally.time("schakel", daemon) {
      try await synchronise(crowd)
      while try crowd.contains(where: { try $0.documents() < devices * notes }) {
        try await synchronise(crowd)
      }
    }
    for device in crowd { try device.check(documents: devices * notes) }
  }

  /// All at once.
  private func synchronise(_ crowd: [RemoteDevice]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for device in crowd { group.addTask { try await device.sync() } }
      try await group.waitForAll()
    }
  }

  /// Each device's notes in one commit at the server, then everybody's in one commit at each device.
  private func plain() throws -> Double {
    let all = (0..<devices * notes).map {
      (id: DocumentID.sample($0).bytes, body: Note($0).content)
    }
    let folders = try (0...devices).map { _ in try bench.scratch.folder() }
    defer { for folder in folders { bench.scratch.remove(folder) } }
    let stores = try folders.map {
      try PlainStore(.documentAndChange, in: $0, synchronous: .full)
    }
    return try ContinuousClock().measure {
      try stores[devices].create(all, batch: notes)
      for store in stores.dropLast() { try store.create(all, batch: all.count) }
    }.seconds
  }
}

extension Benchmark {
  static let allToAll = Benchmark("http.all-to-all", needsDaemon: true) { bench in
    let devices = bench.scale.pick(smoke: 3, quick: 20, full: 155)
    let notes = bench.scale.pick(smoke: 2, quick: 18, full: 18)
    return try await AllToAll(bench: bench, devices: devices, notes: notes).figures()
  }
}
