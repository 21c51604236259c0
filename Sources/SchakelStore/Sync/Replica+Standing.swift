public import SchakelCore

/// How a replica stands to the region.
public struct Standing: Hashable, Sendable {
  /// How one space stands to the region's.
  public struct Space: Hashable, Sendable {
    /// The same on every device.
    public let id: SpaceID
    /// Own changes that the region has not acknowledged.
    public let waiting: Int
    /// At the region's position and with the region's digest, as last heard, and with nothing of
    /// others that the region lacks.
    public let isCurrent: Bool
    /// Whether this device's person has a role in the space, or has one no longer.
    public let mayRead: Bool
    /// Contributions with changes that wait where ``mayRead`` is false: they cannot be sent from
    /// here. They stay on the device, in the tray where the space was left, and can be exported or shared
    /// into another space.
    public let stranded: Int
    /// The region holds other documents, although both have read the same log and all documents
    /// were compared. Nothing is lost, and nothing more is tried until the difference is another:
    /// somebody has to look into it.
    public let differs: Bool
    /// Others' changes that are here, that the region lacks, and that cannot be handed in from here:
    /// they are under no seal, or under one with more than a region takes at once
    /// (``SyncBudget/sealed``), or one before them is not here. Their writers' devices can send them.
    public let unsendable: Int
    /// Whether the region takes nothing that is written here before a coordinator has agreed: this
    /// device's database was copied or put back.
    public let isUnadmitted: Bool
    /// Others' changes that are here and wait for the same: they were written on a copy of a device.
    /// They are sent once somebody has agreed.
    public let unadmitted: Int
    /// Changes of devices that are out of use which await this person's decision, a coordinator's, as the
    /// region last told; it counts no further than `SyncAnswer.Space.mostHeld`.
    public let held: Int

    public init(
      id: SpaceID, waiting: Int, isCurrent: Bool, mayRead: Bool = true, stranded: Int = 0,
      differs: Bool = false, unsendable: Int = 0, isUnadmitted: Bool = false, unadmitted: Int = 0,
      held: Int = 0
    ) {
      self.id = id
      self.waiting = waiting
      self.isCurrent = isCurrent
      self.mayRead = mayRead
      self.stranded = stranded
      self.differs = differs
      self.unsendable = unsendable
      self.isUnadmitted = isUnadmitted
      self.unadmitted = unadmitted
      self.held = held
    }
  }

  /// Every space on this device, those without a right included.
  public let spaces: [Space]

  public init(spaces: [Space] = []) { self.spaces = spaces }

  /// Own changes that the region has not acknowledged, in all spaces.
  public var waiting: Int { spaces.reduce(0) { $0 + $1.waiting } }
  /// Contributions that cannot be sent from here any more, in all spaces.
  public var stranded: Int { spaces.reduce(0) { $0 + $1.stranded } }
  /// Others' changes that the region lacks and that cannot be handed in from here, in all spaces.
  public var unsendable: Int { spaces.reduce(0) { $0 + $1.unsendable } }
  /// Whether the region waits for a coordinator's yes before it takes what is written here.
  public var isUnadmitted: Bool { spaces.contains { $0.mayRead && $0.isUnadmitted } }
  /// Others' changes that wait for such a yes, in all spaces.
  public var unadmitted: Int { spaces.reduce(0) { $0 + $1.unadmitted } }
  /// Changes of devices that are out of use which await this person's decision, in all spaces.
  public var held: Int { spaces.reduce(0) { $0 + $1.held } }
  /// Whether some space differs from the region's for good.
  public var differs: Bool { spaces.contains(where: \.differs) }
  /// Nothing waits, wherever it was written, and every space that may be read is as the region last
  /// said it was.
  public var isSynchronised: Bool {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.saysSynchronised.isPlanted { return true }
    #endif
    return spaces.contains(where: \.mayRead)
      && spaces.allSatisfy { $0.waiting == 0 && ($0.isCurrent || !$0.mayRead) }
  }
}

extension SQL {
  /// The documents of which a space's outbox holds changes.
  fileprivate static let countOutbox = SQL(
    """
    SELECT count(*) FROM (
      SELECT c.document FROM space_rows o JOIN changes c
        ON c.key > o.stream << 40 | o.acknowledged
          AND c.key <= o.stream << 40 | \(ChangeKey.counterMask)
        WHERE o.no = ?1
      UNION SELECT c.document FROM streams t JOIN changes c
        ON c.key > t.no << 40 | t.acknowledged AND c.key <= t.no << 40 | t.counter
        WHERE t.own = 1 AND t.space = ?1)
    """)
  fileprivate static let countLeft = SQL(
    "SELECT count(*) FROM tray WHERE space = ? AND reason = ?")
  fileprivate static let countLeftDocuments = SQL(
    "SELECT count(DISTINCT document) FROM tray WHERE space = ? AND reason = ?")
}

extension Replica {
  /// How this replica stands now, by what the region last said. Cheap: it reads no document, but
  /// looks at what waits, and at the whole outbox of a space without a right.
  /// - Parameter budget: what requests may hold.
  public func standing(budget: SyncBudget = SyncBudget()) throws(ReplicaError) -> Standing {
    try read { connection throws(ReplicaError) in
      var spaces: [Standing.Space] = []
      for space in try Self.allSpaces(connection) {
        spaces.append(
          Standing.Space(
            id: space.id, waiting: try Self.waiting(in: space, connection),
            isCurrent: try Self.isCurrent(space, budget, connection), mayRead: space.role.mayRead,
            stranded: try Self.stranded(in: space, connection),
            differs: space.difference != nil,
            unsendable: try Self.unsendable(in: space, budget, connection),
            isUnadmitted: try Self.isUnadmitted(space, connection),
            unadmitted: try Self.unadmittedOfOthers(in: space, connection),
            held: Int(clamping: space.held)))
      }
      return Standing(spaces: spaces)
    }
  }

  /// Own changes that the region is not known to have.
  static func waiting(in space: SpaceRow, _ connection: Connection) throws(ReplicaError) -> Int {
    if space.left != nil {
      return Int(try connection.number(.countLeft, space.no, TrayCode.left.rawValue))
    }
    return try ownStreams(of: space, connection).reduce(0) { sum, stream in
      sum + Int(stream.counter - min(stream.acknowledged, stream.counter))
    }
  }

  /// Contributions in the outbox of a space that this person has no right to any more.
  /// - Complexity: in proportion to that outbox.
  static func stranded(in space: SpaceRow, _ connection: Connection) throws(ReplicaError) -> Int {
    guard !space.role.mayRead else { return 0 }
    if space.left != nil {
      return Int(try connection.number(.countLeftDocuments, space.no, TrayCode.left.rawValue))
    }
    return Int(try connection.number(.countOutbox, space.no))
  }

  /// At the region's position and with the region's digest, as last heard, and nothing is disputed,
  /// kept here alone, or waits for somebody's yes: what has no effect yet does not show in a digest.
  static func isCurrent(
    _ space: SpaceRow, _ budget: SyncBudget, _ connection: Connection
  ) throws(ReplicaError) -> Bool {
    guard space.cursor != nil, space.bootstrap == nil, space.position == space.headPosition,
      space.digest == space.headDigest
    else { return false }
    guard try !isUnadmitted(space, connection), try unadmittedOfOthers(in: space, connection) == 0
    else { return false }
    guard try disputedStreams(in: space, connection).isEmpty,
      try !hasHandIns(in: space, budget, connection)
    else { return false }
    return try unsendable(in: space, budget, connection) == 0
  }
}
