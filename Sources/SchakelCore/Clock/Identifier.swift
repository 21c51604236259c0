/// A random 64-bit name, typed by what it names so that a person can never stand where a space
/// belongs. Written as sixteen lower-case hexadecimal digits in text, as eight bytes on the wire.
///
/// Identifiers are drawn at random and mean nothing: a ``PersonID`` is a pseudonym, and names that
/// people read live outside the log, where they can be erased.
public struct Identifier<Subject>: Hashable, Comparable, Sendable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What an ``Identifier`` can name. The cases are never made; they only tell identifiers apart.
public enum Named {
  public enum Replica {}
  public enum Person {}
  public enum Space {}
  public enum Epoch {}
}

/// One database on one device.
public typealias ReplicaID = Identifier<Named.Replica>
/// The pseudonym of somebody who writes.
public typealias PersonID = Identifier<Named.Person>
/// The unit of rights and of sync: a team, a neighbourhood, the region.
public typealias SpaceID = Identifier<Named.Space>
/// An incarnation of the server's log.
public typealias EpochID = Identifier<Named.Epoch>

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
