import SchakelCore
import SchakelStore

// What is on record. Ids are compared as SQLite's signed integers, in the list's order too, so that
// the list goes on where it stopped.
extension SQLiteRegionView {
  func conflicts(
    in space: Int64, after place: ConflictPlace, onlyOpen: Bool,
    visit: (ConflictRecord) throws(RegionError) -> Bool
  ) throws(RegionError) {
    try walk(
      onlyOpen ? .openConflicts : .conflicts, space, place.found.stored, place.field.text,
      place.id.ordered
    ) { row throws(RegionError) in
      try visit(try carrying { () throws(SQLiteError) in try Self.conflict(row) })
    }
  }

  func conflict(
    _ id: ConflictID
  ) throws(RegionError) -> (record: ConflictRecord, space: Int64)? {
    try first(.conflictByID, id.ordered) { row throws(SQLiteError) in
      (record: try Self.conflict(row), space: try row.spaceNumber(at: 1))
    }
  }

  func openConflicts(in space: Int64) throws(RegionError) -> UInt64 {
    try first(.countOpen, space) { row throws(SQLiteError) in try row.count(at: 0) } ?? 0
  }

  private static func conflict(_ row: borrowing Row) throws(SQLiteError) -> ConflictRecord {
    let bytes = try row.blob(at: 0)
    guard let record = try? ConflictRecord(encoded: bytes) else {
      throw SQLiteError.senseless("a record of a conflict cannot be read")
    }
    return record
  }
}

extension SQLiteRegionTransaction {
  func save(_ conflict: ConflictRecord, in space: Int64) throws(RegionError) {
    try run(
      .saveConflict, space, conflict.found.position.stored, conflict.field.text,
      conflict.id.ordered, conflict.isOpen ? 1 : 0, Int64(conflict.severity.rawValue),
      conflict.encoded)
  }
}

extension ConflictID {
  /// An integer of SQLite's that is in the order of the ids: the sign is turned over.
  var ordered: Int64 { Int64(bitPattern: rawValue ^ (1 << 63)) }
}

extension SQL {
  fileprivate static let after = """
    space = ? AND (found, field, id) > (?, ?, ?) ORDER BY found, field, id
    """
  fileprivate static let conflicts = SQL("SELECT record FROM conflict WHERE " + after)
  /// Left to itself SQLite would take the primary key, and look at what was settled too.
  fileprivate static let openConflicts = SQL(
    "SELECT record FROM conflict INDEXED BY conflict_open WHERE open = 1 AND " + after)
  fileprivate static let conflictByID = SQL("SELECT record, space FROM conflict WHERE id = ?")
  fileprivate static let countOpen = SQL(
    """
    SELECT count(*) FROM conflict INDEXED BY conflict_awaited
    WHERE space = ? AND open = 1 AND severity = 1
    """)
  fileprivate static let saveConflict = SQL(
    """
    INSERT INTO conflict (space, found, field, id, open, severity, record)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (space, found, field, id) DO UPDATE
    SET open = excluded.open, severity = excluded.severity, record = excluded.record
    """)
}
