/// Writes core deterministic CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths. The order
/// of map keys is the caller's duty here and checked wherever bytes are read.
///
///     var writer = CBORWriter()
///     writer.arrayHead(2)
///     writer.unsigned(1)
///     writer.text("wijk")
///     writer.bytes   // 82 01 64 77 69 6a 6b
public struct CBORWriter: Sendable {
  /// What was written so far. It is an item, or several, only once each head has what it announced.
  public internal(set) var bytes: [UInt8] = []

  /// A writer with nothing written.
  public init() {}

  /// Makes room for `capacity` bytes at once; more may be written.
  public init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

  /// An integer in the fewest bytes that hold it.
  public mutating func unsigned(_ value: UInt64) { head(0, value) }

  /// An integer of either sign, in the fewest bytes that hold it.
  public mutating func integer(_ value: Int64) {
    // RFC 8949 §3.1: major type 1 encodes -1 - n.
    if value >= 0 { head(0, UInt64(value)) } else { head(1, UInt64(-1 - value)) }
  }

  /// A byte string, head and bytes.
  public mutating func byteString(_ value: [UInt8]) {
    head(2, UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A text as its UTF-8 bytes, not normalised.
  public mutating func text(_ value: String) {
    let utf8 = value.utf8
    head(3, UInt64(utf8.count))
    bytes.append(contentsOf: utf8)
  }

  /// A name as a text: its bytes and no others.
  public mutating func name(_ value: Name) {
    head(3, UInt64(value.byteCount))
    value.append(to: &bytes)
  }

  /// The head of an array; the caller writes `count` items next.
  public mutating func arrayHead(_ count: Int) { head(4, UInt64(count)) }
  /// The head of a map; the caller writes `count` keys in order, each with its value.
  public mutating func mapHead(_ count: Int) { head(5, UInt64(count)) }
  /// One byte.
  public mutating func bool(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }
  /// One byte.
  public mutating func null() { bytes.append(0xf6) }

  /// Appends an item that is encoded already.
  public mutating func encoded(_ item: [UInt8]) { bytes.append(contentsOf: item) }

  /// Appends an item that is encoded already.
  mutating func encoded(_ item: ArraySlice<UInt8>) { bytes.append(contentsOf: item) }

  /// A key of a map with integer keys.
  public mutating func key(_ value: UInt64) { head(0, value) }

  /// An identifier as a byte string of eight.
  public mutating func identifier<Subject>(_ value: Identifier<Subject>) {
    bytes.append(0x48)
    BigEndian.append(value.rawValue, count: 8, to: &bytes)
  }

  /// A writer as a byte string of twelve.
  public mutating func writer(_ value: Writer) {
    bytes.append(0x40 | UInt8(Writer.byteCount))
    value.append(to: &bytes)
  }

  /// One life of a replica's database, as a byte string of four.
  public mutating func incarnation(_ value: Incarnation) {
    bytes.append(0x44)
    BigEndian.append(UInt64(value.rawValue), count: 4, to: &bytes)
  }

  /// The first bytes of a link, as a byte string of four.
  public mutating func check(_ value: UInt32) {
    bytes.append(0x44)
    BigEndian.append(UInt64(value), count: 4, to: &bytes)
  }

  /// A hash as a byte string of thirty-two.
  public mutating func digest(_ value: Digest) {
    bytes.append(0x58)
    bytes.append(32)
    value.append(to: &bytes)
  }

  /// A 64-bit number whose every value is as likely as any other, as eight bytes.
  public mutating func fixed64(_ value: UInt64) {
    bytes.append(0x48)
    BigEndian.append(value, count: 8, to: &bytes)
  }

  /// RFC 8949 §3: the initial byte and, past 23, the argument in 1, 2, 4 or 8 bytes, the fewest
  /// that hold it.
  @inline(__always)
  mutating func head(_ major: UInt8, _ argument: UInt64) {
    // Most are short: a length of a name, a place, a key.
    if argument < 24 { bytes.append(major << 5 | UInt8(argument)) } else { long(major, argument) }
  }

  private mutating func long(_ major: UInt8, _ argument: UInt64) {
    let type = major << 5
    if argument <= 0xff {
      bytes.append(type | 24)
      bytes.append(UInt8(argument))
    } else if argument <= 0xffff {
      bytes.append(type | 25)
      BigEndian.append(argument, count: 2, to: &bytes)
    } else if argument <= 0xffff_ffff {
      bytes.append(type | 26)
      BigEndian.append(argument, count: 4, to: &bytes)
    } else {
      bytes.append(type | 27)
      BigEndian.append(argument, count: 8, to: &bytes)
    }
  }
}
