import SchakelCore
import SchakelTesting
import Synchronization

@testable import SchakelStore

/// A replica in a folder of its own, with a clock and a random source that the test holds.
final class TestReplica {
  let replica: Replica
  let home: String
  let clock: TestClock

  static let space = SpaceID(rawValue: 0x5ace)

  /// - Parameter seed: tells devices apart; equal seeds give equal ids.
  init(
    _ seed: UInt64, person: UInt64? = nil, home: String? = nil, role: Role = .contributor,
    enrolled: Bool = true, cipher: (any ContentCipher)? = TestCipher.ofAllTests
  ) throws {
    clock = TestClock(seed: seed)
    self.home = try home ?? Scratch().path
    // The processes die here, the machine does not.
    var environment = clock.environment
    environment.cipher = cipher
    replica = try Replica.open(home: self.home, environment: environment, synchronous: .off)
    guard enrolled else { return }
    try replica.adopt(
      Enrolment(
        person: PersonID(rawValue: person ?? seed), name: "Voorbeeld \(person ?? seed)",
        spaces: [.init(id: Self.space, name: "Voorbeeldwijk", role: role)]))
  }
}

/// Time and chance, as the test wants them.
final class TestClock: Sendable {
  private let state: Mutex<(time: UInt64, random: SeededRandom)>

  init(seed: UInt64) {
    state = Mutex((time: 1_700_000_000_000, random: SeededRandom(seed: seed &* 0x9e37)))
  }

  var environment: ReplicaEnvironment {
    ReplicaEnvironment(
      now: {
        self.state.withLock { state in
          state.time += 1
          return state.time
        }
      },
      random: { self.state.withLock { $0.random.next() } })
  }

  func advance(_ milliseconds: Int64) {
    state.withLock { $0.time = UInt64(Int64($0.time) + milliseconds) }
  }
}
