import SchakelCore
import SchakelTesting
import Testing

@Suite("Hybrid time")
struct HybridTimeTests {
  @Test(
    "48 bits of milliseconds stand above 16 of counter",
    arguments: [
      (0, 0, 0x0000_0000_0000_0000),
      (0, 1, 0x0000_0000_0000_0001),
      (1, 0, 0x0000_0000_0001_0000),
      (1_600_300_800_000, 65_535, 0x0174_995c_5800_ffff),
      (0xffff_ffff_ffff, 65_535, 0xffff_ffff_ffff_ffff),
      (0x1_0000_0000_0000, 7, 0xffff_ffff_ffff_0007),
      (.max, 7, 0xffff_ffff_ffff_0007),
    ] as [(UInt64, UInt16, UInt64)])
  func packing(_ milliseconds: UInt64, _ counter: UInt16, _ raw: UInt64) {
    let time = HybridTime(milliseconds: milliseconds, counter: counter)
    #expect(time.rawValue == raw)
    #expect(time.milliseconds == min(milliseconds, HybridTime.lastMillisecond))
    #expect(time.counter == counter)
  }

  @Test("times order by milliseconds, then by counter")
  func order() {
    let times = [(1, 9), (2, 0), (2, 1), (3, 0)].map {
      HybridTime(milliseconds: UInt64($0.0), counter: UInt16($0.1))
    }
    #expect(times.reversed().sorted() == times)
  }

  @Test(
    "a first receipt holds back a claim that lies after it, and nothing else",
    arguments: [(nil, 5_000), (4_000, 4_000), (5_000, 5_000), (6_000, 5_000)]
      as [(UInt64?, UInt64)])
  func shown(_ receipt: UInt64?, _ milliseconds: UInt64) {
    let claim = HybridTime(milliseconds: 5_000, counter: 3)
    let shown = claim.shown(firstReceipt: receipt)
    #expect(shown.milliseconds == milliseconds)
    #expect(shown <= claim)
  }
}

@Suite("The hybrid clock")
struct HybridClockTests {
  @Test("ticks rise, wherever the device's clock jumps", arguments: Seeds.upTo(20))
  func monotone(seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    var clock = HybridClock()
    var wall: UInt64 = 1_000_000
    for _ in 0..<500 {
      if generator.once(in: 10) { wall = UInt64.random(in: 0...2_000_000, using: &generator) }
      if generator.once(in: 5) {
        let other = HybridTime(rawValue: .random(in: 0...(.max), using: &generator))
        clock.observe(other, wallClock: wall)
      }
      let last = clock.last
      #expect(clock.tick(wallClock: wall) > last, Seeds.replay(seed))
    }
  }

  @Test("a clock that stands still counts on")
  func still() {
    var clock = HybridClock()
    let times = (0..<3).map { _ in clock.tick(wallClock: 7) }
    #expect(times.map(\.milliseconds) == [7, 7, 7])
    #expect(times.map(\.counter) == [0, 1, 2])
  }

  @Test("after 65,536 changes in one millisecond the next millisecond begins")
  func overflow() {
    var clock = HybridClock(last: HybridTime(milliseconds: 7, counter: .max))
    #expect(clock.tick(wallClock: 7) == HybridTime(milliseconds: 8))
    #expect(clock.tick(wallClock: 7) == HybridTime(milliseconds: 8, counter: 1))
    #expect(clock.tick(wallClock: 9) == HybridTime(milliseconds: 9))
  }

  @Test("a clock set back goes on from where it was")
  func backwards() {
    var clock = HybridClock()
    _ = clock.tick(wallClock: 9_000)
    #expect(clock.tick(wallClock: 1_000) == HybridTime(milliseconds: 9_000, counter: 1))
  }

  @Test("others carry a clock along, a minute at most", arguments: [59_999, 60_000, 60_001, .max])
  func bounded(ahead: UInt64) {
    var clock = HybridClock()
    let wall: UInt64 = 1_000_000
    let other = HybridTime(milliseconds: ahead == .max ? .max : wall + ahead)
    for _ in 0..<3 { clock.observe(other, wallClock: wall) }
    #expect(clock.last.milliseconds == wall + min(ahead, HybridClock.bound))
    #expect(clock.tick(wallClock: wall).milliseconds <= wall + HybridClock.bound + 1)
  }

  @Test("an older time of others changes nothing")
  func older() {
    var clock = HybridClock(last: HybridTime(milliseconds: 9_000))
    clock.observe(HybridTime(milliseconds: 8_999, counter: .max), wallClock: 9_000)
    #expect(clock.last == HybridTime(milliseconds: 9_000))
  }

  @Test("a device clock beyond all times does not trap")
  func last() {
    var clock = HybridClock()
    clock.observe(HybridTime(rawValue: .max), wallClock: .max)
    #expect(clock.tick(wallClock: .max) == HybridTime(rawValue: .max))
  }
}
