/// Writes core deterministic CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths. The order
/// of map keys is the caller's duty here and checked wherever bytes are read.
///
///     var writer = CBORWriter()
///     writer.arrayHead(2)
///     writer.unsigned(1)
///     writer.text("wijk")
///     writer.bytes   // 82 01 64 77 69 6a 6b
public struct CBORWriter: Sendable {
  public internal(set) var bytes: [UInt8] = []

  public init() {}

  public init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

  public mutating func unsigned(_ value: UInt64) { head(0, value) }

  public mutating func integer(_ value: Int64) {
    // RFC 8949 §3.1: major type 1 encodes -1 - n.
    if value >= 0 { head(0, UInt64(value)) } else { head(1, UInt64(-1 - value)) }
  }

  public mutating func byteString(_ value: [UInt8]) {
    head(2, UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  public mutating func text(_ value: String) {
    let utf8 = value.utf8
    head(3, UInt64(utf8.count))
    bytes.append(contentsOf: utf8)
  }

  public mutating func name(_ value: Name) {
    head(3, UInt64(value.byteCount))
    value.append(to: &bytes)
  }

  public mutating func arrayHead(_ count: Int) { head(4, UInt64(count)) }
  public mutating func mapHead(_ count: Int) { head(5, UInt64(count)) }
  public mutating func bool(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }
  public mutating func null() { bytes.append(0xf6) }

  /// Appends an item that is encoded already.
  public mutating func encoded(_ item: [UInt8]) { bytes.append(contentsOf: item) }

  /// A key of a map with integer keys.
  public mutating func key(_ value: UInt64) { head(0, value) }

  public mutating func identifier<Subject>(_ value: Identifier<Subject>) {
    bytes.append(0x48)
    BigEndian.append(value.rawValue, count: 8, to: &bytes)
  }

  public mutating func writer(_ value: Writer) {
    bytes.append(0x40 | UInt8(Writer.byteCount))
    value.append(to: &bytes)
  }

  public mutating func check(_ value: UInt32) {
    bytes.append(0x44)
    BigEndian.append(UInt64(value), count: 4, to: &bytes)
  }

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
  mutating func head(_ major: UInt8, _ argument: UInt64) {
    let type = major << 5
    if argument < 24 {
      bytes.append(type | UInt8(argument))
    } else if argument <= 0xff {
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
