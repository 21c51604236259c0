import Synchronization

/// A clock that goes on a millisecond at each look, and a random source with a seed.
final class SteadyClock: Sendable {
  private let state: Mutex<(time: UInt64, random: SplitMix)>

  init(seed: UInt64) {
    state = Mutex((time: 1_780_000_000_000, random: SplitMix(seed: seed &* 0x9e37)))
  }

  func now() -> UInt64 {
    state.withLock { state in
      state.time += 1
      return state.time
    }
  }

  func random() -> UInt64 { state.withLock { $0.random.next() } }
}
