import Foundation
import SchakelTesting
import Testing

extension SeededRandom {
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
