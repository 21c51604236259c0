public import SchakelCore

/// One life of a device's database, as the region met it. The first one of a device goes on by itself;
/// each further one is that of a copy, or of a database that was put back, and awaits a coordinator's
/// yes.
public struct IncarnationRecord: Hashable, Sendable {
  /// Whether what it writes is taken.
  public enum Status: UInt8, Hashable, Sendable {
    /// Nothing of it is taken; it stays on the device. -> ``admitted``
    case waiting = 0
    /// It goes on like any other.
    case admitted = 1
  }

  /// The device's database, in this life.
  public let writer: Writer
  /// Whether what it writes is taken.
  public var status: Status
  /// The life that the region had heard last when it met this one; nil for the first.
  public let previous: Incarnation?
  /// When the region met it, milliseconds since 1970 (UTC).
  public let seen: UInt64
  /// The changes that it had written, all spaces together, when the region last heard of it while it
  /// waited.
  public var changes: UInt64
  /// The coordinator who agreed; nil for the region, and while nobody has.
  public var decidedBy: PersonID?
  /// When that was, milliseconds since 1970 (UTC); nil for the first, and while nobody has.
  public var decided: UInt64?

  public init(
    writer: Writer, status: Status, previous: Incarnation?, seen: UInt64, changes: UInt64 = 0,
    decidedBy: PersonID? = nil, decided: UInt64? = nil
  ) {
    self.writer = writer
    self.status = status
    self.previous = previous
    self.seen = seen
    self.changes = changes
    self.decidedBy = decidedBy
    self.decided = decided
  }

  /// What the log of a space says of it.
  ///
  /// - Parameter actor: who agreed, where that is a coordinator of the space.
  func entry(actor: PersonID?) -> LogEntry.Admission {
    LogEntry.Admission(
      writer: writer, previous: previous, actor: actor, time: decided ?? seen)
  }
}
