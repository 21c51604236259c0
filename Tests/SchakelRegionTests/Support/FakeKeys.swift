import SchakelCore
import SchakelTesting
import Synchronization

/// Signatures for tests: whoever knows the public key can sign, which is what a test wants and
/// nobody else does.
enum FakeKeys {
  static func sign(_ message: [UInt8], by key: [UInt8]) -> [UInt8] {
    let half = Hashing.portable.sha256(key + message).bytes
    return half + half
  }

  static func verify(_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool {
    sign(message, by: key) == signature
  }

  static let region = [UInt8](repeating: 7, count: 32)
}

/// A clock that moves when it is told to.
final class FakeClock: Sendable {
  private let time = Atomic<UInt64>(1_760_000_000_000)

  var now: UInt64 { time.load(ordering: .relaxed) }

  func advance(_ milliseconds: UInt64) { time.add(milliseconds, ordering: .relaxed) }
  func turnBack(_ milliseconds: UInt64) { time.subtract(milliseconds, ordering: .relaxed) }
}

/// Chance that is the same each time.
final class FakeRandom: Sendable {
  private let state: Mutex<SeededRandom>

  init(seed: UInt64) { state = Mutex(SeededRandom(seed: seed)) }

  func next() -> UInt64 { state.withLock { $0.next() } }

  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
