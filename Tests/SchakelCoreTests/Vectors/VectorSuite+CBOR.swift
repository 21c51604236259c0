import SchakelCore

extension VectorSuite {
  static let cbor = VectorSuite(
    name: "cbor", about: "One item of the CBOR subset, and nothing after it (spec/encoding.md).",
    flags: [
      .init("Rfc8949", "From the examples in RFC 8949, Appendix A."),
      .init("Limit", "At or just over a limit."),
      .init("Unicode", "Text whose bytes matter, not its letters."),
    ],
    offsets: true,
    scenarios: { valid + invalid },
    answer: { input in
      let value = try Value(checking: try hex(input))
      return .object(.init("diagnostic", .string(value.item.diagnostic)))
    })

  private static var valid: [Scenario] {
    let table: [(String, String, [String])] = [
      ("zero", "00", ["Rfc8949"]), ("23, the last in one byte", "17", ["Rfc8949"]),
      ("24, the first in two", "1818", ["Rfc8949"]), ("255", "18ff", []),
      ("256", "190100", []), ("65535", "19ffff", []), ("65536", "1a00010000", []),
      ("a million", "1a000f4240", ["Rfc8949"]),
      ("2^32", "1b0000000100000000", []), ("2^53 + 1", "1b0020000000000001", []),
      ("2^64 - 1", "1bffffffffffffffff", ["Rfc8949", "Limit"]), ("minus one", "20", ["Rfc8949"]),
      ("minus ten", "29", ["Rfc8949"]), ("minus hundred", "3863", ["Rfc8949"]),
      ("the least integer", "3b7fffffffffffffff", ["Limit"]),
      ("zero as a float", "f90000", ["Rfc8949"]), ("minus zero", "f98000", ["Rfc8949"]),
      ("one as a float is not the integer", "f93c00", ["Rfc8949"]),
      ("1.1", "fb3ff199999999999a", ["Rfc8949"]), ("1.5", "f93e00", ["Rfc8949"]),
      ("the greatest half", "f97bff", ["Rfc8949"]),
      ("100000 as a float", "fa47c35000", ["Rfc8949"]),
      ("the greatest single", "fa7f7fffff", ["Rfc8949"]),
      ("1e300", "fb7e37e43c8800759c", ["Rfc8949"]),
      ("the least half", "f90001", ["Rfc8949"]),
      ("the least normal half", "f90400", ["Rfc8949"]), ("minus four", "f9c400", ["Rfc8949"]),
      ("a single below every half", "fa33000000", []),
      ("the least double", "fb0000000000000001", []),
      ("minus 4.1", "fbc010666666666666", ["Rfc8949"]), ("false", "f4", ["Rfc8949"]),
      ("true", "f5", ["Rfc8949"]), ("null", "f6", ["Rfc8949"]),
      ("no bytes", "40", ["Rfc8949"]), ("four bytes", "4401020304", ["Rfc8949"]),
      ("no text", "60", ["Rfc8949"]), ("text", "6449455446", ["Rfc8949"]),
      ("a quote and a backslash", "62225c", ["Rfc8949"]),
      ("ü as one code point", "62c3bc", ["Rfc8949", "Unicode"]),
      ("ü as two", "6375cc88", ["Unicode"]), ("水", "63e6b0b4", ["Rfc8949", "Unicode"]),
      ("beyond the basic plane", "64f0908591", ["Rfc8949", "Unicode"]),
      ("the last code point", "64f48fbfbf", ["Unicode"]),
      ("a byte order mark stays", "63efbbbf", ["Unicode"]),
      ("control characters", "63000a09", ["Unicode"]),
      ("an empty array", "80", ["Rfc8949"]), ("an array", "83010203", ["Rfc8949"]),
      ("arrays in an array", "8301820203820405", ["Rfc8949"]),
      (
        "25 items", "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
        ["Rfc8949"]
      ),
      ("an empty map", "a0", ["Rfc8949"]), ("a map", "a201020304", ["Rfc8949"]),
      ("a map of text", "a26161016162820203", ["Rfc8949"]),
      ("keys in the order of their bytes, not of their length", "a40a00181800616100f400", []),
      ("an array as a key", "a1810100", []),
      ("17 arrays, the innermost empty", String(repeating: "81", count: 16) + "80", ["Limit"]),
      ("an item at depth 16", String(repeating: "81", count: 16) + "00", ["Limit"]),
    ]
    return table.map { Scenario($0.0, $0.2, .string($0.1)) }
  }

  private static var invalid: [Scenario] { heads + structure + textAndFloats }

