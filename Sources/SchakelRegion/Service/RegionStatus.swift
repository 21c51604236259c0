public import SchakelCore

/// What an operator asks first.
public struct RegionStatus: Sendable {
  /// The region's name, as it was founded.
  public let name: String
  /// The incarnation of the region's logs.
  public let epoch: EpochID
  /// When the region was founded, in milliseconds since 1970 (UTC), as all times here.
  public let created: UInt64
  /// In the order in which they were added.
  public let spaces: [Space]
  /// In the order in which they were enrolled.
  public let devices: [Device]
  /// The bytes of the database and its write-ahead log.
  public let diskBytes: UInt64
  /// What came of the copies that a server makes by itself; nothing where it was never told to.
  public let backups: [BackupRecord.Content: BackupRecord]
  /// Those of spaces come before those of devices, and these before those of backups.
  public let warnings: [Warning]

  /// A space, and what is in it.
  public struct Space: Sendable {
    /// The space that is spoken of.
    public let id: SpaceID
    /// The space's name, as it was added.
    public let name: String
    /// The people who have a role in it.
    public let members: Int
    /// The documents to which something was applied, deleted ones included.
    public let documents: UInt64
    /// The changes that the log took, those that wait included.
    public let changes: UInt64
    /// The end of the log.
    public let head: Cursor
    /// The sum of all documents' shares (`DocumentDigest`).
    public let digest: UInt64
    /// The changes that were refused, ever.
    public let voids: UInt64
    /// The times that another change came under a dot that the log has, ever.
    public let forks: UInt64
    /// The changes in the log that wait for others, now.
    public let waiting: UInt64
    /// The conflicts that await a person, now.
    public let openConflicts: UInt64
    /// When the last checkpoint of the log was signed; nil where there is none.
    public let checkpointed: UInt64?

    /// The entries of the log, of every kind.
    public var entries: UInt64 { head.position }
  }

  /// A device, and who has it.
  public struct Device: Sendable {
    /// The device's own identifier.
    public let replica: ReplicaID
    /// The device's name, as its person gave it.
    public let name: String
    /// Whose it is, by pseudonym.
    public let person: PersonID
    /// The person's name; empty where none is kept.
    public let personName: String
    /// The operator's own name for the person.
    public let handle: String
    /// Whether it may still come.
    public let status: LogEntry.Device.Status
    /// The coordinator who took it out of use; nil for the operator, and where it may still come.
    public let decidedBy: PersonID?
    /// When it was enrolled.
    public let created: UInt64
    /// nil for a device that never came back after its enrolment. Exact to within
    /// ``RegionLimits/contactInterval``.
    public let lastContact: UInt64?
    /// The program and its version, as the device said at its last contact; empty before it.
    public let agent: String
    /// When it last got a token, milliseconds since 1970 (UTC): at its enrolment, or at its last renewal.
    public let tokenBorn: UInt64?
    /// When its word came that it has erased all, milliseconds since 1970 (UTC); nil where it has not.
    public let emptied: UInt64?
  }

  /// Somebody who has a role in a space, or had one.
  public struct Member: Sendable {
    /// The pseudonym.
    public let person: PersonID
    /// What colleagues read; empty where none is kept.
    public let name: String
    /// The operator's own name for the person.
    public let handle: String
    /// ``Role/none`` for one who left.
    public let role: Role
    /// When the role was given, or said again with another name.
    public let since: UInt64
    /// The coordinator who gave it; nil for the operator.
    public let actor: PersonID?
  }

  /// A copy of a device, or one that was put back, of which nothing is taken before a coordinator
  /// agrees. It keeps what it has written.
  public struct Copy: Sendable {
    /// The device that it is a copy of.
    public let device: Device
    /// Its life.
    public let incarnation: Incarnation
    /// The life that the region had heard last when it met this one.
    public let previous: Incarnation?
    /// When the region met it.
    public let since: UInt64
    /// The changes that it had written, all spaces together, when the region last heard of it.
    public let changes: UInt64

    /// The name by which one of several is told from the others.
    public var writer: Writer { Writer(replica: device.replica, incarnation: incarnation) }
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
    /// A copy of a device, or one that was put back, awaits a coordinator's yes since then.
    case copy(Writer, since: UInt64)
    /// A device has not been heard of for ``RegionStatus/silence``.
    case silent(ReplicaID, since: UInt64)
    /// The last copy of this could not be made, for a reason; the last good one is of then, or there is none.
    case backupFailed(BackupRecord.Content, since: UInt64?, problem: String)
    /// A copy of this should have been there by now.
    case backupLate(BackupRecord.Content, since: UInt64?)
  }

  /// How long a device may be silent before it is worth a warning: thirty days, in milliseconds.
  public static let silence: UInt64 = 30 * dayLength

  /// How long what was refused is worth a warning: thirty days, in milliseconds. It is counted by
  /// the day, in UTC, and the day on which it ends counts whole.
  public static let recent: UInt64 = 30 * dayLength

  /// How much later than it was to be a backup may come before that is worth a warning: two hours, in
  /// milliseconds.
  static let backupGrace: UInt64 = 2 * 3_600_000

  static let dayLength: UInt64 = 24 * 3_600_000

  /// The number of a day, counted from the beginning of 1970 (UTC).
  static func day(of time: UInt64) -> UInt64 { time / dayLength }

  /// Changes of all spaces together.
  public var changes: UInt64 { spaces.reduce(0) { $0 + $1.changes } }
  /// Documents of all spaces together.
  public var documents: UInt64 { spaces.reduce(0) { $0 + $1.documents } }
}
