/// A small search index in memory, for what is not in the large one, and for marking words in what
/// was found there: the same tokenizer finds the same words.
final class ScratchIndex {
  struct Match {
    let no: Int64
    let rank: Double
    let title: MarkedText
    let snippet: MarkedText
  }

  private let connection: Connection

  /// How many words a snippet has at most; FTS5 allows 64.
  private static let snippetWords = 24

  /// - Parameter texts: each with the number by which it is to be found.
  init(_ texts: [(no: Int64, text: SearchText)]) throws(ReplicaError) {
    do throws(SQLiteError) {
      let connection = try Connection("", mode: .memory)
      try SearchRank.install(on: connection)
      try connection.execute(ReplicaSchema.search)
      let insert = try connection.prepare(SQL.insertIndexed.text)
      try connection.transaction { () throws(SQLiteError) in
        for (no, text) in texts { try insert.run(no, text.title, text.text) }
      }
      self.connection = connection
    } catch {
      throw ReplicaError(error)
    }
  }

  /// Everything in it that the query finds, the best first.
  func matches(_ query: SearchQuery) throws(ReplicaError) -> [Match] {
    let open = "'\(MarkedText.opening)', '\(MarkedText.closing)'"
    do throws(SQLiteError) {
      return try connection.prepare(
        """
        SELECT rowid, \(SQL.searchRank), highlight(search, 0, \(open)),
          snippet(search, 1, \(open), '…', \(Self.snippetWords))
        FROM search WHERE search MATCH ? ORDER BY 2
        """
      ).all(query.match) { row throws(SQLiteError) in
        Match(
          no: try row.int64(at: 0), rank: try row.double(at: 1),
          title: MarkedText(fromMarked: try row.text(at: 2)),
          snippet: MarkedText(fromMarked: try row.text(at: 3)))
      }
    } catch {
      throw ReplicaError(error)
    }
  }
}