  private static var heads: [Scenario] {
    scenarios([
      ("nothing", ""), ("a head cut in its argument", "18"), ("a head cut in its argument", "1900"),
      ("an argument of eight bytes, cut", "1b00000000000000"),
      ("0 in two bytes", "1800"), ("23 in two bytes", "1817"), ("255 in three", "1900ff"),
      ("65535 in five", "1a0000ffff"), ("2^32 - 1 in nine", "1b00000000ffffffff"),
      ("a negative in too many bytes", "3800"), ("a text's length in too many", "780161"),
      ("an array's count in too many", "980100"), ("a map's count in too many", "b8010000"),
      ("below the least integer", "3b8000000000000000"),
      ("below the least integer, inside", "82003bffffffffffffffff"),
      ("reserved information 28", "1c"), ("reserved information 29", "5d"),
      ("reserved information 30", "9e"), ("reserved in major type 7", "fc"),
      ("indefinite bytes", "5f4101ff"), ("indefinite text", "7f6161ff"),
      ("an indefinite array", "9f00ff"), ("an indefinite map", "bf0000ff"),
      ("an indefinite integer", "1f"), ("a break by itself", "ff"), ("a break in an array", "81ff"),
      ("a tag", "c000"), ("a tag inside", "81c000"), ("a self-described item", "d9d9f700"),
      ("a tag of one byte", "d81800"),
    ])
  }

  private static var structure: [Scenario] {
    scenarios([
      ("bytes after the item", "0000"), ("bytes after an array", "810000"),
      ("an array that promises more bytes than there are", "8200"),
      ("an array that promises 2^64 - 1 items", "9bffffffffffffffff"),
      ("an array cut where an item is due", "83018102"),
      ("a map that promises more than half the bytes", "a2000000"),
      ("a map cut where a value is due", "a200810001"),
      ("a map that promises 2^32 pairs", "bb0000000100000000"),
      ("bytes cut", "430102"), ("bytes of 2^63 - 1", "5b7fffffffffffffff"), ("text cut", "636161"),
      ("a key twice", "a201000100"), ("a text key twice", "a2616100616101"),
      ("keys out of order", "a202000100"), ("a longer key before a shorter", "a262616100616200"),
      ("a text key before an integer", "a26161000100"),
      ("keys out of order inside an array", "81a202000100"),
      ("18 arrays", String(repeating: "81", count: 17) + "80"),
      ("an item at depth 17", String(repeating: "81", count: 17) + "00"),
      ("a map's value at depth 17", String(repeating: "a100", count: 17) + "00"),
    ])
  }

  private static var textAndFloats: [Scenario] {
    scenarios([
      ("a continuation byte alone", "6180"), ("a cut sequence of two", "61c3"),
      ("a cut sequence of three", "62e282"), ("a cut sequence before a letter", "63e28261"),
      ("an overlong slash", "62c0af"), ("an overlong nul", "63e08080"),
      ("an overlong sequence of four", "64f0808080"), ("a surrogate", "63eda080"),
      ("a low surrogate", "63edbfbf"), ("beyond U+10FFFF", "64f4908080"),
      ("a byte that never stands", "61ff"), ("a sequence of five", "65f888808080"),
      ("the third byte of text is bad", "63c3bcff"), ("bad text as a map's key", "a161ff00"),
      ("undefined", "f7"), ("simple value 0", "e0"), ("simple value 19", "f3"),
      ("simple value 255", "f8ff"), ("false in two bytes", "f814"),
      ("a half that is infinite", "f97c00"), ("a half that is minus infinite", "f9fc00"),
      ("a half that is no number", "f97e00"), ("a single that is infinite", "fa7f800000"),
      ("a single that is no number", "fa7fc00000"),
      ("a double that is no number", "fb7ff8000000000000"),
      ("1.5 as a single", "fa3fc00000"), ("1.5 as a double", "fb3ff8000000000000"),
      ("100000 as a double", "fb40f86a0000000000"), ("minus zero as a single", "fa80000000"),
      ("a half, cut", "f93c"), ("a single, cut", "fa47c350"), ("a double, cut", "fb3ff199999999"),
    ])
  }

  private static func scenarios(_ table: [(String, String)]) -> [Scenario] {
    table.map { Scenario($0.0, [], .string($0.1)) }
  }
}

extension CBORItem {
  /// RFC 8949 §8.
  var diagnostic: String {
    switch self {
    case .unsigned(let value): String(value)
    case .negative(let value): String(value)
    case .bytes(let bytes): "h'" + Hex.encode(bytes) + "'"
    case .text(let text): JSON.quoted(text)
    case .array(let items): "[" + items.map(\.diagnostic).joined(separator: ", ") + "]"
    case .map(let pairs):
      "{" + pairs.map { $0.key.diagnostic + ": " + $0.value.diagnostic }.joined(separator: ", ")
        + "}"
    case .bool(let flag): flag ? "true" : "false"
    case .null: "null"
    case .double(let value): "\(value)"
    }
  }
}
