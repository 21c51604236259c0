public import SchakelCore

extension SQL {
  static let countDrafts = SQL("SELECT count(*) FROM drafts")
  static let countDeleted = SQL(
    "SELECT count(*) FROM documents WHERE marks <> 0 AND marks & 1 = 1 AND kind IS NOT NULL")
  static let countDocuments = SQL("SELECT sum(documents) FROM spaces")
  static let countShells = SQL("SELECT count(*) FROM documents WHERE marks <> 0 AND marks & 16")
  static let countConflicts = SQL(
    """
    SELECT count(*) FROM documents
    WHERE marks <> 0 AND marks & ? AND marks & 1 = 0 AND kind IS NOT NULL
    """)
  static let countWaiting = SQL("SELECT count(*) FROM waiting WHERE void_previous IS NULL")
  /// Of a few documents: which state each has.
  private static let unsettledDocuments: SQLText = """
    SELECT d.marks & 1, \(itemState) FROM documents d JOIN space_rows s ON s.no = d.space
    """
  /// Documents that changes in the outbox name, and those that have a problem: all that are not
  /// synchronised are among them.
  static let statesOfOutbox = SQL(
    sealing: """
      \(unsettledDocuments) WHERE d.kind IS NOT NULL AND d.no IN (
        SELECT c.document FROM space_rows o JOIN changes c
          ON c.key > o.stream << 40 | o.acknowledged
            AND c.key <= o.stream << 40 | \(ChangeKey.counterMask)
        UNION SELECT c.document FROM streams t JOIN changes c
          ON c.key > t.no << 40 | t.acknowledged AND c.key <= t.no << 40 | t.counter
          WHERE t.own = 1
        UNION SELECT no FROM documents WHERE id IN (
          SELECT document FROM tray UNION SELECT document FROM waiting WHERE void_previous IS NULL
          UNION SELECT document FROM rebuilds)
        UNION \(forkedDocuments))
      """)
  static let allForks = SQL(
    """
    SELECT s.id, f.writer, f.counter, max(f.noticed) AS latest
    FROM forks f JOIN space_rows s ON s.no = f.space
    GROUP BY f.space, f.writer, f.counter ORDER BY latest DESC, max(f.no) DESC
    """)
}

extension Replica {
  /// How this replica stands.
  /// - Complexity: in proportion to what is not synchronised and to what awaits a person, not to
  ///   what is in the database.
  public func status() throws(ReplicaError) -> ReplicaStatus {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      let identity = try Self.storedIdentity(connection)
      return ReplicaStatus(
        identity: identity ?? self.identity, owner: try reader.owner(),
        deviceName: try Meta.text(.deviceName, in: connection),
        server: try Meta.text(.server, in: connection),
        enrolledAt: try Meta.integer(.enrolledAt, in: connection).map { UInt64(bitPattern: $0) },
        counts: try reader.counts(), spaces: try reader.spaceStatus(), tray: try reader.tray(),
        forks: try reader.forks(),
        waitingForOthers: Int(try connection.number(.countWaiting))
          + (try Self.countEarly(at: environment.now(), connection)),
        conflicts: Int(
          try connection.number(.countConflicts, DocumentRow.Marks.unsettled.rawValue)),
        ownConflicts: try Self.countConflictsOfOwner(connection),
        pastChanges: Int(try connection.number(.countPastChanges)),
        refusedCheckpoints: Int(try connection.number(.countRefusedCheckpoints)))
    }
  }

  /// The person that uses this device; nil before enrolment.
  public func owner() throws(ReplicaError) -> Author? {
    try read { connection throws(ReplicaError) in try DocumentReader(connection).owner() }
  }

  /// Somebody, with the name that this device knows.
  public func author(_ person: PersonID) throws(ReplicaError) -> Author {
    try read { connection throws(ReplicaError) in try DocumentReader(connection).author(person) }
  }

  /// Remembers the region's address, as a person would read it.
  public func rememberServer(_ address: String) throws(ReplicaError) {
    try remember(.server, address)
  }

  /// Remembers what the person calls this device.
  public func rememberDeviceName(_ name: String) throws(ReplicaError) {
    try remember(.deviceName, name)
  }

  private func remember(_ key: Meta, _ text: String) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try Meta.write(key, Array(text.utf8), in: transaction.connection)
    }
  }
}

extension DocumentReader {
  fileprivate func counts() throws(ReplicaError) -> ReplicaStatus.Counts {
    var counts = ReplicaStatus.Counts()
    counts.drafts = Int(try connection.number(.countDrafts))
    counts.deleted = Int(try connection.number(.countDeleted))
    let all = Int(try connection.number(.countDocuments))
    let shells = Int(try connection.number(.countShells))
    let unsettled = try connection.rows(.statesOfOutbox) { row throws(SQLiteError) in
      (isDeleted: try row.int64(at: 0) == 1, state: ItemState(rawValue: Int(try row.int64(at: 1))))
    }
    for document in unsettled where !document.isDeleted {
      if document.state == .onThisDevice { counts.onThisDevice += 1 }
      if document.state == .problem { counts.problem += 1 }
    }
    counts.synchronised = all - shells - counts.deleted - counts.onThisDevice - counts.problem
    return counts
  }

  fileprivate func spaceStatus() throws(ReplicaError) -> [ReplicaStatus.Space] {
    var status: [ReplicaStatus.Space] = []
    for space in try Replica.allSpaces(connection) {
      let waiting = try Replica.waiting(in: space, connection)
      let isCurrent = try Replica.isCurrent(space, SyncBudget(), connection)
      status.append(
        ReplicaStatus.Space(
          id: space.id, name: space.name, role: space.role, documents: Int(space.documents),
          waiting: waiting, stranded: try Replica.stranded(in: space, connection), left: space.left,
          synchronisedAt: space.synchronisedAt, isSynchronised: waiting == 0 && isCurrent,
          differs: space.difference != nil,
          unsendable: try Replica.unsendable(in: space, SyncBudget(), connection),
          isUnadmitted: try Replica.isUnadmitted(space, connection),
          unadmitted: try Replica.unadmittedOfOthers(in: space, connection),
          held: Int(clamping: space.held)))
    }
    return status
  }

  fileprivate func forks() throws(ReplicaError) -> [ReplicaStatus.Fork] {
    try connection.rows(.allForks) { row throws(SQLiteError) -> ReplicaStatus.Fork? in
      guard let writer = Writer(bytes: try row.blob(at: 1)) else { return nil }
      return ReplicaStatus.Fork(
        space: SpaceID(rawValue: try row.bits(at: 0)),
        dot: Dot(writer: writer, counter: try row.natural(at: 2, upTo: Limits.counter)),
        noticed: try row.natural(at: 3))
    }.compactMap(\.self)
  }
}
