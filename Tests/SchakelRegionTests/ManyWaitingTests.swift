import SchakelCore
import Testing

@testable import SchakelRegion

/// As many changes as a document lets wait, all by one device.
@Suite struct ManyWaitingTests {
  /// Makes Bob edit Anna's note, which the region does not have, one edit upon the other.
  private func edit(_ street: WaitingTests.Street, times: Int) {
    let (space, bob) = (street.space, street.bob)
    var context = street.anna.state(of: street.note, in: space).vector
    for number in 1...times {
      bob.write(
        in: space, document: street.note, context: context, kind: nil, author: nil,
        operations: [Operation(.set, field: "place", replaces: [], count: 1)],
        values: [Value("edit \(number)")])
      context.record(bob.dot(UInt64(number)), check: bob.own[space]!.links[number - 1].check)
    }
  }

  @Test("as many as may wait are answered, answered again, and applied once they can be")
  func all() async throws {
    let street = try await WaitingTests.Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    let count = RegionLimits().waitingPerDocument
    edit(street, times: count)
    let push = bob.outbox(in: space)
    let first = try await bob.exchange(space, push: push)
    #expect(first.outcomes.count == count)
    #expect(first.outcomes.allSatisfy { $0.outcome == .waiting(for: [anna.dot(1)]) })
    #expect(try await bob.exchange(space, push: push).outcomes == first.outcomes)
    _ = try await anna.exchange(space)
    let status = try await street.region.service.status().spaces[0]
    #expect(status.waiting == 0 && status.voids == 0)
    #expect(status.changes == UInt64(count) + 1)
    #expect(try await bob.exchange(space, push: push).outcomes.isEmpty)
  }

  @Test("what waits in one document is bounded in bytes, and what is beyond it is refused")
  func bytes() async throws {
    var limits = RegionLimits()
    limits.stateBytes = 4_000
    let street = try await WaitingTests.Street(limits: limits)
    edit(street, times: 60)
    let answer = try await street.bob.exchange(street.space)
    let waiting = answer.outcomes.count { $0.outcome == .waiting(for: [street.anna.dot(1)]) }
    #expect((10..<60).contains(waiting))
    #expect(answer.outcomes.count == 60)
    #expect(answer.outcomes.contains(.init(bob(street, waiting + 1), .void(.tooLarge))))
    #expect(!answer.outcomes.contains(.init(bob(street, waiting), .void(.tooLarge))))
  }

  private func bob(_ street: WaitingTests.Street, _ counter: Int) -> Dot {
    street.bob.dot(UInt64(counter))
  }
}
