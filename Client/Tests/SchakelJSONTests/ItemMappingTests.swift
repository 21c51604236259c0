import SchakelCore
import SchakelJSON
import Testing

@Suite("Values in JSON")
struct ItemMappingTests {
  @Test(
    "each sort of value has one JSON form, and back",
    arguments: [
      (CBORItem.null, "null"), (.bool(true), "true"), (.unsigned(.max), "18446744073709551615"),
      (.negative(-1), "-1"), (.negative(.min), "-9223372036854775808"), (.double(1), "1.0"),
      (.double(-0.0), "-0.0"), (.text("é"), "\"é\""), (.bytes([0, 255]), #"{"$bytes": "00ff"}"#),
      (.array([.null, .array([])]), "[null, []]"), (.map([]), "{}"),
      (.map([.init(.text("a"), .unsigned(1))]), #"{"a": 1}"#),
      (.map([.init(.unsigned(1), .text("a"))]), #"{"$map": [[1, "a"]]}"#),
      (.map([.init(.text("$map"), .array([]))]), #"{"$map": [["$map", []]]}"#),
      (.map([.init(.text("$bytes"), .text("00"))]), #"{"$map": [["$bytes", "00"]]}"#),
    ])
  func forms(item: CBORItem, text: String) throws {
    #expect(JSONValue(item).text == text)
    #expect(try JSONReader.read(Array(text.utf8)).item() == item)
  }

  @Test(
    "a dollar sign that stands for nothing is refused",
    arguments: [
      #"{"$bytes": "0"}"#, #"{"$bytes": 1}"#, #"{"$map": 1}"#, #"{"$map": [[1]]}"#,
      #"[{"$map": [1]}]"#, #"{"$map": [[{"$bytes": "x"}, 1]]}"#,
    ])
  func emptyEscapes(text: String) throws {
    #expect(try JSONReader.read(Array(text.utf8)).item() == nil)
  }

  @Test("no value is changed by a way through JSON", arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let value = try #require(Value(Self.item(&random, depth: 4)))
    let text = JSONValue(value.item).text
    let back = try #require(try JSONReader.read(Array(text.utf8)).item())
    #expect(Value(back) == value, "seed \(seed): \(text)")
  }

  private static func item(_ random: inout SeededRandom, depth: Int) -> CBORItem {
    switch UInt64.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
    case 0: .null
    case 1: .bool(.random(using: &random))
    case 2: .unsigned(.random(in: .min ... .max, using: &random))
    case 3: .negative(.random(in: .min ... -1, using: &random))
    case 4: .double(.random(in: -1e10...1e10, using: &random))
    case 5: .bytes((0..<3).map { _ in .random(in: 0...255, using: &random) })
    case 6: .text(text(&random))
    case 7: .array((0..<3).map { _ in item(&random, depth: depth - 1) })
    case 8: map(&random, depth: depth, key: { .text(text(&$1)) })
    default: map(&random, depth: depth, key: { index, _ in .unsigned(UInt64(index)) })
    }
  }

  private static func map(
    _ random: inout SeededRandom, depth: Int, key: (Int, inout SeededRandom) -> CBORItem
  ) -> CBORItem {
    var pairs: [CBORItem.Pair] = []
    for index in 0..<3 {
      let key = key(index, &random)
      guard !pairs.contains(where: { Value($0.key) == Value(key) }) else { continue }
      pairs.append(CBORItem.Pair(key, item(&random, depth: depth - 1)))
    }
    return .map(pairs)
  }

  private static func text(_ random: inout SeededRandom) -> String {
    ["", "a", "\u{0}\u{1f}\"\\", "$bytes", "$map", "é", "e\u{301}", "😀", "\u{2028}"]
      .randomElement(using: &random) ?? ""
  }
}

/// SplitMix64 (Steele, Lea, Flood, 2014): the same numbers for the same seed.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
