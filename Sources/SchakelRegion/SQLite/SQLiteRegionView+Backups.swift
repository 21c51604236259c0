import SchakelCore
import SchakelStore

extension SQLiteRegionView {
  func backups() throws(RegionError) -> [BackupRecord.Content: BackupRecord] {
    let rows = try all(.backups) { row throws(SQLiteError) in
      guard let content = BackupRecord.Content(rawValue: try row.int64(at: 0)) else {
        throw SQLiteError.senseless("a backup is of an unknown sort")
      }
      let record = BackupRecord(
        attempted: try row.milliseconds(at: 1), done: try row.millisecondsIfPresent(at: 2),
        next: try row.millisecondsIfPresent(at: 3),
        problem: try row.isNull(at: 4) ? nil : try row.text(at: 4))
      return (content, record)
    }
    return Dictionary(rows) { first, _ in first }
  }
}

extension SQLiteRegionTransaction {
  func save(_ backup: BackupRecord, of content: BackupRecord.Content) throws(RegionError) {
    try run(
      .saveBackup, content.rawValue, backup.attempted.stored, backup.done?.stored,
      backup.next?.stored, backup.problem)
  }
}

extension SQL {
  fileprivate static let backups = SQL(
    "SELECT content, attempted, done, next, problem FROM backup")
  fileprivate static let saveBackup = SQL(
    "INSERT OR REPLACE INTO backup (content, attempted, done, next, problem) VALUES (?, ?, ?, ?, ?)"
  )
}
