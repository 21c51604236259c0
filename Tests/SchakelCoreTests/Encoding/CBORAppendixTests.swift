import SchakelCore
import Testing

/// Every item of RFC 8949, Appendix A: what deterministic encoding and this protocol have a use for
/// reads and writes back; everything else is refused by name.
@Suite("The examples of RFC 8949")
struct CBORAppendixTests {
  @Test("what the protocol has a use for reads, and writes back the same", arguments: Self.valid)
  func reads(_ digits: String, _ item: CBORItem) throws {
    let bytes = hex(digits)
    #expect(try CBORItem(checking: bytes) == item)
    #expect(Value(item)?.encoded == bytes)
  }

  @Test("what it has none for is refused by name, where it stands", arguments: Self.refused)
  func refuses(_ digits: String, _ code: CBORError.Code, _ offset: Int) {
    let error = CBORError(code, at: offset)
    #expect(throws: error) { try CBORItem(checking: hex(digits)) }
    #expect(throws: error) { try Value(checking: hex(digits)) }
  }

  static let valid: [(String, CBORItem)] = numbers + floats + strings + collections

  private static let numbers: [(String, CBORItem)] = [
    ("00", 0), ("01", 1), ("0a", 10), ("17", 23), ("1818", 24), ("1819", 25), ("1864", 100),
    ("1903e8", 1000), ("1a000f4240", 1_000_000), ("1b000000e8d4a51000", 1_000_000_000_000),
    ("1bffffffffffffffff", .unsigned(.max)), ("20", -1), ("29", -10), ("3863", -100),
    ("3903e7", -1000), ("3b7fffffffffffffff", .negative(.min)), ("f4", .bool(false)),
    ("f5", .bool(true)), ("f6", .null),
  ]

  private static let floats: [(String, CBORItem)] = [
    ("f90000", .double(0)), ("f98000", .double(-0.0)), ("f93c00", .double(1)),
    ("fb3ff199999999999a", .double(1.1)), ("f93e00", .double(1.5)), ("f97bff", .double(65504)),
    ("fa47c35000", .double(100_000)), ("fa7f7fffff", .double(3.4028234663852886e+38)),
    ("fb7e37e43c8800759c", .double(1e300)), ("f90001", .double(5.960464477539063e-8)),
    ("f90400", .double(0.00006103515625)), ("f9c400", .double(-4)),
    ("fbc010666666666666", .double(-4.1)),
  ]

  private static let strings: [(String, CBORItem)] = [
    ("40", .bytes([])), ("4401020304", .bytes([1, 2, 3, 4])), ("60", ""), ("6161", "a"),
    ("6449455446", "IETF"), ("62225c", "\"\\"), ("62c3bc", "\u{fc}"), ("63e6b0b4", "\u{6c34}"),
    ("64f0908591", "\u{10151}"),
  ]

  private static let collections: [(String, CBORItem)] = [
    ("80", []), ("83010203", [1, 2, 3]), ("8301820203820405", [1, [2, 3], [4, 5]]),
    (
      "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
      .array((1...25).map { .unsigned($0) })
    ),
    ("a0", [:]), ("a201020304", [1: 2, 3: 4]), ("a26161016162820203", ["a": 1, "b": [2, 3]]),
    ("826161a161626163", ["a", ["b": "c"]]),
    (
      "a56161614161626142616361436164614461656145",
      ["a": "A", "b": "B", "c": "C", "d": "D", "e": "E"]
    ),
  ]

  static let refused: [(String, CBORError.Code, Int)] = [
    // Integers below those of 64 bits.
    ("3bffffffffffffffff", .limit, 0), ("3b8000000000000000", .limit, 0),
    // Tags: big numbers, dates, encoded items, addresses.
    ("c249010000000000000000", .tag, 0), ("c349010000000000000000", .tag, 0),
    ("c074323031332d30332d32315432303a30343a30305a", .tag, 0), ("c11a514b67b0", .tag, 0),
    ("c1fb41d452d9e2000000", .tag, 0), ("d74401020304", .tag, 0), ("d818456449455446", .tag, 0),
    ("d82076687474703a2f2f7777772e6578616d706c652e636f6d", .tag, 0),
    // Simple values without a use.
    ("f7", .simple, 0), ("f0", .simple, 0), ("f818", .simple, 0), ("f8ff", .simple, 0),
    ("e0", .simple, 0),
    // What is no number, in each width.
    ("f97c00", .notFinite, 0), ("f97e00", .notFinite, 0), ("f9fc00", .notFinite, 0),
    ("fa7f800000", .notFinite, 0), ("fa7fc00000", .notFinite, 0), ("faff800000", .notFinite, 0),
    ("fb7ff0000000000000", .notFinite, 0), ("fb7ff8000000000000", .notFinite, 0),
    ("fbfff0000000000000", .notFinite, 0),
    // Indefinite lengths, outside and inside.
    ("5f42010243030405ff", .indefinite, 0), ("7f657374726561646d696e67ff", .indefinite, 0),
    ("9fff", .indefinite, 0), ("9f018202039f0405ffff", .indefinite, 0),
    ("9f01820203820405ff", .indefinite, 0), ("83018202039f0405ff", .indefinite, 5),
    ("83019f0203ff820405", .indefinite, 2), ("bf61610161629f0203ffff", .indefinite, 0),
    ("826161bf61626163ff", .indefinite, 3), ("bf6346756ef563416d7421ff", .indefinite, 0),
    ("9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", .indefinite, 0),
  ]
}
