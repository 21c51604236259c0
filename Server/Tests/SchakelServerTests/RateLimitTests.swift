import EdgeTesting
import SchakelCore
import SchakelRegion
import Synchronization
import Testing

@testable import SchakelServer

/// A time that a test moves on.
final class HandClock: Sendable {
  private let time = Mutex(Duration.seconds(1_000))

  @Sendable func now() -> Duration { time.withLock(\.self) }
  func advance(_ step: Duration) { time.withLock { $0 += step } }
}

@Suite struct RateLimitTests {
  @Test("a key may do so much at once, and so much again over the time, and no more")
  func burst() {
    let clock = HandClock()
    let limit = RateLimit<Int>(4, per: .seconds(60), now: clock.now)
    for _ in 0..<4 { #expect(limit.take(7) == nil) }
    #expect(limit.take(7) == .seconds(15) && limit.wait(of: 7) == .seconds(15))
    clock.advance(.seconds(14))
    #expect(limit.take(7) == .seconds(1))
    clock.advance(.seconds(1))
    #expect(limit.take(7) == nil && limit.take(7) == .seconds(15))
    clock.advance(.seconds(600))
    // What was not used does not add up.
    for _ in 0..<4 { #expect(limit.take(7) == nil) }
    #expect(limit.take(7) != nil)
  }

  @Test("keys do not hold up each other, and asking counts for nothing")
  func apart() {
    let clock = HandClock()
    let limit = RateLimit<Int>(1, now: clock.now)
    for _ in 0..<9 { #expect(limit.wait(of: 1) == nil) }
    #expect(limit.take(1) == nil && limit.take(1) != nil)
    #expect(limit.take(2) == nil)
  }

  @Test(
    "however it is asked, no more is let through in a time than the limit says", arguments: 1...20)
  func never(seed: UInt64) {
    var chance = SplitMix(state: seed)
    let clock = HandClock()
    let (amount, interval) = (Int.random(in: 1...9, using: &chance), Duration.seconds(60))
    let limit = RateLimit<Int>(amount, per: interval, now: clock.now)
    var taken: [Duration] = []
    for _ in 0..<400 {
      clock.advance(.milliseconds(Int.random(in: 0...9_000, using: &chance)))
      if limit.take(0) == nil { taken.append(clock.now()) }
    }
    // At once, and again over the time: any window has no more than both.
    for start in taken {
      let inside = taken.count { $0 >= start && $0 < start + interval }
      #expect(inside <= 2 * amount, "seed \(seed)")
    }
    let spent = (taken.last ?? .zero) - (taken.first ?? .zero)
    #expect(taken.count <= amount + Int(spent / interval * Double(amount)) + 1, "seed \(seed)")
  }

  @Test("no more keys are kept than may be, and those that wait the longest stay")
  func bounded() {
    let clock = HandClock()
    let limit = RateLimit<Int>(2, mostKeys: 100, now: clock.now)
    for _ in 0..<2 { _ = limit.take(-1) }
    for key in 0..<10_000 {
      _ = limit.take(key)
      #expect(limit.keyCount <= 100)
    }
    #expect(limit.take(-1) != nil)
    clock.advance(.seconds(600))
    _ = limit.take(10_000)
    #expect(limit.take(-1) == nil)
  }

  @Test("an address of IPv6 is counted by its network, one of IPv4 by itself")
  func addresses() {
    func same(_ one: String, _ two: String) -> Bool { AddressKey(one) == AddressKey(two) }
    #expect(same("2001:db8:1:2::7", "2001:db8:1:2:ffff::1"))
    #expect(!same("2001:db8:1:2::7", "2001:db8:1:3::7"))
    #expect(!same("192.0.2.1", "192.0.2.2") && same("192.0.2.1", "192.0.2.1"))
    #expect(!same("::ffff:192.0.2.1", "::ffff:192.0.2.2"))
    #expect(!same("-", "::1"))
  }
}

@Suite struct InvitationPaceTests {
  @Test("what is not valid is answered a fixed time after it was asked, however long the work took")
  func fixedTime() async throws {
    let clock = HandClock()
    let delays = Recorder<Duration>()
    let pace = InvitationPace(Limits(), now: clock.now, sleep: { delays.add($0) })
    for work in [Duration.zero, .milliseconds(1), .milliseconds(400), .seconds(1), .seconds(9)] {
      await #expect(throws: RegionError.self) {
        try await pace.keep("192.0.2.\(delays.all.count)", [UInt8(delays.all.count)]) {
          clock.advance(work)
          throw RegionError(.invitationNotValid, "no")
        }
      }
    }
    #expect(
      delays.all == [.seconds(1), .milliseconds(999), .milliseconds(600), .zero, .zero])
  }

  @Test("who is let in, and what fails for another reason, is not held up and counts for nothing")
  func free() async throws {
    var limits = Limits()
    limits.failedEnrolmentsPerAddress = 1
    let delays = Recorder<Duration>()
    let pace = InvitationPace(limits, sleep: { delays.add($0) })
    for _ in 0..<9 {
      _ = try await pace.keep("192.0.2.1", [1]) { 1 }
      await #expect(throws: RegionError.self) {
        try await pace.keep("192.0.2.1", [1]) { throw RegionError(.replicaTaken, "taken") }
      }
    }
    #expect(delays.all.isEmpty)
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
