import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("A bootstrap whose streams take more than one page")
struct PagedStreamsTests {
  @Test("what comes between two pages is had from the log", arguments: [false, true])
  func between(isNewStream: Bool) async throws {
    let region = try await TestRegion()
    var others: [TestDevice] = []
    for seed in 1...9 as ClosedRange<UInt64> { others.append(try await region.device(seed)) }
    let id = try others[0].note("van iedereen")
    for device in others.dropLast() { try await device.sync() }
    for device in others.dropFirst().dropLast() {
      try device.replica.edit(id, [.add("themes", [Value("safety")])])
      try await device.sync()
    }
    let late = try await region.device(10)
    let page = try await late.exchange(budget: SyncBudget(answer: 300))
    let told = try #require(page.answer.spaces.first?.bootstrap)
    #expect(told.token != nil && (1..<8).contains(told.streams.count))
    try late.take(page)
    let writer = isNewStream ? others[8] : others[7]
    try writer.note("tussen twee bladzijden")
    #expect(try await writer.sync().isSynchronised)
    let report = try await late.sync()
    #expect(report.isSynchronised)
    #expect(report.notices.isEmpty)
    #expect(try late.states() == writer.states())
    #expect(try late.replica.check() == [])
  }
}
