import SchakelCore
import Testing

@testable import SchakelStore

@Suite("When what a region lost is said again")
struct RecoveryTermTests {
  private let day: UInt64 = 86_400_000

  private func space(_ test: (inout SpaceRow) -> Void) throws {
    let replica = try TestReplica(1)
    try replica.replica.write { transaction throws(ReplicaError) in
      var space = try transaction.space(TestReplica.space)
      test(&space)
    }
  }

  @Test("another difference is given a term of its own")
  func anew() throws {
    try space { space in
      space.note(difference: 1, at: 10 * day)
      space.note(difference: 1, at: 16 * day)
      #expect(!space.recovers(at: 16 * day) && space.recovers(at: 17 * day))
      space.note(difference: 2, at: 16 * day)
      #expect(!space.recovers(at: 22 * day) && space.recovers(at: 23 * day))
      #expect(space.recoversAt == 23 * day)
    }
  }

  @Test("a difference that goes on changing does not put it off for ever")
  func bound() throws {
    try space { space in
      for at in 10..<38 {
        #expect(!space.recovers(at: UInt64(at) * day))
        space.note(difference: UInt64(at), at: UInt64(at) * day)
      }
      #expect(space.recovers(at: 38 * day) && space.recoversAt == 38 * day)
      // It was looked for: not again within a term.
      space.recoversAt = 45 * day
      space.note(difference: 99, at: 39 * day)
      #expect(space.recoversAt == 45 * day)
    }
  }

  @Test("a clock that was ahead puts it off by no more than a term")
  func ahead() throws {
    try space { space in
      space.note(difference: 1, at: 9_000 * day)
      space.note(difference: 1, at: 10 * day)
      #expect(!space.recovers(at: 16 * day) && space.recovers(at: 17 * day))
      #expect(space.recoversAt == 17 * day)
    }
  }
}
