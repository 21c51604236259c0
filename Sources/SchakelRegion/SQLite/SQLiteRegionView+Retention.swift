import SchakelCore
import SchakelStore

// How long things are kept, and what was seen to be due.
extension SQLiteRegionView {
  func retentionTerms() throws(RegionError) -> [RetentionRecord] {
    try all(.retentionTerms) { row throws(SQLiteError) in
      RetentionRecord(
        space: try row.spaceNumber(at: 0), kind: Name(try row.text(at: 1)),
        days: try row.countIfPresent(at: 2), decidedBy: try row.identifier(at: 3),
        decided: try row.milliseconds(at: 4))
    }
  }

  func retentionPreview() throws(RegionError) -> RetentionPreviewRecord? {
    try first(.retentionPreview) { row throws(SQLiteError) in
      RetentionPreviewRecord(
        token: try row.digest(at: 0), time: try row.milliseconds(at: 1),
        epoch: try row.identifier(at: 2), terms: try row.digest(at: 3))
    }
  }

  func retentionDue() throws(RegionError) -> [RetentionPlace] {
    try all(.retentionDue) { row throws(SQLiteError) in
      let key = try row.int64(at: 0)
      return RetentionPlace(
        space: Schema.space(of: key), document: Schema.number(of: key),
        latest: try row.count(at: 1))
    }
  }

  func retentionDaily() throws(RegionError) -> RetentionDaily? {
    try first(.retentionDaily) { row throws(SQLiteError) in
      RetentionDaily(
        person: try row.identifier(at: 0), ground: try row.text(at: 1),
        since: try row.milliseconds(at: 2), lastRun: try row.milliseconds(at: 3),
        epoch: try row.identifier(at: 4), terms: try row.digest(at: 5))
    }
  }
}

extension SQLiteRegionTransaction {
  func save(_ term: RetentionRecord) throws(RegionError) {
    try run(
      .saveTerm, term.space, term.kind.text, term.days?.stored, term.decidedBy.stored,
      term.decided.stored)
  }

  func save(
    _ preview: RetentionPreviewRecord, due: [RetentionPlace]
  ) throws(RegionError) {
    try removeRetentionPreview()
    try run(
      .savePreview, preview.token.bytes, preview.time.stored, preview.epoch.stored,
      preview.terms.bytes)
    for place in due {
      try run(.addDue, Schema.key(place.space, place.document), place.latest.stored)
    }
  }

  func removeRetentionPreview() throws(RegionError) {
    try run(.removePreview)
    try run(.removeAllDue)
  }

  func removeRetentionDue(_ places: [RetentionPlace]) throws(RegionError) {
    for place in places { try run(.removeDue, Schema.key(place.space, place.document)) }
  }

  func save(_ daily: RetentionDaily?) throws(RegionError) {
    try run(.removeDaily)
    guard let daily else { return }
    try run(
      .saveDaily, daily.person.stored, daily.ground, daily.since.stored, daily.lastRun.stored,
      daily.epoch.stored, daily.terms.bytes)
  }
}

extension SQL {
  fileprivate static let retentionTerms = SQL(
    "SELECT space, kind, days, decided_by, decided FROM retention ORDER BY space, kind")
  fileprivate static let retentionPreview = SQL(
    "SELECT token, time, epoch, terms FROM retention_preview")
  fileprivate static let retentionDue = SQL("SELECT key, latest FROM retention_due ORDER BY key")
  fileprivate static let retentionDaily = SQL(
    "SELECT person, ground, since, last_run, epoch, terms FROM retention_daily")

  fileprivate static let saveTerm = SQL(
    """
    INSERT INTO retention (space, kind, days, decided_by, decided) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET days = excluded.days, decided_by = excluded.decided_by,
      decided = excluded.decided
    """)
  fileprivate static let savePreview = SQL(
    "INSERT INTO retention_preview (one, token, time, epoch, terms) VALUES (1, ?, ?, ?, ?)")
  fileprivate static let removePreview = SQL("DELETE FROM retention_preview")
  fileprivate static let addDue = SQL("INSERT INTO retention_due (key, latest) VALUES (?, ?)")
  fileprivate static let removeDue = SQL("DELETE FROM retention_due WHERE key = ?")
  fileprivate static let removeAllDue = SQL("DELETE FROM retention_due")
  fileprivate static let saveDaily = SQL(
    """
    INSERT INTO retention_daily (one, person, ground, since, last_run, epoch, terms)
    VALUES (1, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let removeDaily = SQL("DELETE FROM retention_daily")
}
