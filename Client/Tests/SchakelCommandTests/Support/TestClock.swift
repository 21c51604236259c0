import Synchronization

/// Time and chance, the same in every run.
final class TestClock: Sendable {
  private let state: Mutex<(time: UInt64, random: UInt64)>

  /// Saturday 15 June 2024, 12:00 UTC: 14:00 in Amsterdam.
  static let noon: UInt64 = 1_718_452_800_000

  init(seed: UInt64) { state = Mutex((time: Self.noon, random: seed &* 0x9e37_79b9)) }

  func advance(_ milliseconds: UInt64) { state.withLock { $0.time += milliseconds } }

  func putBack(_ milliseconds: UInt64) { state.withLock { $0.time -= milliseconds } }

  func now() -> UInt64 {
    state.withLock { state in
      state.time += 1
      return state.time
    }
  }

  /// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014).
  func random() -> UInt64 {
    state.withLock { state in
      state.random &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state.random
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }
}
