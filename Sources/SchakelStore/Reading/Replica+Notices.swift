import SchakelCore

extension SQL {
  static let allNotices = SQL(
    sealing: """
      SELECT no, document, \(opened: .noticeField), writer, counter, place, sort, person, others, change, noticed, seen
      FROM notices WHERE seen <= ? ORDER BY no DESC
      """)
  static let markNoticeSeen = SQL("UPDATE notices SET seen = 1 WHERE no = ?")
  static let deleteOldNotices = SQL("DELETE FROM notices WHERE seen = 1 AND noticed < ?")
}

extension Replica {
  /// Seen notices go after so many milliseconds: thirty days.
  static let noticeAge: UInt64 = 30 * 86_400_000

  /// What became of versions that the person with this device wrote: new ones, and for thirty days
  /// those that were marked as seen. The last noticed first.
  /// - Complexity: in proportion to what it returns.
  public func notices() throws(ReplicaError) -> [VersionNotice] {
    try notices(andSeen: true)
  }

  /// How many of ``notices()`` were not marked as seen.
  public var newNoticeCount: Int {
    get throws(ReplicaError) { try notices(andSeen: false).count }
  }

  private func notices(andSeen: Bool) throws(ReplicaError) -> [VersionNotice] {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      var notices: [VersionNotice] = []
      for row in try reader.noticeRows(andSeen: andSeen) {
        if let notice = try reader.notice(row) { notices.append(notice) }
      }
      return notices
    }
  }

  /// The person has been shown these.
  public func markSeen(_ notices: [VersionNotice]) throws(ReplicaError) {
    guard notices.contains(where: \.isNew) else { return }
    try write { transaction throws(ReplicaError) in
      let now = transaction.environment.now()
      try transaction.run { () throws(SQLiteError) in
        for notice in notices where notice.isNew {
          try transaction.connection[.markNoticeSeen].run(notice.id)
        }
        try transaction.connection[.deleteOldNotices].run(Int64(now - min(now, Self.noticeAge)))
      }
    }
  }
}

extension DocumentReader {
  fileprivate struct NoticeRow {
    let no: Int64
    let document: DocumentID
    let field: Name
    let dot: Dot
    let index: Int
    let sort: VersionNotice.Sort
    let person: PersonID
    let others: [PersonID]
    let change: ChangeKey?
    let noticed: UInt64
    let isSeen: Bool
  }

  fileprivate func noticeRows(andSeen: Bool) throws(ReplicaError) -> [NoticeRow] {
    try connection.rows(.allNotices, andSeen) { row throws(SQLiteError) in
      let counter = try row.natural(at: 4, upTo: Limits.counter)
      return NoticeRow(
        no: try row.int64(at: 0), document: try row.documentID(at: 1),
        field: Name(try row.text(at: 2)),
        dot: Dot(writer: try row.writer(at: 3), counter: counter),
        index: Int(try row.int64(at: 5)), sort: try row.code(at: 6),
        person: PersonID(rawValue: try row.bits(at: 7)),
        others: try row.blob(at: 8).chunked(by: 8).map { PersonID(rawValue: $0) },
        change: try row.int64IfPresent(at: 9).map(ChangeKey.init(rawValue:)),
        noticed: try row.natural(at: 10), isSeen: try row.int64(at: 11) == 1)
    }
  }

  /// nil where the contribution is not here any more, and where a version that gave way is gone: its
  /// writer has gone on from there.
  fileprivate func notice(_ row: NoticeRow) throws(ReplicaError) -> VersionNotice? {
    guard let document = try self.row(row.document) else { return nil }
    let isThere = document.state.siblings(of: row.field).contains {
      $0.dot == row.dot && $0.index == row.index
    }
    guard isThere || row.sort != .gaveWay else { return nil }
    let space = try space(no: document.space)
    let receipts = try receipts(for: document.state, in: document.space)
    return VersionNotice(
      id: row.no, document: row.document, space: DocumentSpace(id: space.id, name: space.name),
      title: Heading(of: document.state, receipts: receipts).titles.first ?? "", field: row.field,
      sort: row.sort, by: try author(row.person),
      others: try row.others.map { person throws(ReplicaError) in try author(person) },
      reason: try row.change.flatMap { key throws(ReplicaError) in
        try reason(of: key, in: row.document, by: row.person)
      }, noticed: row.noticed, isNew: !row.isSeen)
  }

  /// What the change says, if it is the one that is meant: another may have got its dot.
  private func reason(
    of key: ChangeKey, in document: DocumentID, by person: PersonID
  ) throws(ReplicaError) -> String? {
    let stored = try connection.row(.changeWithWriter, key.rawValue) { row throws(SQLiteError) in
      (writer: Writer(bytes: try row.blob(at: 0)), bytes: try row.blob(at: 1))
    }
    guard let stored, let writer = stored.writer,
      let change = try? Change(encoded: stored.bytes, writer: writer),
      change.header.document == document, change.header.author == person
    else { return nil }
    return change.content?.reason
  }
}

extension SQL {
  fileprivate static let changeWithWriter = SQL(
    sealing: """
      SELECT t.writer, \(opened: .changeBytes, "c") FROM changes c JOIN streams t ON t.no = c.key >> 40
      WHERE c.key = ?
      """)
}

extension [UInt8] {
  /// Numbers of so many bytes each, most significant first.
  fileprivate func chunked(by size: Int) -> [UInt64] {
    stride(from: 0, to: count - count % size, by: size).map { start in
      self[start..<start + size].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
