import SchakelCore

extension VectorSuite {
  static let order = VectorSuite(
    name: "order", about: "Version vectors: order, merge, forks, gaps (spec/clocks.md).",
    flags: [.init("Encoding", "An encoding that is refused.")],
    scenarios: { pairs + refusedVectors },
    answer: { input in
      let left = try vector(input["left"])
      let right = try vector(input["right"])
      var merged = left
      merged.merge(right)
      return .object(
        .init("order", .string("\(left.compare(right))")), .init("merged", .vectorBytes(merged)),
        .init("forks", .array(left.forks(with: right).map(JSON.dot))),
        .init("missing", .array(left.missing(from: right).map(\.shown))))
    })

  private static var pairs: [Scenario] {
    let table: [(String, String, String)] = [
      ("two that have seen nothing", "", ""), ("one that has seen something", "anna 1", ""),
      ("nothing before something", "", "bram 3"), ("the same", "anna 2, bram 1", "anna 2, bram 1"),
      ("one writer ahead", "anna 3", "anna 2"), ("one writer behind", "anna 2", "anna 3"),
      ("each ahead of the other", "anna 2, bram 1", "anna 1, bram 2"),
      ("writers that do not know each other", "anna 1", "bram 1"),
      ("a writer more", "anna 1, bram 1", "anna 1"), ("interleaved", "anna 1, carla 5", "bram 2"),
      ("two incarnations of one replica", "anna 4", "anna' 1"),
      ("the greatest counter", "anna 1099511627775", "anna 1"),
      ("a fork", "anna 2 11111111", "anna 2 22222222"),
      ("a fork, the other way round", "anna 2 22222222", "anna 2 11111111"),
      ("a fork hidden by a later change", "anna 2 11111111", "anna 3 22222222"),
      ("a fork beside a gap", "anna 2 11111111, bram 1", "anna 2 ffffffff, bram 4"),
    ]
    return table.map { Scenario($0.0, [], sides(parse($0.1), parse($0.2))) }
  }

  private static func sides(_ left: VersionVector, _ right: VersionVector) -> JSON {
    .object(.init("left", .vectorBytes(left)), .init("right", .vectorBytes(right)))
  }

  /// "anna 2, bram 1": names, counters, and a check where it matters. A prime is a second
  /// incarnation.
  static func parse(_ text: String) -> VersionVector {
    var vector = VersionVector()
    for entry in text.split(separator: ",") {
      let parts = entry.split(separator: " ").map(String.init)
      let replica: UInt64 = parts[0].hasPrefix("anna") ? 0xa1 : parts[0] == "bram" ? 0xb2 : 0xc3
      let writer = Writer(
        replica: ReplicaID(rawValue: replica),
        incarnation: Incarnation(rawValue: parts[0].hasSuffix("'") ? 2 : 1))
      let counter = UInt64(parts[1]) ?? 0
      let check = parts.count > 2 ? UInt32(parts[2], radix: 16) : nil
      vector.record(
        Dot(writer: writer, counter: counter), check: check ?? UInt32(truncatingIfNeeded: counter))
    }
    return vector
  }

  private static var refusedVectors: [Scenario] {
    let a = "4c00000000000000a100000001"
    let b = "4c00000000000000b200000001"
    let table: [(String, String)] = [
      ("no array", "a0"), ("two items", "82" + a + "01"),
      ("four items", "84" + a + "0144000000016100"),
      ("a writer that is too short", "834b00000000000000a10000000144000000016100"),
      ("a counter of zero", "83" + a + "004400000001"),
      ("a counter over the limit", "83" + a + "1b00000100000000004400000001"),
      ("a check of three bytes", "83" + a + "0143000001"),
      ("writers out of order", "86" + b + "014400000001" + a + "014400000001"),
      ("a writer twice", "86" + a + "014400000001" + a + "024400000001"),
      ("a counter that is too long", "83" + a + "18014400000001"),
      ("cut in an entry", "83" + a + "01"), ("a byte too many", "8000"),
    ]
    return table.map {
      Scenario($0.0, ["Encoding"], .object(.init("left", .string($0.1)), .init("right", "80")))
    }
  }
}

