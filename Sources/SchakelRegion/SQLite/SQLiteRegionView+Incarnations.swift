import SchakelCore
import SchakelStore

extension SQLiteRegionView {
  func incarnations(of replica: ReplicaID) throws(RegionError) -> [IncarnationRecord] {
    try all(.incarnationsOfReplica, replica.stored, read: Self.incarnation)
  }

  func waitingIncarnations() throws(RegionError) -> [IncarnationRecord] {
    try all(.waitingIncarnations, read: Self.incarnation)
  }

  func admittedIncarnations() throws(RegionError) -> [IncarnationRecord] {
    try all(.admittedIncarnations, read: Self.incarnation)
  }

  private static func incarnation(
    _ row: borrowing Row
  ) throws(SQLiteError) -> IncarnationRecord {
    IncarnationRecord(
      writer: Writer(replica: try row.identifier(at: 0), incarnation: try row.incarnation(at: 1)),
      status: try row.code(at: 2),
      previous: try row.isNull(at: 3) ? nil : try row.incarnation(at: 3),
      seen: try row.milliseconds(at: 4), changes: try row.count(at: 5),
      decidedBy: try row.identifierIfPresent(at: 6), decided: try row.millisecondsIfPresent(at: 7))
  }
}

extension SQLiteRegionTransaction {
  func save(_ incarnation: IncarnationRecord) throws(RegionError) {
    try run(
      .saveIncarnation, incarnation.writer.replica.stored,
      incarnation.writer.incarnation.rawValue, Int64(incarnation.status.rawValue),
      incarnation.previous?.rawValue, incarnation.seen.stored, incarnation.changes.stored,
      incarnation.decidedBy?.stored, incarnation.decided?.stored)
  }
}

extension Row {
  fileprivate func incarnation(at column: Int) throws(SQLiteError) -> Incarnation {
    Incarnation(rawValue: UInt32(truncatingIfNeeded: try int64(at: column)))
  }
}

extension SQL {
  fileprivate static let incarnationColumns = """
    SELECT replica, incarnation, status, previous, seen, changes, decided_by, decided
    FROM incarnation
    """
  fileprivate static let incarnationsOfReplica = SQL(
    incarnationColumns + " WHERE replica = ? ORDER BY seen, incarnation")
  fileprivate static let waitingIncarnations = SQL(
    incarnationColumns + " WHERE status = 0 ORDER BY seen, replica, incarnation")
  fileprivate static let admittedIncarnations = SQL(
    incarnationColumns
      + " WHERE status = 1 AND previous IS NOT NULL ORDER BY seen, replica, incarnation")
  fileprivate static let saveIncarnation = SQL(
    """
    INSERT INTO incarnation
      (replica, incarnation, status, previous, seen, changes, decided_by, decided)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET status = excluded.status, changes = excluded.changes,
      decided_by = excluded.decided_by, decided = excluded.decided
    """)
}
