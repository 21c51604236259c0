import SchakelCore
import Testing

@testable import SchakelRegion

/// Changes that come without their words, and no order to erase names them.
@Suite struct WithdrawalTests {
  private struct Town {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bram: TestDevice

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("anna", in: space)
      bram = try await region.device("bram", in: space)
    }

    /// A run of Anna's in which the words of some of its changes are left out: chain and seal hold.
    func run(
      _ counters: ClosedRange<UInt64>, without gone: Set<UInt64>
    ) throws -> ChangeRun {
      let whole = anna.run(counters, in: space)
      let changes = try zip(counters, whole.changes).map { counter, bytes in
        guard gone.contains(counter) else { return bytes }
        return try Change(encoded: bytes, writer: anna.writer).erased(.portable).encoded
      }
      return ChangeRun(
        writer: whole.writer, first: whole.first, changes: changes, seal: whole.seal)
    }
  }

  @Test("from the device that wrote it, it is void on the record, and what follows goes on")
  func withdrawn() async throws {
    let town = try await Town()
    try await town.bram.sync(town.space)
    town.anna.create("kept", in: town.space)
    let gone = town.anna.create("gone", in: town.space)
    town.anna.edit(gone, "gone too", in: town.space)
    town.anna.create("kept as well", in: town.space)
    let answer = try await town.anna.exchange(
      town.space, push: [try town.run(1...4, without: [2, 3])])
    #expect(answer.status == .ok && answer.receipt != nil)
    #expect(answer.outcomes.map(\.dot) == [town.anna.dot(2), town.anna.dot(3)])
    #expect(answer.outcomes.allSatisfy { $0.outcome == .void(.withdrawn) })
    try await town.bram.sync(town.space)
    let documents = try #require(town.bram.spaces[town.space]?.documents)
    #expect(documents.values.count { $0.kind != nil } == 2)
    let voids = town.bram.spaces[town.space]?.entries.compactMap { entry -> VoidReason? in
      if case .void(let void) = entry { void.reason } else { nil }
    }
    #expect(voids == [.withdrawn, .withdrawn])
    #expect(try await town.region.service.status().spaces[0].voids == 2)
    // The same once more, and the stream going on behind it.
    let again = try await town.anna.exchange(
      town.space, push: [try town.run(1...4, without: [2, 3])])
    #expect(again.outcomes.map(\.outcome) == [.void(.withdrawn), .void(.withdrawn)])
    town.anna.create("later", in: town.space)
    let later = try await town.anna.exchange(
      town.space, push: [town.anna.run(5...5, in: town.space)])
    #expect(later.status == .ok && later.outcomes.isEmpty)
    _ = try await town.region.service.verifyAudit(of: nil).get()
  }

  @Test("from anybody else nothing of the run is taken, and its writer can still send it whole")
  func byOthers() async throws {
    let town = try await Town()
    town.anna.create("one", in: town.space)
    town.anna.create("two", in: town.space)
    let stripped = try town.run(1...2, without: [2])
    #expect(
      try await town.bram.exchange(town.space, push: [stripped]).status == .runRefused)
    #expect(try await town.region.service.status().changes == 0)
    let answer = try await town.anna.exchange(
      town.space, push: [town.anna.run(1...2, in: town.space)])
    #expect(answer.status == .ok && answer.outcomes.isEmpty)
    #expect(try await town.region.service.status().changes == 2)
  }

  @Test("what the region has with its words is not withdrawn any more")
  func tooLate() async throws {
    let town = try await Town()
    town.anna.create("one", in: town.space)
    _ = try await town.anna.exchange(town.space, push: [town.anna.run(1...1, in: town.space)])
    let answer = try await town.anna.exchange(
      town.space, push: [try town.run(1...1, without: [1])])
    #expect(answer.outcomes.isEmpty)
    try await town.bram.sync(town.space)
    let state = try #require(town.bram.spaces[town.space]?.documents.values.first)
    #expect(state.siblings(of: "title").first?.value == Value("one"))
  }
}
