import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Others' changes that the region lost or never had, through a way that is too narrow for all of
/// them at once.
@Suite("Handing in more than a request takes")
struct HandInTests {
  private static let page: [Name: [Value]] = [
    "body": [Value(String(repeating: "lang ", count: 2_000))]
  ]

  /// Bram has notes of Anna's by a bundle, and the region none of them.
  private struct Street {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice

    init(notes: Int, _ more: [Name: [Value]] = [:]) async throws {
      region = try await TestRegion()
      (anna, bram) = (try await region.device(1), try await region.device(2))
      for device in [anna, bram] { try await device.sync() }
      for number in 1...notes { try anna.note("n\(number)", more) }
      try bram.hear(anna, in: region.space)
    }

    var writer: Writer { anna.replica.identity.writer }

    /// The region says that a run was refused, and how far it has Anna's stream.
    func refusal(
      of request: SyncRequest, has counter: UInt64, more: [StreamTip] = []
    ) throws -> SyncAnswer {
      var space = SyncAnswer.Space(space: region.space, status: .runRefused)
      let tip = try bram.replica.write { transaction throws(ReplicaError) in
        let row = try transaction.space(region.space)
        let stream = try transaction.stream(of: writer, in: row)
        return try transaction.link(of: stream, at: counter, in: row)?.digest
      }
      space.streams = [StreamTip(writer: writer, counter: counter, tip: try #require(tip))] + more
      space.cursor = request.spaces[0].cursor
      return SyncAnswer(time: 1, spaces: [space])
    }

    func disputes() throws -> [Writer: UInt64] {
      try bram.replica.write { transaction throws(ReplicaError) in
        try Replica.disputedStreams(
          in: try transaction.space(region.space), transaction.connection)
      }
    }
  }

  private func sync(_ device: TestDevice, largest: Int) async throws -> SyncReport {
    let transport = StreamingTransport(device)
    transport { $0.largest = largest }
    let synchroniser = Synchroniser(
      replica: device.replica, transport: transport, signer: device.signer,
      verifier: TestRegion.verifier, sleep: { _ in }, random: { 0 })
    return try await synchroniser.run(patience: .init(retries: 0))
  }

  @Test("what was sealed in parts is handed in in parts")
  func parts() async throws {
    let later = try await Restoring().copyRegion()
    for number in 0..<12 {
      try later.anna.note("n\(number)", Self.page)
      try await later.anna.sync()
    }
    try await later.bram.sync()
    let restored = try await later.restoreRegion()
    // Anna's device never comes back; a proxy takes no more than five pages of hers at once.
    #expect(try await sync(restored.bram, largest: 60_000).isSynchronised)
    let carla = try await restored.region.device(3)
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.states() == restored.bram.states())
    #expect(try carla.states().count == 12)
  }

  @Test("what is under one seal and too large stays, and stands in nobody's way")
  func tooLarge() async throws {
    let later = try await Restoring().copyRegion()
    for number in 0..<20 { try later.anna.note("n\(number)", Self.page) }
    try await later.syncAll()
    let restored = try await later.restoreRegion()
    let carla = try await restored.region.device(3)
    let hers = try carla.note("van Carla")
    try await carla.sync()
    let his = try restored.bram.note("van Bram")
    let report = try await sync(restored.bram, largest: 100_000)
    #expect(report.ending == .complete && !report.isSynchronised)
    #expect(report.waiting == 0 && report.standing.unsendable == 20)
    #expect(!report.standing.differs)
    #expect(try restored.bram.states()[hers] != nil)
    try await carla.sync()
    #expect(try Set(carla.states().keys) == [hers, his])
    // By a wider way it goes.
    #expect(try await sync(restored.bram, largest: 300_000).isSynchronised)
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.states() == restored.bram.states())
    #expect(try carla.states().count == 22)
  }

