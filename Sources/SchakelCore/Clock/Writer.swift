/// Who counts: one life of one replica. Within a space, a writer names a stream.
///
/// Writers order by replica, then incarnation, which is the order of their twelve bytes.
public struct Writer: Hashable, Comparable, Sendable {
  /// The database on the device that counts.
  public let replica: ReplicaID
  /// Which life of that database: counters begin again with each.
  public let incarnation: Incarnation

  public init(replica: ReplicaID, incarnation: Incarnation) {
    self.replica = replica
    self.incarnation = incarnation
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.replica != right.replica
      ? left.replica < right.replica : left.incarnation < right.incarnation
  }

  /// The length of ``bytes``.
  public static let byteCount = 12

  /// Eight bytes of replica, four of incarnation, most significant first.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(Self.byteCount)
    append(to: &out)
    return out
  }

  /// Reads ``bytes``; nil unless there are exactly twelve.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init(
      replica: ReplicaID(rawValue: BigEndian.read(bytes, at: 0, count: 8)),
      incarnation: Incarnation(
        rawValue: UInt32(truncatingIfNeeded: BigEndian.read(bytes, at: 8, count: 4))))
  }

  /// Twenty-four hexadecimal digits.
  public var text: String { Hex.encode(bytes) }

  func append(to out: inout [UInt8]) {
    BigEndian.append(replica.rawValue, count: 8, to: &out)
    BigEndian.append(UInt64(incarnation.rawValue), count: 4, to: &out)
  }
}
