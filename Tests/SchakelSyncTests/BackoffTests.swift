import SchakelSync
import SchakelTesting
import Testing

@Suite("Waiting before the next try")
struct BackoffTests {
  private static let wishes: [UInt64?] = [nil, 0, 1, 7, 1_000, 3_600_000, 3_600_001, .max]
  private static let edges: [UInt64] = [0, 1, 2, 3, 1 << 33, 1 << 62, 1 << 63, .max - 1, .max]

  /// Every combination of small numbers, and of those at the edges; the first that breaks the law.
  private func everywhere(_ law: (Backoff, Int, UInt64) -> Bool) -> (Backoff, Int, UInt64)? {
    for first in Array(0...9) + Self.edges {
      for most in Array(0...9) + Self.edges {
        for failures in Array(-1...9) + [62, 63, 64, 65, 1_000, .min, .max] {
          for random in Array(0...9) + Self.edges {
            let backoff = Backoff(first: first, most: most)
            if !law(backoff, failures, random) { return (backoff, failures, random) }
          }
        }
      }
    }
    return nil
  }

  @Test("a pause lies in the upper half of its ceiling, at whatever chance")
  func upperHalf() {
    let broken = everywhere { backoff, failures, random in
      let ceiling = backoff.ceiling(failures: failures)
      let pause = backoff.pause(failures: failures, retryAfter: nil, random: random)
      return ceiling / 2 <= pause && pause <= ceiling
    }
    #expect(broken == nil)
  }

  @Test("both ends of the range are reached, and what lies between as often")
  func spread() {
    let backoff = Backoff(first: 100, most: 1_000)
    var counts: [UInt64: Int] = [:]
    let clock = ManualClock(seed: 5)
    for _ in 0..<5_100 {
      counts[backoff.pause(failures: 1, retryAfter: nil, random: clock.random()), default: 0] += 1
    }
    #expect(Set(counts.keys) == Set(50...100))
    #expect(counts.values.allSatisfy { (50...150).contains($0) }, "seed 5: \(counts)")
  }

  @Test("the ceiling doubles with each failure up to its limit, and never falls")
  func doubling() {
    let backoff = Backoff(first: 500, most: 300_000)
    let ceilings = (1...12).map { backoff.ceiling(failures: $0) }
    #expect(
      ceilings == [
        500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
      ])
    for first in Self.edges {
      for most in Self.edges {
        let ceilings = (1...130).map { Backoff(first: first, most: most).ceiling(failures: $0) }
        #expect(zip(ceilings, ceilings.dropFirst()).allSatisfy(<=))
        #expect(ceilings.allSatisfy { $0 <= most })
        #expect(ceilings.last == (first == 0 ? 0 : most))
      }
    }
  }

  @Test("no pause is shorter than the server asked, up to an hour")
  func floor() {
    let broken = everywhere { backoff, failures, random in
      let own = backoff.pause(failures: failures, retryAfter: nil, random: random)
      return Self.wishes.allSatisfy { wish in
        let pause = backoff.pause(failures: failures, retryAfter: wish, random: random)
        return pause >= min(wish ?? 0, Backoff.longestWish) && pause >= own
      }
    }
    #expect(broken == nil)
  }

  @Test("who were told the same time do not come back at the same time")
  func afterWish() {
    let backoff = Backoff(first: 1_000, most: 60_000)
    let clock = ManualClock(seed: 7)
    let pauses = (0..<200).map { _ in
      backoff.pause(failures: 4, retryAfter: 30_000, random: clock.random())
    }
    #expect(pauses.allSatisfy { (30_000...34_000).contains($0) })
    #expect(Set(pauses).count > 150, "seed 7")
  }

  @Test("a mistaken wish silences a device for an hour and no longer")
  func mistake() {
    let pause = Backoff(first: 1_000, most: 60_000).pause(
      failures: 1, retryAfter: .max, random: .max)
    #expect(pause <= 3_600_000 + 60_000)
  }
}
