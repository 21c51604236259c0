import SchakelCore

extension SQL {
  private static let listed: SQLText = """
    FROM documents d JOIN space_rows s ON s.no = d.space WHERE \(filterConditions) ORDER BY
    """
  /// The day counts in the other order alone: it is not opened for each row.
  static let listByChange = SQL(
    sealing: """
      SELECT d.no, d.changed, \(plain: "d.day", sealed: "NULL") \(listed)
      d.changed DESC, d.no DESC LIMIT ?15
      """)
  static let listByDay = SQL(
    sealing: """
      SELECT d.no, d.changed, \(opened: .documentDay, "d") AS observed \(listed)
      d.day IS NULL, observed DESC, d.changed DESC, d.no DESC LIMIT ?15
      """)
}

extension Replica {
  /// The contributions that a filter asks for, a page at a time.
  ///
  /// - Parameters:
  ///   - limit: how many to return at most.
  ///   - offset: how many to pass over first.
  /// - Complexity: one pass over the documents' columns, which are filtered without being decoded;
  ///   only what is returned is. A filter by theme also decodes what it passes over.
  public func list(
    _ filter: DocumentFilter = DocumentFilter(), limit: Int = 50, offset: Int = 0
  ) throws(ReplicaError) -> [DocumentSummary] {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      let last = max(0, limit).addingReportingOverflow(max(0, offset))
      let entries = try reader.entries(filter, limit: last.overflow ? .max : last.partialValue)
      return try reader.page(entries, filter, limit: max(0, limit), offset: max(0, offset))
    }
  }

  /// How many contributions a filter asks for.
  /// - Complexity: as ``list(_:limit:offset:)`` of all of them.
  public func count(_ filter: DocumentFilter = DocumentFilter()) throws(ReplicaError) -> Int {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      let entries = try reader.entries(filter, limit: .max)
      var count = 0
      for entry in entries where try reader.matches(entry, filter) { count += 1 }
      return count
    }
  }
}

/// A document or draft on its way into a list, undecoded.
private struct ListEntry {
  enum Subject {
    case document(Int64)
    case draft(Draft)
  }

  let subject: Subject
  let changed: UInt64
  let day: String?

  /// Whether it comes before another, or may as well.
  func precedes(_ other: ListEntry, in order: DocumentFilter.Order) -> Bool {
    if order == .day {
      if Self.hasLaterDay(self, other) { return true }
      if Self.hasLaterDay(other, self) { return false }
    }
    return changed >= other.changed
  }

  /// No day is the earliest.
  static func hasLaterDay(_ left: ListEntry, _ right: ListEntry) -> Bool {
    guard let day = left.day else { return false }
    return right.day?.utf8.lexicographicallyPrecedes(day.utf8) ?? true
  }
}

extension DocumentReader {
  /// What the filter asks for in order, up to `limit`, but for the theme, which only a decoded
  /// document tells for sure.
  fileprivate func entries(
    _ filter: DocumentFilter, limit: Int
  ) throws(ReplicaError) -> [ListEntry] {
    let limit = filter.theme == nil ? limit : .max
    let documents = filter.states == [.draft] ? [] : try documents(filter, limit: limit)
    let drafts = filter.includesDrafts ? try drafts(filter) : []
    return Self.merge(drafts, documents, filter.order)
  }

  private func documents(
    _ filter: DocumentFilter, limit: Int
  ) throws(ReplicaError) -> [ListEntry] {
    let sql = filter.order == .changed ? SQL.listByChange : .listByDay
    let statement = try connection.statement(sql)
    try filter.bind(to: statement, self)
    do throws(SQLiteError) {
      try statement.bind(limit, at: DocumentFilter.parameterCount + 1)
      return try statement.all { row throws(SQLiteError) in
        ListEntry(
          subject: .document(try row.int64(at: 0)), changed: try row.natural(at: 1),
          day: try row.textIfPresent(at: 2))
      }
    } catch {
      throw ReplicaError(error)
    }
  }

  private func drafts(_ filter: DocumentFilter) throws(ReplicaError) -> [ListEntry] {
    var entries: [ListEntry] = []
    for draft in try Draft.all(in: connection) where filter.matches(draft) {
      entries.append(
        ListEntry(
          subject: .draft(draft), changed: draft.changed,
          day: draft.fields["observedOn"]?.first?.text))
    }
    // In the order of their changes already.
    if filter.order == .day { entries.sort { ListEntry.hasLaterDay($0, $1) } }
    return entries
  }

  private static func merge(
    _ drafts: [ListEntry], _ documents: [ListEntry], _ order: DocumentFilter.Order
  ) -> [ListEntry] {
    var merged: [ListEntry] = []
    var rest = drafts[...]
    for document in documents {
      while let draft = rest.first, draft.precedes(document, in: order) {
        merged.append(rest.removeFirst())
      }
      merged.append(document)
    }
    return merged + rest
  }

  fileprivate func page(
    _ entries: [ListEntry], _ filter: DocumentFilter, limit: Int, offset: Int
  ) throws(ReplicaError) -> [DocumentSummary] {
    var left = offset
    var page: [DocumentSummary] = []
    for entry in entries {
      guard page.count < limit else { break }
      if left > 0 {
        if try matches(entry, filter) { left -= 1 }
      } else if let summary = try summary(entry, filter) {
        page.append(summary)
      }
    }
    return page
  }

  fileprivate func matches(
    _ entry: ListEntry, _ filter: DocumentFilter
  ) throws(ReplicaError) -> Bool {
    guard filter.theme != nil, case .document(let no) = entry.subject else { return true }
    return try row(no: no).map { filter.matchesTheme($0.state) } ?? false
  }

  private func summary(
    _ entry: ListEntry, _ filter: DocumentFilter
  ) throws(ReplicaError) -> DocumentSummary? {
    switch entry.subject {
    case .draft(let draft): return try summary(draft)
    case .document(let no):
      guard let row = try row(no: no), filter.matchesTheme(row.state) else { return nil }
      return try summary(row)
    }
  }
}

extension Draft {
  /// The last changed first.
  static func all(in connection: Connection) throws(ReplicaError) -> [Draft] {
    try connection.statement(.allDrafts).all { row throws(ReplicaError) in try Draft(row) }
  }
}
