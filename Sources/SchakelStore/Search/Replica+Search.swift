extension SQL {
  static let searchRank = "\(SearchRank.name)(search)"

  /// The newest matches. FTS5 walks its lists from the end, so that this costs the walk up to the
  /// limit and no more.
  static let searchAll = SQL(
    """
    SELECT rowid, \(searchRank) FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?
    """)
  static let searchFiltered = SQL(
    sealing: """
      SELECT search.rowid, \(searchRank) FROM search
        CROSS JOIN documents d ON d.no = search.rowid CROSS JOIN space_rows s ON s.no = d.space
      WHERE \(filterConditions) AND search MATCH ?15 ORDER BY search.rowid DESC LIMIT ?16
      """)
}

extension Replica {
  /// How many of the matches are ranked. Of words that are found more often, the newest this many
  /// are: beyond it a rank says little, and computing it for half of a region takes long.
  static let rankedMatches = 1_000

  /// Finds contributions by their words.
  ///
  ///     for hit in try replica.search("speel bank") { print(hit.document.title) }
  ///
  /// Every word must occur, as the beginning of a word, in whatever case and with or without its
  /// diacritics; words between quotation marks must occur as that phrase. Looked through are the
  /// title and the text of what is shared and of drafts, every version of what awaits settlement,
  /// and nothing that was deleted. Whatever is typed is a valid search.
  ///
  /// A search never misses what was committed before it: it first brings the index up to date, and
  /// where that cannot be done (the disk is full, another process writes for long) it looks through
  /// the rest itself.
  ///
  /// - Returns: drafts first, then what is shared; the best first.
  public func search(
    _ text: String, _ filter: DocumentFilter = DocumentFilter(), limit: Int = 20
  ) throws(ReplicaError) -> [SearchHit] {
    guard let query = SearchQuery(text), limit > 0 else { return [] }
    if let index {
      return try index.current(with: self) { index, connection throws(ReplicaError) in
        try Search(query, filter, limit: limit, connection, index: index).run()
      }
    }
    try catchUp()
    return try read { connection throws(ReplicaError) in
      try Search(query, filter, limit: limit, connection).run()
    }
  }

  /// Brings the index up to what is there now; what is written meanwhile may stay behind.
  private func catchUp() throws(ReplicaError) {
    let pending = try pendingInIndex()
    guard pending > 0 else { return }
    do throws(ReplicaError) {
      try indexPending(limit: pending)
    } catch {
      guard error.isOfWriting else { throw error }
    }
  }
}
