import Foundation
import Testing

/// SplitMix64 (Steele, Lea, Flood, 2014): small, and the same on every platform.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }

  /// True once in `count` draws.
  mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
}

/// The seeds of a random test: the same every time, or the one that is to be replayed.
enum Seeds {
  static func upTo(_ count: UInt64) -> [UInt64] {
    if let text = ProcessInfo.processInfo.environment["SCHAKEL_SEED"], let seed = UInt64(text) {
      return [seed]
    }
    return Array(1...count)
  }

  /// What to print beside a failure.
  static func replay(_ seed: UInt64, _ test: String = #function) -> Comment {
    let name = test.prefix { $0 != "(" }
    return "seed \(seed); replay with SCHAKEL_SEED=\(seed) swift test --filter \(name)"
  }
}
