import SchakelCore
import SchakelStore

// What came of devices that were out of use, and what of theirs was taken before.
extension SQLiteRegionView {
  func heldChanges(
    in space: Int64, after position: UInt64, limit: Int, all: Bool
  ) throws(RegionError) -> [HeldChange] {
    try self.all(
      all ? .keptChanges : .heldChanges, Schema.key(space, position), Schema.key(space + 1, 0),
      Int64(limit)
    ) { row throws(SQLiteError) in
      HeldChange(
        position: Schema.number(of: try row.int64(at: 0)),
        document: try row.document(at: 7),
        dot: Dot(
          writer: Writer(
            replica: try row.identifier(at: 1),
            incarnation: Incarnation(
              rawValue: UInt32(truncatingIfNeeded: try row.int64(at: 2)))),
          counter: try row.count(at: 3)),
        check: UInt32(truncatingIfNeeded: try row.int64(at: 4)),
        received: try row.milliseconds(at: 5), bytes: try row.blob(at: 6))
    }
  }

  func heldDecisions(
    by person: PersonID, in space: Int64
  ) throws(RegionError) -> [(outcome: HeldOutcome, position: UInt64, time: UInt64)] {
    try all(
      .heldDecisionsBy, Schema.key(space, 0), Schema.key(space + 1, 0), person.stored
    ) { row throws(SQLiteError) in
      (
        outcome: HeldOutcome(rawValue: try row.int64(at: 1)) ?? .awaiting,
        position: Schema.number(of: try row.int64(at: 0)), time: try row.milliseconds(at: 2)
      )
    }
  }

  func heldCount(in space: Int64, upTo most: UInt64) throws(RegionError) -> UInt64 {
    try first(.heldCount, Schema.key(space, 0), Schema.key(space + 1, 0), most.stored) {
      row throws(SQLiteError) in try row.count(at: 0)
    } ?? 0
  }

  func heldOutcome(
    of dot: Dot, check: UInt32, in space: Int64
  ) throws(RegionError) -> HeldOutcome? {
    try first(
      .heldOutcome, dot.writer.replica.stored, dot.writer.incarnation.rawValue, dot.counter.stored,
      Schema.key(space, 0), Schema.key(space + 1, 0), Int64(check)
    ) { row throws(SQLiteError) in HeldOutcome(rawValue: try row.int64(at: 0)) ?? .awaiting }
  }

  func successor(of document: DocumentID, in space: Int64) throws(RegionError) -> DocumentID? {
    try first(
      .heldSuccessor, document.bytes, Schema.key(space, 0), Schema.key(space + 1, 0)
    ) { row throws(SQLiteError) in try row.document(at: 0) }
  }

  func undecided(
    of stream: StreamRecord, beyond tip: UInt64, in space: Int64
  ) throws(RegionError) -> UInt64 {
    let writer = stream.writer
    let held = try first(
      .heldDecisions, writer.replica.stored, writer.incarnation.rawValue, stream.counter.stored,
      Schema.key(space, 0), Schema.key(space + 1, 0), tip.stored
    ) { row throws(SQLiteError) in (decided: try row.count(at: 0), before: try row.count(at: 1)) }
    let refused = stream.counter - min(stream.counter, tip)
    return refused - min(refused, held?.decided ?? 0) + (held?.before ?? 0)
  }

  func heldBytes(of replica: ReplicaID) throws(RegionError) -> Int {
    try first(.heldBytes, replica.stored) { row throws(SQLiteError) in
      Int(clamping: try row.int64(at: 0))
    } ?? 0
  }

  func acceptedTips(
    of replica: ReplicaID, in space: Int64
  ) throws(RegionError) -> [StreamTip] {
    try all(.acceptedTips, space, replica.stored) { row throws(SQLiteError) in
      StreamTip(
        writer: Writer(
          replica: replica,
          incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: try row.int64(at: 0)))),
        counter: try row.count(at: 1), tip: try row.digest(at: 2))
    }
  }
}

