/// The name of one contribution: a UUID, version 7 where Schakel makes it (RFC 9562 §5.7), so that
/// names made one after another lie beside each other in an index.
public struct DocumentID: Hashable, Comparable, Sendable {
  let high: UInt64
  let low: UInt64

  /// The length of ``bytes``.
  public static let byteCount = 16

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// RFC 9562 §5.7: 48 bits of milliseconds, version 7, 12 random bits, variant 10, 62 random bits.
  ///
  /// - Parameters:
  ///   - milliseconds: since 1970 (UTC).
  ///   - random: 128 fresh random bits, of which 74 are used.
  public init(milliseconds: UInt64, random: (UInt64, UInt64)) {
    high = milliseconds << 16 | 0x7000 | random.0 & 0x0fff
    low = 0x8000_0000_0000_0000 | random.1 >> 2
  }

  /// nil unless there are exactly sixteen bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(
      high: BigEndian.read(bytes, at: 0, count: 8), low: BigEndian.read(bytes, at: 8, count: 8))
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  /// The sixteen bytes of the UUID, in the order in which its text shows them.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.byteCount)
    append(to: &out)
    return out
  }

  func append(to out: inout [UInt8]) {
    BigEndian.append(high, count: 8, to: &out)
    BigEndian.append(low, count: 8, to: &out)
  }

  /// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, lower case.
  public var text: String {
    let digits = Array(Hex.encode(bytes).utf8)
    var out: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if index == 8 || index == 12 || index == 16 || index == 20 { out.append(45) }
      out.append(digit)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Reads ``text``, with or without its hyphens, in either case.
  public init?(text: String) {
    let digits = text.utf8.filter { $0 != 45 }
    guard let bytes = Hex.decode(String(decoding: digits, as: UTF8.self)) else { return nil }
    self.init(bytes: bytes)
  }
}
