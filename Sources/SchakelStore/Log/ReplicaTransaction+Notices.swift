import SchakelCore

extension SQL {
  private static let noticeColumns = """
    space, document, field, writer, counter, place, sort, person, others, change, noticed
    """
  /// Of one version the last that happened to it counts; what was told already is not told again.
  ///
  /// A sealed field is never the same twice, so that no index can tell whether there is a row: the
  /// few of the version are looked through.
  static let insertNotice = SQL(
    """
    INSERT INTO notices(\(noticeColumns))
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT(document, field, writer, counter, place) DO UPDATE SET
      sort = excluded.sort, person = excluded.person, others = excluded.others,
      change = excluded.change, noticed = excluded.noticed, seen = 0
    WHERE excluded.sort <> sort OR excluded.person <> person
    """,
    sealed: sealedNotice.sealed)
  private static let noticesOfVersion: SQLText = """
    FROM notices WHERE document = ?2 AND writer = ?4 AND counter = ?5 AND place = ?6
      AND \(opened: .noticeField) = ?3
    """
  private static let sealedNotice: SQLText = """
    INSERT OR REPLACE INTO notices(no, \(noticeColumns))
    SELECT (SELECT no \(noticesOfVersion)), ?1, ?2,
      \(sealed: .noticeField, "?3", "?2", "?4", "?5", "?6"), ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
    WHERE NOT EXISTS (SELECT 1 \(noticesOfVersion) AND sort = ?7 AND person = ?8)
    """
  static let forgetNoticesOfSpace = SQL("DELETE FROM notices WHERE space = ?")
  static let forgetNoticesOfDocument = SQL("DELETE FROM notices WHERE document = ?")
  static let forgetNoticesOfChange = SQL(
    """
    DELETE FROM notices
    WHERE document = ?1 AND ((writer = ?2 AND counter = ?3) OR change IN (
      SELECT t.no << 40 | ?3 FROM streams t WHERE t.space = notices.space AND t.writer = ?2))
    """)
}

extension ReplicaTransaction {
  /// Notes what became of what the person wrote, after somebody else's change was applied.
  func note(
    _ stakes: Stakes, after incoming: IncomingChange, in document: DocumentRow
  ) throws(ReplicaError) {
    let no = document.space
    let fates = try stakes.fates(after: incoming.change, in: document.state) {
      dots throws(ReplicaError) in try receipts(of: dots, in: no)
    }
    for fate in fates { try note(fate, of: document, by: incoming.key) }
  }

  /// The same, after a state from the region took the place of the one that was here.
  func noteFates(
    from before: DocumentState, in document: DocumentRow
  ) throws(ReplicaError) {
    guard let person = identity.person,
      let stakes = Stakes(in: before, for: person, fields: before.contentFields.lazy.map(\.name))
    else { return }
    let no = document.space
    let fates = try stakes.fates(after: document.state) { dots throws(ReplicaError) in
      try receipts(of: dots, in: no)
    }
    for fate in fates where try !isVoid(fate.version.dot, in: no) {
      try note(fate, of: document, by: nil)
    }
  }

  private func receipts(
    of dots: Set<Dot>, in space: Int64
  ) throws(ReplicaError) -> Receipts {
    try run { () throws(SQLiteError) in try connection.receipts(of: dots, in: space) }
  }

  /// Whether a change was refused: its content is in the tray, which tells more.
  private func isVoid(_ dot: Dot, in no: Int64) throws(ReplicaError) -> Bool {
    guard let stream = try existingStream(of: dot.writer, in: try space(no: no))
    else { return false }
    return try voidLink(ChangeKey(stream: stream.no, counter: dot.counter)) != nil
  }

  private func note(
    _ fate: Stakes.Fate, of document: DocumentRow, by key: ChangeKey?
  ) throws(ReplicaError) {
    let (id, space, now) = (document.id, document.space, environment.now())
    let version = fate.version
    try run { () throws(SQLiteError) in
      try connection[.insertNotice].run(
        space, id.bytes, fate.field.text, version.dot.writer.bytes,
        Int64(version.dot.counter), version.index, Int64(fate.sort.rawValue), fate.by.bytes,
        fate.others.flatMap(\.bytes), key?.rawValue, Int64(now))
    }
  }

  /// Nobody here may read the space any more.
  func forgetNotices(in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.forgetNoticesOfSpace].run(space.no) }
  }

  /// The document is not here any more.
  func forgetNotices(of id: DocumentID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.forgetNoticesOfDocument].run(id.bytes) }
  }

  /// What a change said was erased: nothing is left to tell of a version that it brought, nor of what
  /// it did.
  func forgetNotices(of dot: Dot, in id: DocumentID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.forgetNoticesOfChange].run(id.bytes, dot.writer.bytes, Int64(dot.counter))
    }
  }
}
