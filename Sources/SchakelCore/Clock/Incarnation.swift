/// One life of a replica's database. It is drawn anew at random whenever the database was copied,
/// restored or put back, so that two lives that share a past never share a counter.
///
/// Random rather than counted: two copies of one backup each start a new life without meeting, and
/// a count would give both the same next number.
public struct Incarnation: Hashable, Comparable, Sendable {
  /// Thirty-two random bits, four bytes on the wire.
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Eight hexadecimal digits.
  public var text: String {
    var bytes: [UInt8] = []
    BigEndian.append(UInt64(rawValue), count: 4, to: &bytes)
    return Hex.encode(bytes)
  }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
