import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Two processes on one home, histories that are fetched, and devices that come later.
extension RandomRegion {
  /// Many enough for two of one person that began from states.
  static let deviceLimit = 7

  mutating func wideStep(_ index: Int) async throws {
    switch random.below(20) {
    case 0..<8: try await overlap(index)
    case 8..<15: try await fetchHistory(on: index)
    case 15..<16: try await welcome()
    case 16..<19: try await leaveOrComeBack(index % people)
    default: try create(on: index)
    }
  }

  /// Two processes on one home ask the region, and take in what it answers, as it comes.
  mutating func overlap(_ index: Int) async throws {
    story.append("two processes of \(index) synchronise")
    let processes = [devices[index], try devices[index].reopened()]
    for _ in 0..<1 + random.below(3) {
      var exchanges: [(process: TestDevice, exchange: Exchange)] = []
      for process in processes {
        devices[index] = process
        if let exchange = try await ask(index) { exchanges.append((process, exchange)) }
      }
      if random.below(2) == 0 { exchanges.reverse() }
      for (process, exchange) in exchanges { try process.take(exchange) }
      if machines != nil, random.below(3) == 0, let (process, exchange) = exchanges.first {
        try process.take(exchange)
      }
    }
    devices[index] = processes[Int(random.below(2))]
    for process in processes where process !== devices[index] { try process.replica.close() }
  }

  /// A request and its answer, with whatever is written in between; nil without a network.
  private mutating func ask(_ index: Int) async throws -> Exchange? {
    let device = devices[index]
    let request = try device.request(budget: anyBudget())
    switch random.below(4) {
    case 0: try create(on: index)
    case 1: try edit(on: index)
    default: break
    }
    return try? await device.send(request)
  }

  mutating func fetchHistory(on index: Int) async throws {
    let device = devices[index]
    guard !device.wire({ $0.isDown }), let id = try anyDocument(on: index),
      let space = try device.replica.document(id)?.space?.id
    else { return }
    let budget = SyncBudget(answer: random.below(2) == 0 ? 300 : 1 << 18)
    let failure = try await device.synchroniser(budget: budget)
      .fetchHistory(HistoryRequest(space: space, document: id))
    story.append("\(index) fetches a history: \(failure.map { "\($0)" } ?? "it came")")
  }

  /// Somebody takes another device into use.
  mutating func welcome() async throws {
    guard devices.count < max(Self.deviceLimit, people + 2) else { return }
    try await welcome(Int(random.below(UInt64(people))))
  }

  /// A person takes another device into use.
  mutating func welcome(_ person: Int) async throws {
    // Whoever is let in comes back.
    gone.remove(person)
    story.append("\(devices.count) is a new device of person \(person)")
    owners.append(person)
    let home = scratchFolder()
    if machines != nil { machines?.devices.append(FaultyDisk(in: home)) }
    devices.append(try await region.device(random.next(), person: "p\(person)", home: home))
    watchOver()
  }
}