extension VersionVector.Gap {
  /// Writer, first and last counter.
  fileprivate var shown: JSON {
    [.hex(writer.bytes), .number(counters.lowerBound), .number(counters.upperBound)]
  }
}

extension VectorSuite {
  static let time = VectorSuite(
    name: "time", about: "Hybrid times and the clock that gives them out (spec/clocks.md).",
    scenarios: { clocks + claims },
    answer: { input in
      if !input["claimed"].isNull { return try shown(input) }
      var clock = HybridClock(last: try SchakelCoreTests.time(input["last"]))
      let times = try input["steps"].items.map { step in
        let wall = try number(step["wall"])
        if step["observe"].isNull {
          return JSON.time(clock.tick(wallClock: wall))
        }
        clock.observe(try SchakelCoreTests.time(step["observe"]), wallClock: wall)
        return .time(clock.last)
      }
      return .object(
        .init("times", .array(times)), .init("raw", .fixed64(clock.last.rawValue)))
    })

  private static func shown(_ input: JSON) throws -> JSON {
    let receipt = input["firstReceipt"].isNull ? nil : try number(input["firstReceipt"])
    let claimed = try SchakelCoreTests.time(input["claimed"])
    return .object(.init("shown", .time(claimed.shown(firstReceipt: receipt))))
  }

  private static var clocks: [Scenario] {
    [
      clock("a clock that runs", [0, 0], [tick(1000), tick(1001), tick(2000)]),
      clock("several changes in one millisecond", [0, 0], [tick(1000), tick(1000), tick(1000)]),
      clock("a clock that jumps back goes on", [5000, 7], [tick(4000), tick(4001), tick(5001)]),
      clock("the counter runs over into the next millisecond", [5000, 65535], [tick(4000)]),
      clock("another's time is followed", [1000, 0], [observe([1500, 9], 1200), tick(1201)]),
      clock("another's time that is past changes nothing", [1000, 5], [observe([900, 0], 1000)]),
      clock(
        "another's clock set to 2099 carries along by a minute at most", [1000, 0],
        [observe([4_070_908_800_000, 0], 2000), tick(2001), tick(90_000)]),
      clock(
        "a minute ahead, to the last count, is still followed", [0, 0],
        [observe([61_000, 65535], 1000)]),
      clock("a count beyond it is not", [0, 0], [observe([61_001, 0], 1000)]),
      clock("milliseconds beyond 48 bits are held", [0, 0], [tick(1 << 48), tick(1 << 52)]),
      clock("the last time there is stays", [281_474_976_710_655, 65535], [tick(1)]),
    ]
  }

  private static func clock(_ comment: String, _ last: JSON, _ steps: [JSON]) -> Scenario {
    Scenario(comment, [], .object(.init("last", last), .init("steps", .array(steps))))
  }

  private static func tick(_ wall: Int) -> JSON { .object(.init("wall", .int(wall))) }

  private static func observe(_ time: JSON, _ wall: Int) -> JSON {
    .object(.init("observe", time), .init("wall", .int(wall)))
  }

  private static var claims: [Scenario] {
    let table: [(String, JSON, JSON)] = [
      ("no receipt, the claim counts", [5000, 3], .null),
      ("received later than claimed, the claim counts", [5000, 3], 6000),
      ("received in the millisecond claimed, the claim counts", [5000, 3], 5000),
      ("received before it claims to be written, the receipt counts", [5000, 3], 4999),
      ("received at the beginning of time", [5000, 0], 0),
    ]
    return table.map {
      Scenario($0.0, [], .object(.init("claimed", $0.1), .init("firstReceipt", $0.2)))
    }
  }
}