  @Test("what can never be handed in is counted, and asks for nothing")
  func unsendable() async throws {
    let street = try await Street(notes: 3, Self.page)
    let (anna, bram) = (street.anna, street.bram)
    let narrow = SyncBudget(push: 15_000, sealed: 20_000)
    for _ in 1...2 {
      let report = try await bram.sync(budget: narrow)
      #expect(report.ending == .complete && report.exchanges == 1)
      #expect(!report.isSynchronised && !report.standing.differs)
      #expect(report.standing.unsendable == 3)
    }
    // Its writer sends it in smaller parts.
    #expect(try await anna.sync(budget: narrow).isSynchronised)
    let report = try await bram.sync(budget: narrow)
    #expect(report.isSynchronised && report.standing.unsendable == 0)
  }

  @Test("own changes go first; what does not fit beside them goes alone, or not")
  func first() async throws {
    let street = try await Street(notes: 3, Self.page)
    let (anna, bram) = (street.anna, street.bram)
    func writers(_ budget: SyncBudget) throws -> [Writer] {
      let request = try bram.replica.syncRequest(
        agent: "test", budget: budget, signer: bram.signer)
      return request.spaces.flatMap { $0.push.map(\.writer) }
    }
    let (mine, hers) = (bram.replica.identity.writer, anna.replica.identity.writer)
    #expect(try writers(SyncBudget(push: 15_000)) == [hers])
    #expect(try writers(SyncBudget(push: 15_000, sealed: 20_000)) == [])
    try bram.note("van Bram")
    #expect(try writers(SyncBudget(push: 15_000)) == [mine])
    #expect(try writers(SyncBudget()) == [mine, hers])
    #expect(try await bram.sync(budget: SyncBudget(push: 15_000)).isSynchronised)
  }

  // MARK: What was refused

  @Test("of a disputed run that is refused what the region found the same stays")
  func sameStays() async throws {
    let street = try await Street(notes: 4)
    try street.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.dispute(
        street.writer, in: try transaction.space(street.region.space))
    }
    let request = try street.bram.request()
    #expect(request.spaces[0].push.map(\.first) == [1])
    _ = try street.bram.replica.absorb(
      try street.refusal(of: request, has: 2), to: request, verifier: TestRegion.verifier)
    #expect(try Set(street.bram.replica.list().compactMap(\.title)) == ["n1", "n2"])
    #expect(try street.disputes().isEmpty)
    #expect(try street.bram.replica.check() == [])
  }

  @Test("what was taken counts as taken, though what was handed in beside it was refused")
  func takenBeside() async throws {
    let street = try await Street(notes: 4)
    try street.bram.note("van Bram")
    let request = try street.bram.request()
    let mine = try #require(request.spaces[0].streams.first)
    #expect(request.spaces[0].push.map(\.writer) == [mine.writer, street.writer])
    _ = try street.bram.replica.absorb(
      try street.refusal(of: request, has: 0, more: [mine]), to: request,
      verifier: TestRegion.verifier)
    #expect(try street.bram.replica.standing().waiting == 0)
    #expect(try street.disputes().isEmpty)
  }

  @Test("where two histories part is found part by part")
  func disputed() async throws {
    let scene = try await Restoring()
    for number in 0..<9 {
      try scene.anna.note("samen \(number)")
      try await scene.anna.sync()
    }
    try await scene.bram.sync()
    let (restored, lost) = try await scene.bothPutBack()
    let again = try restored.anna.note("onder dezelfde naam")
    try await restored.anna.sync()
    for _ in 0..<4 {
      try await restored.bram.sync(budget: SyncBudget(push: 700))
      try await restored.anna.sync()
    }
    #expect(try await restored.bram.sync(budget: SyncBudget(push: 700)).isSynchronised)
    #expect(try restored.anna.states() == restored.bram.states())
    #expect(try restored.bram.states()[again] != nil)
    #expect(try restored.bram.states()[lost] == nil)
    #expect(try restored.bram.replica.tray().map(\.document) == [lost])
    #expect(try restored.bram.replica.check() == [])
  }
}
