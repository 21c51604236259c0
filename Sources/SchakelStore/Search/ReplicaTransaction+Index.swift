import SchakelCore

extension SQL {
  static let insertIndexed = SQL("INSERT INTO search(rowid, title, text) VALUES (?, ?, ?)")
  static let indexedText = SQL("SELECT title, text FROM search WHERE rowid = ?")
  static let newDocuments = SQL(
    "SELECT no, state FROM documents WHERE no > ? ORDER BY no LIMIT ?")
  static let changedDocuments = SQL(
    """
    SELECT u.document, d.state FROM unindexed u LEFT JOIN documents d ON d.no = u.document
    ORDER BY u.document LIMIT ?
    """)
  static let unmarkDocument = SQL("DELETE FROM unindexed WHERE document = ?")
  /// https://www.sqlite.org/fts5.html#the_optimize_command
  static let mergeIndex = SQL("INSERT INTO search(search) VALUES ('optimize')")
  static let unmarkUnindexed = SQL("DELETE FROM unindexed WHERE document <= ?")
}

extension ReplicaTransaction {
  /// Brings up to `limit` documents into the search index: those that it has and that changed
  /// since, then new ones.
  /// - Returns: how many it looked at; fewer than `limit` when none is left.
  func index(limit: Int) throws(ReplicaError) -> Int {
    let changed = try indexChanged(limit: limit)
    guard changed < limit else { return changed }
    return changed + (try indexNew(limit: limit - changed))
  }

  private func indexNew(limit: Int) throws(ReplicaError) -> Int {
    let first = try indexedUpTo()
    var last = first
    var count = 0
    let insert = try statement(.insertIndexed)
    try statement(.newDocuments).forEachRow(first, limit) { row throws(ReplicaError) in
      let (no, state) = try Self.numbered(row)
      if let text = state.flatMap(SearchText.init) { try Self.add(text, no, insert) }
      last = no
      count += 1
    }
    if count > 0 { try setIndexedUpTo(last) }
    return count
  }

  private func indexChanged(limit: Int) throws(ReplicaError) -> Int {
    var last: Int64 = 0
    var count = 0
    let insert = try statement(.insertIndexed)
    try statement(.changedDocuments).forEachRow(limit) { row throws(ReplicaError) in
      let (no, state) = try Self.numbered(row)
      let text = state.flatMap(SearchText.init)
      let old = try indexedText(no)
      if text != old {
        if old != nil { try remove(no) }
        if let text { try Self.add(text, no, insert) }
      }
      last = no
      count += 1
    }
    try run { () throws(SQLiteError) in try connection[.unmarkUnindexed].run(last) }
    return count
  }

  /// Brings these documents into the index at once, as far as they are in it, and merges all of its
  /// parts into one. Words that went out of a document, now or earlier, are else left in parts that
  /// only wait to be merged.
  func purgeIndex(of documents: [Int64]) throws(ReplicaError) {
    // Nothing of it is in the file, and saving the documents has marked them.
    guard !connection.isSealed else { return }
    let last = try indexedUpTo()
    let insert = try statement(.insertIndexed)
    for no in documents where no <= last {
      if try indexedText(no) != nil { try remove(no) }
      let state = try statement(.documentByNumber).first(no) { row throws(ReplicaError) in
        try DocumentRow(row).state
      }
      if let text = state.flatMap(SearchText.init) { try Self.add(text, no, insert) }
      try run { () throws(SQLiteError) in try connection[.unmarkDocument].run(no) }
    }
    try run { () throws(SQLiteError) in try connection[.mergeIndex].run() }
  }

  private static func numbered(
    _ row: borrowing Row
  ) throws(ReplicaError) -> (no: Int64, state: DocumentState?) {
    let no: Int64
    let bytes: [UInt8]?
    do throws(SQLiteError) {
      no = try row.int64(at: 0)
      bytes = try row.blobIfPresent(at: 1)
    } catch {
      throw ReplicaError(error)
    }
    guard let bytes else { return (no: no, state: nil) }
    do throws(CBORError) {
      return (no: no, state: try DocumentState(encoded: bytes))
    } catch {
      throw ReplicaError.damaged("document number \(no)", error)
    }
  }

  private static func add(
    _ text: SearchText, _ no: Int64, _ insert: Statement
  ) throws(ReplicaError) {
    do throws(SQLiteError) {
      try insert.run(no, text.title, text.text)
    } catch {
      throw ReplicaError(error)
    }
  }

  private func remove(_ no: Int64) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.deleteFromIndex].run(no) }
  }

  private func indexedText(_ no: Int64) throws(ReplicaError) -> SearchText? {
    try connection.row(.indexedText, no) { row throws(SQLiteError) in
      SearchText(title: try row.text(at: 0), text: try row.text(at: 1))
    }
  }
}
