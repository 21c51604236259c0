/// A random 64-bit name, typed by what it names so that a person can never stand where a space
/// belongs. Written as sixteen lower-case hexadecimal digits in text, as eight bytes on the wire.
///
/// Identifiers are drawn at random and mean nothing: a ``PersonID`` is a pseudonym, and names that
/// people read live outside the log, where they can be erased.
public struct Identifier<Subject>: Hashable, Comparable, Sendable {
  /// The eight bytes on the wire, read as a number with the most significant first.
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension Identifier {
  /// Sixteen lower-case hexadecimal digits.
  public var text: String { Hex.encode(bytes) }

  /// Reads ``text``; upper case is accepted, anything but sixteen digits is not.
  public init?(text: String) {
    guard let bytes = Hex.decode(text), bytes.count == 8 else { return nil }
    self.init(rawValue: BigEndian.read(bytes, at: 0, count: 8))
  }

  /// Eight bytes, most significant first.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    BigEndian.append(rawValue, count: 8, to: &out)
    return out
  }
}
