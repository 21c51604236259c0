import SchakelCore
import SchakelStore

/// Many new notes pushed to an empty region, and pulled from it by a device that has nothing. All is
/// on the disk on both sides when the clock stops.
struct Transfer {
  let bench: Bench
  let count: Int

  /// What cannot be had for less: the same contents in two rows each, in as many commits as there
  /// are requests.
  private enum Work: Equatable {
    case floor(batch: Int)
    case transfer
    case index
    case devicePush
  }

  /// About as many notes as fit into a request, and into an answer.
  private static let pushBatch = 1_100
  private static let pullBatch = 4_400

  func figures() async throws -> [Figure] {
    var tally = Tally()
    let works: [Work] = [
      .floor(batch: Self.pushBatch), .floor(batch: Self.pullBatch), .transfer, .index,
      .devicePush,
    ]
    try await Rounds.inTurn(bench, works) { work in
      switch work {
      case .floor(let batch): tally.add("floor.\(batch)", try floor(batch))
      case .transfer: try await transfer(&tally)
      case .index: tally.add("index.raw", try index())
      case .devicePush: try await devicePush(&tally)
      }
    }
    return figures(tally)
  }

  // MARK: One run of each

  private func floor(_ batch: Int) throws -> Double {
    let folder = try bench.scratch.folder()
    defer { bench.scratch.remove(folder) }
    let store = try PlainStore(.documentAndChange, in: folder, synchronous: .full)
    let documents = (0..<count).map { (id: DocumentID.sample($0).bytes, body: Note($0).content) }
    return try ContinuousClock().measure { try store.create(documents, batch: batch) }.seconds
  }

  private func transfer(_ tally: inout Tally) async throws {
    let daemon = try bench.makeDaemon()
    defer { bench.discard(daemon) }
    var pusher = try await Pusher(at: daemon)
    let runs = pusher.prepare(count)
    try await tally.time("push", daemon) { try await pusher.push(runs) }
    let folder = try bench.scratch.folder()
    defer { bench.scratch.remove(folder) }
    let device = try await RemoteDevice(in: folder, at: daemon, person: "lezer")
    try await tally.time("pull", daemon) { try await device.sync() }
    try device.check(documents: count)
    tally.add("index", try ContinuousClock().measure { try device.index(count) }.seconds)
  }

  /// What a search index of the same texts costs that is handed them.
  private func index() throws -> Double {
    let folder = try bench.scratch.folder()
    defer { bench.scratch.remove(folder) }
    let index = try PlainIndex(in: folder, synchronous: .full)
    let texts = (0..<count).map { Note($0).text }
    return try ContinuousClock().measure { try index.add(texts) }.seconds
  }

  private func devicePush(_ tally: inout Tally) async throws {
    let daemon = try bench.makeDaemon()
    defer { bench.discard(daemon) }
    let folder = try bench.scratch.folder()
    defer { bench.scratch.remove(folder) }
    let device = try await RemoteDevice(in: folder, at: daemon, person: "schrijver")
    try device.replica.create(0..<count, in: device.space)
    try await tally.time("device", daemon) { try await device.sync() }
    try device.check(documents: count)
  }

  // MARK: Figures

  private func figures(_ tally: Tally) -> [Figure] {
    func rate(_ name: String) -> Double? { tally[name].map { Double(count) / $0 } }
    func each(_ name: String) -> Double? { tally[name].map { $0 / Double(count) * 1e6 } }
    func shares(_ figure: String, _ name: String) -> [Figure] {
      [
        Figure("\(figure).server", each("\(name).server"), "us of processor time each"),
        Figure("\(figure).client", each("\(name).client"), "us of processor time each"),
      ]
    }
    return [
      Figure(
        "http.push", rate("push"), "changes/s", baseline: rate("floor.\(Self.pushBatch)"),
        target: .atLeast(25_000),
        note: "\(count) notes from requests that lie ready, one after another; baseline: their two "
          + "rows in SQLite, committed as often")
    ] + shares("http.push", "push") + [
      Figure(
        "http.push.device", rate("device"), "changes/s",
        baseline: rate("floor.\(Self.pushBatch)"),
        note: "the same from a replica, read and sealed as they go")
    ] + shares("http.push.device", "device") + [
      Figure(
        "http.pull", rate("pull"), "documents/s", baseline: rate("floor.\(Self.pullBatch)"),
        target: .atLeast(30_000),
        note: "a fresh device with the usual client; baseline: two rows each in SQLite"),
      Figure(
        "http.pull.index", each("index"), "us/note", baseline: each("index.raw"),
        target: .ratioAtMost(2),
        note: "until a search finds what came; baseline: FTS5 that is handed the texts"),
    ] + shares("http.pull", "pull")
  }
}

extension Tally {
  /// Seconds that work takes, and the processor time of both ends meanwhile.
  mutating func time(
    _ name: String, _ daemon: Daemon, _ work: () async throws -> Void
  ) async throws {
    let server = try daemon.processorTime()
    let client = Processor.seconds
    let took = try await ContinuousClock().measure(work)
    add(name, took.seconds)
    add("\(name).server", try daemon.processorTime() - server)
    add("\(name).client", Processor.seconds - client)
  }
}

extension Benchmark {
  static let transfer = Benchmark("http.push, http.pull", needsDaemon: true) { bench in
    let count = bench.scale.pick(smoke: 30, quick: 5_000, full: 100_000)
    return try await Transfer(bench: bench, count: count).figures()
  }
}
