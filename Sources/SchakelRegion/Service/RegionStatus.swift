public import SchakelCore

/// What an operator asks first.
public struct RegionStatus: Sendable {
  public let name: String
  public let epoch: EpochID
  /// Milliseconds since 1970 (UTC), as all times here.
  public let created: UInt64
  public let spaces: [Space]
  public let devices: [Device]
  /// The bytes of the database and its write-ahead log.
  public let diskBytes: UInt64
  public let warnings: [Warning]

  public struct Space: Sendable {
    public let id: SpaceID
    public let name: String
    public let members: Int
    public let documents: UInt64
    public let changes: UInt64
    /// The end of the log.
    public let head: Cursor
    /// The sum of all documents' shares (`DocumentDigest`).
    public let digest: UInt64
    public let voids: UInt64
    public let forks: UInt64
    public let waiting: UInt64

    /// The entries of the log, of every kind.
    public var entries: UInt64 { head.position }
  }

  public struct Device: Sendable {
    public let replica: ReplicaID
    public let name: String
    public let person: PersonID
    public let personName: String
    /// The operator's own name for the person.
    public let handle: String
    public let status: LogEntry.Device.Status
    public let created: UInt64
    /// nil for a device that never came back after its enrolment.
    public let lastContact: UInt64?
    public let agent: String
  }

  /// Something for the operator to look at. Nothing of it is lost.
  public enum Warning: Hashable, Sendable {
    /// Changes wait for others that nobody has handed in.
    case waiting(SpaceID, count: UInt64)
    /// Two histories gave out the same dots, so often since then, milliseconds since 1970 (UTC),
    /// which is ``RegionStatus/recent`` ago: a device was copied, or its database put back.
    case forks(SpaceID, count: UInt64, since: UInt64)
    /// So many changes were refused since then; their writers have the content.
    case voids(SpaceID, count: UInt64, since: UInt64)
    /// A device has not been heard of for ``RegionStatus/silence``.
    case silent(ReplicaID, since: UInt64)
  }

  /// How long a device may be silent before it is worth a warning: thirty days, in milliseconds.
  public static let silence: UInt64 = 30 * dayLength

  /// How long what was refused is worth a warning: thirty days, in milliseconds. It is counted by
  /// the day, in UTC, and the day on which it ends counts whole.
  public static let recent: UInt64 = 30 * dayLength

  static let dayLength: UInt64 = 24 * 3_600_000

  /// The number of a day, counted from the beginning of 1970 (UTC).
  static func day(of time: UInt64) -> UInt64 { time / dayLength }

  /// Changes of all spaces together.
  public var changes: UInt64 { spaces.reduce(0) { $0 + $1.changes } }
  /// Documents of all spaces together.
  public var documents: UInt64 { spaces.reduce(0) { $0 + $1.documents } }
}
