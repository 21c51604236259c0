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
  private let insert: Statement
  private(set) var isEmpty = true

  /// How many words a snippet has at most; FTS5 allows 64.
  private static let snippetWords = 24

  init() throws(ReplicaError) {
    do throws(SQLiteError) {
      connection = try Connection("", mode: .memory)
      try connection.execute(ReplicaSchema.search)
      insert = try connection.prepare(SQL.insertIndexed.text)
    } catch {
      throw ReplicaError(error)
    }
  }

  func add(_ text: SearchText, _ no: Int64) throws(ReplicaError) {
    isEmpty = false
    do throws(SQLiteError) {
      try insert.run(no, text.title, text.text)
    } catch {
      throw ReplicaError(error)
    }
  }

  /// Everything in it that the query finds, the best first.
  func matches(_ query: SearchQuery) throws(ReplicaError) -> [Match] {
    if isEmpty { return [] }
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