extension SQLiteRegionTransaction {
  func add(_ held: HeldChange, in space: Int64) throws(RegionError) {
    let known = try heldOutcome(of: held.dot, check: held.check, in: space)
    if let known, known == .released || known == .promised {
      return try run(
        .placeHeld, held.document.bytes, held.dot.writer.replica.stored,
        held.dot.writer.incarnation.rawValue, held.dot.counter.stored, Schema.key(space, 0),
        Schema.key(space + 1, 0), Int64(held.check), held.bytes)
    }
    try run(
      .addHeld, Schema.key(space, held.position), held.dot.writer.replica.stored,
      held.dot.writer.incarnation.rawValue, held.dot.counter.stored, Int64(held.check),
      held.received.stored, held.document.bytes, held.bytes)
  }

  func add(_ release: HeldRelease, in space: Int64) throws(RegionError) {
    let outcome = release.waits ? HeldOutcome.promised : .released
    let dot = release.dot
    if try heldOutcome(of: dot, check: release.check, in: space) == nil {
      // It comes after what it was said again in: the region was put back.
      try run(
        .addRelease, Schema.key(space, release.position), dot.writer.replica.stored,
        dot.writer.incarnation.rawValue, dot.counter.stored, Int64(release.check),
        release.received.stored, outcome.rawValue, release.person.stored, release.received.stored,
        release.document?.bytes)
    } else {
      _ = try decide(
        dot, check: release.check, as: outcome, by: release.person, at: release.received, in: space)
      try run(
        .succeedHeld, release.document?.bytes, dot.writer.replica.stored,
        dot.writer.incarnation.rawValue, dot.counter.stored, Schema.key(space, 0),
        Schema.key(space + 1, 0), Int64(release.check), Schema.key(space, release.position))
    }
  }

  func settleRelease(
    at position: UInt64, by person: PersonID, time: UInt64, in space: Int64
  ) throws(RegionError) -> Bool {
    try run(.settleRelease, Schema.key(space, position), person.stored, time.stored)
    return connection.changes > 0
  }

  func pass(
    releaseAt earlier: UInt64, to release: HeldRelease, in space: Int64
  ) throws(RegionError) {
    try run(
      .passRelease, Schema.key(space, earlier), Schema.key(space, release.position),
      release.document?.bytes, release.person.stored, release.received.stored)
    guard !release.waits else { return }
    _ = try settleRelease(
      at: release.position, by: release.person, time: release.received, in: space)
  }

  func takeBackRelease(at position: UInt64, in space: Int64) throws(RegionError) {
    try run(.forgetRelease, Schema.key(space, position))
    try run(.takeBackRelease, Schema.key(space, position))
  }

  func decide(
    _ dot: Dot, check: UInt32?, as outcome: HeldOutcome, by person: PersonID?, at time: UInt64,
    in space: Int64
  ) throws(RegionError) -> Bool {
    try run(
      .decideHeld, outcome.rawValue, person?.stored, time.stored, dot.writer.replica.stored,
      dot.writer.incarnation.rawValue, dot.counter.stored, Schema.key(space, 0),
      Schema.key(space + 1, 0), check.map(Int64.init))
    return connection.changes > 0
  }

  func save(accepted tips: [StreamTip], in space: Int64) throws(RegionError) {
    for tip in tips {
      try run(
        .saveAccepted, space, tip.writer.replica.stored, tip.writer.incarnation.rawValue,
        tip.counter.stored, tip.tip.bytes)
    }
  }
}

