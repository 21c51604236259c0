/// What an audit file that holds was found to say.
public struct AuditReport: Hashable, Sendable {
  /// How much of each there was.
  public struct Counts: Hashable, Sendable {
    /// The entries of all logs.
    public var entries: UInt64 = 0
    /// The changes that the region accepted.
    public var changes: UInt64 = 0
    /// The refusals.
    public var voids: UInt64 = 0
    /// The seals that were verified.
    public var seals: UInt64 = 0
    /// The checkpoints that were verified.
    public var checkpoints: UInt64 = 0
    /// How often the region began a new epoch.
    public var epochs: UInt64 = 0
    /// The changes whose words were erased.
    public var erased: UInt64 = 0
    /// The texts that a rule put together, each of which was put together again.
    public var combined: UInt64 = 0
    /// Those of which that cannot be done any more, since words were erased, or since the region had
    /// lost what they were made of and refused it when it came again.
    public var unproven: UInt64 = 0
    /// The changes that say again, by their writers' word, what the region had lost and devices had by
    /// states alone: who wrote it first is in them, and the history of how it came about is gone.
    public var recovered: UInt64 = 0

    public init() {}

    mutating func add(_ other: Counts) {
      entries += other.entries
      changes += other.changes
      voids += other.voids
      seals += other.seals
      checkpoints += other.checkpoints
      epochs += other.epochs
      erased += other.erased
      combined += other.combined
      unproven += other.unproven
      recovered += other.recovered
    }
  }

  /// A place in a log, with the log's hash there.
  public struct Mark: Hashable, Sendable {
    /// How many entries the log had.
    public let position: UInt64
    /// The log's hash after them.
    public let hash: Digest

    public init(position: UInt64, hash: Digest) {
      self.position = position
      self.hash = hash
    }
  }

  /// One space of it.
  public struct Space: Hashable, Sendable {
    /// As in the file.
    public let space: AuditPart.Space
    /// How much of each there was.
    public let counts: Counts
    /// The documents of which something was seen.
    public let documents: UInt64
    /// Every record, in the order in which they were found.
    public let records: [ConflictRecord]
    /// The roles at the end of the log.
    public let members: [PersonID: Role]
    /// The roles that were given and taken, on whose word, in the order of the log. Without an actor it is
    /// the operator's.
    public let roles: [LogEntry.Member]
    /// The devices that were taken out of use, on whose word, in the order of the log: each time that one's
    /// standing got worse. Without an actor it is the operator's word, or that of somebody who does not
    /// coordinate the space at that place.
    public let withdrawals: [LogEntry.Device]
    /// The devices, with whose they are and with which keys, as the log last tells.
    public let devices: [ReplicaID: LogEntry.Device]
    /// Who read the space's audit, and when, in the order of the log.
    public let readings: [LogEntry.Reading]
    /// The copies of devices that were let go on, on whose word, in the order of the log.
    public let admissions: [LogEntry.Admission]
    /// The held changes that a coordinator let go, in the order of the log.
    public let dismissals: [LogEntry.Dismissal]
    /// How often the region was put back without its ledger and let in again, in the order of the log.
    public let openings: [LogEntry.Opening]
    /// What was erased, on whose word, in the order of the log.
    public let erasures: [LogEntry.Erasure]
    /// The last checkpoint, which covers all before it.
    public let checkpoint: LogEntry.Checkpoint?
    /// The places that checkpoints speak of, rising, for whoever kept some of them.
    public let marks: [Mark]
    /// The end of the log.
    public let end: Mark
  }

  /// As in the file.
  public let header: AuditPart.Header
  /// The names that the region gives for pseudonyms.
  public let people: [AuditPart.Person]
  /// In the order of the file.
  public let spaces: [Space]

  /// Whether the log of a space goes through a place where somebody saw it; nil where it ends before.
  public func passes(_ mark: Mark, in space: SpaceID) -> Bool? {
    guard let space = spaces.first(where: { $0.space.space == space }) else { return nil }
    guard mark.position < space.end.position else {
      return mark.position > space.end.position ? nil : mark == space.end
    }
    return space.marks.contains(mark)
  }

  /// All spaces together.
  public var counts: Counts {
    var counts = Counts()
    for space in spaces { counts.add(space.counts) }
    return counts
  }
}
