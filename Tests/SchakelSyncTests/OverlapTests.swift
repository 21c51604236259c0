import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Syncs that overlap on one home")
struct OverlapTests {
  /// A device, and the same home in another process.
  private struct Home {
    let region: TestRegion
    let one: TestDevice
    let other: TestDevice
    let bram: TestDevice

    /// All agree, and nothing was compared afresh to get there.
    func expectAgreement() async throws {
      for device in [one, other, bram, one, other] {
        let report = try await device.sync()
        #expect(report.isSynchronised)
        #expect(report.notices.isEmpty)
      }
      #expect(try one.states() == bram.states())
      #expect(try one.replica.check() == [])
    }
  }

  private func home() async throws -> Home {
    let region = try await TestRegion()
    let one = try await region.device(1)
    let bram = try await region.device(2)
    for device in [one, bram, one] { try await device.sync() }
    return Home(region: region, one: one, other: try one.reopened(), bram: bram)
  }

  @Test("an answer that comes after another process has gone on throws nothing away")
  func overtaken() async throws {
    let home = try await home()
    try home.bram.note("van Bram")
    try await home.bram.sync()
    let exchange = try await home.one.exchange()
    try home.bram.note("nog een van Bram")
    try await home.bram.sync()
    #expect(try await home.other.sync().isSynchronised)
    let progress = try home.one.take(exchange)
    #expect(progress.notices.isEmpty)
    try await home.expectAgreement()
  }

  @Test("what another process pushed meanwhile is no news, and no gap", arguments: [0, 5])
  func pushedMeanwhile(before: Int) async throws {
    let home = try await home()
    for number in 0..<before { try home.one.note("eerder \(number)") }
    try await home.one.sync()
    let request = try home.one.request()
    try home.other.note("van het andere proces")
    try await home.other.sync()
    let exchange = try await home.one.send(request)
    let progress = try home.one.take(exchange)
    #expect(progress.notices.isEmpty)
    try await home.expectAgreement()
    #expect(try home.one.replica.list().count == before + 1)
  }

  @Test("two processes that push the same changes push them once")
  func pushedTwice() async throws {
    let home = try await home()
    let id = try home.one.note("een")
    try home.other.replica.edit(id, [.set("place", Value("plein"))])
    let exchanges = [try await home.one.exchange(), try await home.other.exchange()]
    try home.other.take(exchanges[1])
    try home.one.take(exchanges[0])
    try await home.expectAgreement()
    #expect(try home.one.replica.tray().isEmpty)
  }

  @Test("what two processes are told was given out twice is written again once")
  func forkedTwice() async throws {
    let home = try await home()
    try home.other.replica.close()
    let copy = try home.one.closeAndCopy()
    let gone = try home.one.reopened()
    let lost = try gone.note("in het vorige leven")
    try await gone.sync()
    let one = try gone.putBack(from: copy)
    let other = try one.reopened()
    let again = try one.note("onder hetzelfde nummer")
    let exchanges = [try await one.exchange(), try await other.exchange()]
    try one.take(exchanges[0])
    let (writer, states) = (one.replica.identity.writer, try one.states())
    #expect(states[lost] != nil && states[again] != nil)
    // It speaks of what gave way already: in its place is what the region has.
    try other.take(exchanges[1])
    #expect(other.replica.identity.writer == writer)
    #expect(try one.states() == states)
    let later = Home(region: home.region, one: one, other: other, bram: home.bram)
    try await later.expectAgreement()
    #expect(try one.states() == states)
    #expect(try one.replica.tray().isEmpty)
  }

  @Test("a first page of all documents that comes late to another process begins nothing anew")
  func latePage() async throws {
    let home = try await home()
    // Refused: it names another as its author. All that there is of its document is that.
    var forger = Forger(home.bram, in: home.region.space)
    let stranger = try await home.region.device(3, person: "een ander")
    try await home.bram.push(
      forger.run([forger.birth("vals", by: stranger.replica.identity.person)]))
    for number in 0..<4 { try home.one.note("briefje \(number)") }
    try await home.one.sync()
    let states = try home.one.states()
    #expect(states.count == 5)
    try home.one.replica.forgetCursor(home.region.space)
    let budget = SyncBudget(answer: 400)
    let late = try await home.other.exchange(budget: budget)
    #expect(late.answer.spaces.first?.bootstrap?.token != nil)
    var exchange = try await home.one.exchange(budget: budget)
    while exchange.answer.spaces.first?.bootstrap?.token != nil {
      try home.one.take(exchange)
      exchange = try await home.one.exchange(budget: budget)
    }
    try home.other.take(late)
    // The last page.
    try home.one.take(exchange)
    for _ in 0..<2 { try await home.one.sync() }
    #expect(try home.one.states() == states)
    #expect(try await home.one.sync().isSynchronised)
    #expect(try home.one.replica.check() == [])
  }

  @Test("an answer that is taken in twice is taken in once")
  func twice() async throws {
    let home = try await home()
    try home.bram.note("van Bram")
    try home.one.note("van hier")
    try await home.bram.sync()
    let exchange = try await home.one.exchange()
    for device in [home.one, home.one, home.other] {
      let progress = try device.take(exchange)
      #expect(progress.notices.isEmpty)
    }
    try await home.expectAgreement()
  }

  @Test("a device that is new takes pages of states in two processes at once")
  func pages() async throws {
    let region = try await TestRegion()
    let bram = try await region.device(2)
    for number in 0..<40 { try bram.note("notitie \(number)") }
    try await bram.sync()
    let one = try await region.device(1)
    let other = try one.reopened()
    let small = SyncBudget(answer: 2_000)
    for _ in 0..<3 {
      let first = try await one.exchange(budget: small)
      let second = try await other.exchange(budget: small)
      try other.take(second)
      try one.take(first)
    }
    let home = Home(region: region, one: one, other: other, bram: bram)
    try await home.expectAgreement()
  }
}