extension SQL {
  private static let columns =
    "key, replica, incarnation, counter, check4, received, bytes, document"
  /// One dot in one space: the space's first key, that of the next one, and the check come after it.
  private static let named = """
    replica = ?2 AND incarnation = ?3 AND counter = ?4 AND key > ?5 AND key < ?6 AND check4 = ?7
    """
  fileprivate static let heldChanges = SQL(
    """
    SELECT \(columns) FROM held
    WHERE key > ? AND key < ? AND outcome = 0 AND bytes IS NOT NULL ORDER BY key LIMIT ?
    """)
  fileprivate static let keptChanges = SQL(
    """
    SELECT \(columns) FROM held WHERE key > ? AND key < ? AND bytes IS NOT NULL ORDER BY key LIMIT ?
    """)
  fileprivate static let heldDecisionsBy = SQL(
    """
    SELECT key, outcome, decided FROM held
    WHERE key > ? AND key < ? AND decided_by = ? AND decided IS NOT NULL ORDER BY key
    """)
  fileprivate static let heldCount = SQL(
    """
    SELECT count(*) FROM (
      SELECT 1 FROM held WHERE key > ? AND key < ? AND outcome = 0 AND bytes IS NOT NULL LIMIT ?)
    """)
  fileprivate static let heldOutcome = SQL(
    """
    SELECT outcome FROM held WHERE replica = ? AND incarnation = ? AND counter = ? AND key > ?
      AND key < ? AND check4 = ? ORDER BY key DESC LIMIT 1
    """)
  fileprivate static let heldSuccessor = SQL(
    """
    SELECT successor FROM held WHERE document = ? AND successor IS NOT NULL AND key > ? AND key < ?
    ORDER BY key DESC LIMIT 1
    """)
  /// Those that were decided on past a counter, and those up to it that were not.
  fileprivate static let heldDecisions = SQL(
    """
    SELECT count(*) FILTER (WHERE counter > ?6 AND outcome IN (1, 2, 3)),
      count(*) FILTER (WHERE counter <= ?6 AND outcome IN (0, 4))
    FROM held
    WHERE replica = ?1 AND incarnation = ?2 AND counter <= ?3 AND key > ?4 AND key < ?5
    """)
  fileprivate static let heldBytes = SQL(
    "SELECT coalesce(sum(length(bytes)), 0) FROM held WHERE replica = ?")
  fileprivate static let acceptedTips = SQL(
    """
    SELECT incarnation, counter, tip FROM accepted WHERE space = ? AND replica = ?
    ORDER BY incarnation
    """)
  fileprivate static let addHeld = SQL(
    """
    INSERT INTO held (key, replica, incarnation, counter, check4, received, document, bytes, outcome)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
    """)
  fileprivate static let addRelease = SQL(
    """
    INSERT INTO held (key, replica, incarnation, counter, check4, received, outcome, decided_by,
      decided, successor, release_key)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?1)
    """)
  fileprivate static let placeHeld = SQL(
    """
    UPDATE held SET document = ?1, bytes = CASE outcome WHEN 4 THEN ?8 END WHERE \(named)
    """)
  fileprivate static let succeedHeld = SQL(
    "UPDATE held SET successor = ?1, release_key = ?8 WHERE \(named)")
  fileprivate static let settleRelease = SQL(
    """
    UPDATE held SET outcome = 1, decided_by = ?2, decided = ?3, bytes = NULL
    WHERE release_key = ?1 AND outcome IN (2, 4)
    """)
  /// What was let go is so until the words are there.
  fileprivate static let passRelease = SQL(
    """
    UPDATE held SET release_key = ?2, successor = ?3, outcome = iif(outcome = 2, 2, 4),
      decided_by = iif(outcome = 2, decided_by, ?4), decided = iif(outcome = 2, decided, ?5)
    WHERE release_key = ?1 AND outcome IN (0, 2, 4)
    """)
  /// What it was to say again has not come yet: there is nothing to be held.
  fileprivate static let forgetRelease = SQL(
    "DELETE FROM held WHERE release_key = ? AND outcome = 4 AND bytes IS NULL")
  /// What was let go or erased meanwhile stays so.
  fileprivate static let takeBackRelease = SQL(
    """
    UPDATE held SET outcome = iif(outcome = 4, 0, outcome), successor = NULL,
      decided_by = iif(outcome = 4, NULL, decided_by), decided = iif(outcome = 4, NULL, decided)
    WHERE release_key = ?1
    """)
  fileprivate static let decideHeld = SQL(
    """
    UPDATE held SET outcome = ?1, decided_by = ?2, decided = ?3,
      bytes = CASE ?1 WHEN 4 THEN bytes END
    WHERE replica = ?4 AND incarnation = ?5 AND counter = ?6 AND key > ?7 AND key < ?8
      AND check4 = coalesce(?9, check4)
      AND (outcome = 0 OR outcome = 2 AND ?1 = 1 OR outcome = 4 AND ?1 IN (1, 3))
    """)
  fileprivate static let saveAccepted = SQL(
    """
    INSERT INTO accepted (space, replica, incarnation, counter, tip) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET counter = excluded.counter, tip = excluded.tip
    WHERE excluded.counter > counter
    """)
}

extension Row {
  fileprivate func document(at column: Int) throws(SQLiteError) -> DocumentID {
    guard let id = DocumentID(bytes: try blob(at: column)) else {
      throw SQLiteError.senseless("a document's id has the wrong length")
    }
    return id
  }
}
