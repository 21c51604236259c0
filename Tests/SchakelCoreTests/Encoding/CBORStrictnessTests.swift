import SchakelCore
import Testing

@Suite("What a reader of CBOR refuses")
struct CBORStrictnessTests {
  @Test(
    "one item, one encoding, and nothing after it",
    arguments: [
      // RFC 8949 §4.2.1: the shortest head.
      ("1817", .notShortest, 0), ("1900ff", .notShortest, 0), ("1a0000ffff", .notShortest, 0),
      ("1b00000000ffffffff", .notShortest, 0), ("3817", .notShortest, 0),
      ("580101", .notShortest, 0), ("780161", .notShortest, 0), ("980101", .notShortest, 0),
      ("b8010101", .notShortest, 0), ("8200 1800", .notShortest, 2),
      // §3: reserved additional information, in each major type.
      ("1c", .reserved, 0), ("1d", .reserved, 0), ("1e", .reserved, 0), ("3c", .reserved, 0),
      ("5c", .reserved, 0), ("7d", .reserved, 0), ("9e", .reserved, 0), ("bc", .reserved, 0),
      ("fc", .reserved, 0), ("fe", .reserved, 0), ("1f", .indefinite, 0), ("ff", .indefinite, 0),
      // §4.2.1: the shortest float.
      ("fa3f800000", .notShortest, 0), ("fb3ff0000000000000", .notShortest, 0),
      ("fa33800000", .notShortest, 0), ("fb36a0000000000000", .notShortest, 0),
      ("fb8000000000000000", .notShortest, 0),
      // §4.2.1: keys in bytewise order, none twice.
      ("a2 0201 0101", .order, 3), ("a2 0101 0102", .order, 3), ("a2 616201 616101", .order, 4),
      ("a2 616101 0101", .order, 4), ("a2 62616101 616201", .order, 5),
      ("82 00 a2 2001 1818 01", .order, 5),
      // Nothing follows.
      ("0000", .trailingBytes, 1), ("8101 f6", .trailingBytes, 2),
      // Lengths that run past the end; nothing is allocated for them.
      ("41", .truncated, 0), ("5b7fffffffffffffff", .truncated, 0),
      ("5bffffffffffffffff", .truncated, 0), ("7bffffffffffffffff 61", .truncated, 0),
      ("9b7fffffffffffffff", .truncated, 0), ("9bffffffffffffffff 00", .truncated, 0),
      ("bbffffffffffffffff 0000", .truncated, 0), ("bb8000000000000000", .truncated, 0),
      ("83 01 02", .truncated, 0), ("a2 0102", .truncated, 0), ("a1 01", .truncated, 0),
      ("", .truncated, 0), ("18", .truncated, 0), ("1900", .truncated, 0), ("f900", .truncated, 0),
      ("fb00", .truncated, 0), ("82 01 1a00", .truncated, 2),
    ] as [(String, CBORError.Code, Int)])
  func table(_ digits: String, _ code: CBORError.Code, _ offset: Int) {
    let error = CBORError(code, at: offset)
    #expect(throws: error) { try Value(checking: hex(digits)) }
    #expect(throws: error) { try CBORItem(checking: hex(digits)) }
  }

  @Test(
    "text that is not UTF-8 is refused where it goes wrong",
    arguments: [
      ("80", 0), ("bf", 0), ("6180", 1), ("616162ff", 3),
      // Overlong forms.
      ("c080", 0), ("c1bf", 0), ("e08080", 0), ("e09fbf", 0), ("f0808080", 0), ("f08fbfbf", 0),
      // Surrogates.
      ("eda080", 0), ("edbfbf", 0), ("61eda081edb080", 1),
      // Past U+10FFFF, and bytes that begin nothing.
      ("f4908080", 0), ("f5808080", 0), ("f8888080", 0), ("fe", 0), ("ff", 0),
      // Cut short, by the end or by the next character.
      ("c3", 0), ("e6b0", 0), ("f09085", 0), ("c361", 0), ("e6b061", 0), ("f0908561", 0),
      ("61c3bce6b0", 3), ("f09085c3bc", 0),
    ])
  func utf8(_ digits: String, _ place: Int) {
    let text = hex(digits)
    let error = CBORError(.utf8, at: 1 + place)
    let message = [0x60 | UInt8(text.count)] + text
    #expect(throws: error) { try Value(checking: message) }
    #expect(throws: error) { try CBORItem(checking: message) }
    let nested = [0x81] + message
    #expect(throws: CBORError(.utf8, at: 2 + place)) { try Value(checking: nested) }
  }

  @Test(
    "the first and last characters of each length are text",
    arguments: [
      "\u{0}", "\u{7f}", "\u{80}", "\u{7ff}", "\u{800}", "\u{d7ff}", "\u{e000}", "\u{ffff}",
      "\u{10000}", "\u{10ffff}", "cafe\u{301} caf\u{e9} \u{1f468}\u{200d}\u{1f469}",
    ])
  func characters(_ text: String) throws {
    let value = Value(text)
    #expect(try Value(checking: value.encoded) == value)
    #expect(value.text?.utf8.elementsEqual(text.utf8) == true)
  }

  @Test("sixteen arrays or maps may lie around an item, and not seventeen")
  func depth() throws {
    for open in [[0x81], [0xa1, 0x00]] as [[UInt8]] {
      let deepest = Array(repeatElement(open, count: Limits.depth).joined()) + [0x00]
      #expect(try Value(checking: deepest).encoded == deepest)
      #expect(try CBORItem(checking: deepest).depth == Limits.depth)
      let deeper = open + deepest
      let error = CBORError(.depth, at: open.count * Limits.depth + 1)
      #expect(throws: error) { try Value(checking: deeper) }
      #expect(throws: error) { try CBORItem(checking: deeper) }
    }
    #expect(throws: CBORError(.depth, at: 17)) { try Value(checking: bytes(100_000, of: 0x81)) }
  }

  @Test("a value of another type than asked for is refused, and said to be")
  func shapes() {
    var reader = CBORReader([0x61, 0x61])
    #expect(throws: CBORError(.shape, at: 0)) { try reader.unsigned() }
    #expect(throws: CBORError(.shape, at: 0)) { try reader.bool() }
    #expect(throws: CBORError(.shape, at: 0)) { try reader.arrayHead() }
    #expect(throws: CBORError(.shape, at: 0)) { try reader.double() }
    #expect(throws: CBORError(.shape, at: 0)) { try reader.byteString() }
    #expect(throws: CBORError(.limit, at: 0)) { try reader.text(limit: 0) }
    #expect(throws: CBORError(.trailingBytes, at: 2)) { try CBORReader(cutAt: 2).finish() }
  }

  @Test("an error is a sentence with its place")
  func description() {
    #expect("\(CBORError(.tag, at: 7))" == "a tag is not allowed at byte 7")
  }
}

extension CBORReader {
  /// A reader in the middle of a message.
  fileprivate init(cutAt offset: Int) {
    self.init([0x61, 0x61, 0x00], in: offset..<3)
  }
}

extension CBORItem {
  fileprivate var depth: Int {
    switch self {
    case .array(let items): 1 + (items.map(\.depth).max() ?? 0)
    case .map(let pairs): 1 + (pairs.map(\.value.depth).max() ?? 0)
    default: 0
    }
  }
}
