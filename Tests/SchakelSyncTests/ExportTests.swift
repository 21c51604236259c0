import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("What goes into a bundle")
struct ExportTests {
  @Test("much is sealed in parts, which whoever reads it can hand in")
  func parts() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    for device in [anna, bram] { try await device.sync() }
    let page = Value(String(repeating: "lang ", count: 8_000))
    for number in 0..<60 { try anna.note("n\(number)", ["body": [page]]) }
    func runs(of device: TestDevice) throws -> [ChangeRun] {
      try device.replica.exportBundle(of: region.space, signer: device.signer).bundle.runs
        .filter { $0.writer == anna.replica.identity.writer }
    }
    let hers = try runs(of: anna)
    #expect(hers.count == 3)
    #expect(hers.flatMap(\.changes).count == 60)
    try bram.hear(anna, in: region.space)
    // Whoever passes them on keeps the parts.
    #expect(try runs(of: bram).count == 3)
    let budget = SyncBudget(push: 1 << 20, sealed: 1_200_000)
    let report = try await bram.sync(budget: budget)
    #expect(report.isSynchronised && report.standing.unsendable == 0)
    let carla = try await region.device(3)
    try await carla.sync()
    #expect(try carla.states() == anna.states())
  }

  @Test("looking at a history takes nothing away from it")
  func history() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    var notes: [DocumentID] = []
    for number in 1...4 { notes.append(try anna.note("n\(number)")) }
    try await anna.sync()
    // It begins from states and has none of their changes.
    let bram = try await region.device(2)
    try await bram.sync()
    try anna.note("later")
    for device in [anna, bram] { try await device.sync() }
    func counters() throws -> [ClosedRange<UInt64>] {
      try bram.replica.exportBundle(of: region.space, signer: bram.signer).bundle.runs
        .map { $0.first...($0.first + UInt64($0.changes.count) - 1) }
    }
    #expect(try counters() == [5...5])
    try await bram.fetchHistory(of: notes[1])
    #expect(try bram.replica.history(notes[1]).items.count == 1)
    #expect(try counters() == [5...5])
  }
}
