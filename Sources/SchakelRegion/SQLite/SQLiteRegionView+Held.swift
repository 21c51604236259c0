import SchakelCore
import SchakelStore

// What came of devices that were out of use, and what of theirs was taken before.
extension SQLiteRegionView {
  func heldChanges(
    in space: Int64, after position: UInt64, limit: Int
  ) throws(RegionError) -> [HeldChange] {
    try all(
      .heldChanges, Schema.key(space, position), Schema.key(space + 1, 0), Int64(limit)
    ) { row throws(SQLiteError) in
      HeldChange(
        position: Schema.number(of: try row.int64(at: 0)),
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

  func heldCount(in space: Int64) throws(RegionError) -> UInt64 {
    try first(.heldCount, Schema.key(space, 0), Schema.key(space + 1, 0)) {
      row throws(SQLiteError) in try row.count(at: 0)
    } ?? 0
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
    try run(
      .addHeld, Schema.key(space, held.position), held.dot.writer.replica.stored,
      held.dot.writer.incarnation.rawValue, held.dot.counter.stored, Int64(held.check),
      held.received.stored, held.bytes)
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
  fileprivate static let heldChanges = SQL(
    """
    SELECT key, replica, incarnation, counter, check4, received, bytes FROM held
    WHERE key > ? AND key < ? AND outcome IS NULL ORDER BY key LIMIT ?
    """)
  fileprivate static let heldCount = SQL(
    "SELECT count(*) FROM held WHERE key > ? AND key < ? AND outcome IS NULL")
  fileprivate static let heldBytes = SQL(
    "SELECT coalesce(sum(length(bytes)), 0) FROM held WHERE replica = ?")
  fileprivate static let acceptedTips = SQL(
    """
    SELECT incarnation, counter, tip FROM accepted WHERE space = ? AND replica = ?
    ORDER BY incarnation
    """)
  fileprivate static let addHeld = SQL(
    """
    INSERT INTO held (key, replica, incarnation, counter, check4, received, bytes)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let decideHeld = SQL(
    """
    UPDATE held SET outcome = ?1, decided_by = ?2, decided = ?3, bytes = NULL
    WHERE replica = ?4 AND incarnation = ?5 AND counter = ?6 AND key > ?7 AND key < ?8
      AND outcome IS NULL AND check4 = coalesce(?9, check4)
    """)
  fileprivate static let saveAccepted = SQL(
    """
    INSERT INTO accepted (space, replica, incarnation, counter, tip) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET counter = excluded.counter, tip = excluded.tip
    WHERE excluded.counter > counter
    """)
}
