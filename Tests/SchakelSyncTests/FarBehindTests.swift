import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("A device that was put back and is far behind")
struct FarBehindTests {
  @Test("what it wrote under dots that it had given out is in the tray")
  func pages() async throws {
    var limits = RegionLimits()
    limits.tailEntries = 20
    let region = try await TestRegion(limits: limits)
    let before = try await region.device(1)
    let bram = try await region.device(2)
    let id = try before.note("samen")
    for device in [before, bram, before] { try await device.sync() }
    let copy = try before.closeAndCopy()
    let gone = try before.reopened()
    for number in 0..<2 { try gone.note("na de kopie \(number)") }
    try await gone.sync()
    let back = try gone.putBack(from: copy)
    for number in 0..<40 { try bram.replica.edit(id, [.set("place", Value("plein \(number)"))]) }
    try await bram.sync()
    // Somebody writes while the first request is under way.
    let request = try back.request()
    try back.replica.edit(id, [.set("title", Value("van de oude stand"))])
    let exchange = try await back.send(request)
    #expect(exchange.answer.spaces.first?.bootstrap != nil)
    try back.take(exchange)
    #expect(try await back.sync().isSynchronised)
    #expect(try await bram.sync().isSynchronised)
    // Not written again: of the document there is the state, and not what it was before.
    let item = try #require(try back.replica.tray().first)
    #expect(item.reason == .givenOutTwice)
    #expect(item.steps.map(\.values) == [[Value("van de oude stand")]])
    #expect(try back.states() == bram.states())
    #expect(try back.replica.list().count == 3)
    for device in [back, bram] { #expect(try device.replica.check() == []) }
  }
}
