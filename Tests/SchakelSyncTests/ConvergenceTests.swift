import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("Devices and a region")
struct ConvergenceTests {
  @Test("what two workers wrote apart is on both devices after they synchronised")
  func exchange() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try anna.note("van Anna")
    try bram.note("van Bram")
    try await anna.sync()
    let report = try await bram.sync()
    #expect(report.isSynchronised)
    #expect(try await anna.sync().isSynchronised)
    #expect(try anna.states().count == 2)
    #expect(try anna.states() == bram.states())
  }

  @Test("a title changed on both sides is kept twice, and shown as a conflict on both devices")
  func conflict() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    let id = try anna.note("bankje")
    try await anna.sync()
    try await bram.sync()
    try anna.replica.edit(id, [.set("title", Value("bankje weg"))])
    try bram.replica.edit(id, [.set("title", Value("bankje terug"))])
    for device in [anna, bram, anna] { #expect(try await device.sync().ending == .complete) }
    #expect(try anna.states() == bram.states())
    let state = try DocumentState(encoded: try #require(try anna.states()[id]))
    #expect(state.view(of: "title", policy: .keepAll).standing == .conflict)
    #expect(throws: ReplicaError.self) {
      try anna.replica.edit(id, [.set("title", Value("zomaar"))])
    }
  }

  @Test("a new device gets everything as states, in pages, and goes on from there")
  func bootstrap() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    for index in 0..<60 { try anna.note("notitie \(index)") }
    try await anna.sync()
    let bram = try await region.device(2)
    let report = try await bram.sync(budget: SyncBudget(answer: 1_000))
    #expect(report.isSynchronised)
    #expect(report.exchanges > 3)
    #expect(try bram.states() == anna.states())
    try anna.note("nog een")
    try await anna.sync()
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.states() == anna.states())
  }

  @Test("an answer that got lost is asked again, and nothing is there twice")
  func lostAnswer() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try anna.note("een")
    anna.wire { $0.lostAnswers = 2 }
    let report = try await anna.sync(patience: .init(retries: 3))
    #expect(report.isSynchronised)
    let bram = try await region.device(2)
    try await bram.sync()
    #expect(try bram.states() == anna.states())
  }

  @Test("offline, the report says how many changes wait, and not that all is well")
  func offline() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try await anna.sync()
    try anna.note("een")
    try anna.note("twee")
    anna.wire { $0.isDown = true }
    let report = try await anna.sync()
    #expect(!report.isSynchronised)
    #expect(report.waiting == 2)
    anna.wire { $0.isDown = false }
    #expect(try await anna.sync().isSynchronised)
  }

  @Test("with nothing to say, one exchange of at most 200 bytes each way")
  func idle() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    for index in 0..<20 { try anna.note("notitie \(index)") }
    try await anna.sync()
    anna.wire { $0.exchanges = 0 }
    #expect(try await anna.sync().isSynchronised)
    #expect(anna.wire { $0.exchanges } == 1)
    #expect(anna.wire { $0.requestBytes } <= 200)
    #expect(anna.wire { $0.answerBytes } <= 200)
  }

  @Test("small budgets only mean more exchanges")
  func smallBudgets() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try await bram.sync()
    for index in 0..<40 { try anna.note("notitie \(index)") }
    #expect(try await anna.sync(budget: SyncBudget(push: 900, answer: 900)).isSynchronised)
    #expect(try await bram.sync(budget: SyncBudget(push: 900, answer: 900)).isSynchronised)
    #expect(try bram.states() == anna.states())
  }
}
