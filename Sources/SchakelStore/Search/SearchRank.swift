import CSQLite

/// The order of what a search finds: BM25 (S. Robertson and H. Zaragoza, "The Probabilistic
/// Relevance Framework: BM25 and Beyond", 2009), a word in the title counting for several.
///
/// It leaves out one factor, how rare each word is. FTS5's own `bm25` walks the whole index for
/// each word of a query to count that, which doubles the time of a search; and since every hit has
/// every word, it would only shift weight between them.
///
/// As an auxiliary function (https://www.sqlite.org/fts5.html §7) it is called once for each row.
enum SearchRank {
  /// How many occurrences in the text one in the title stands for.
  static let titleWeight = 4.0
  /// How soon more occurrences stop counting, and how much length counts against a text: the usual
  /// values.
  private static let saturation = 1.2
  private static let lengthWeight = 0.75

  static let name: StaticString = "schakel_rank"

  /// Adds the function to a connection, once.
  ///
  /// Unsafe: the connection is open; the names are constants of the program; the interface is the
  /// connection's own and is used before this returns.
  static func install(on connection: Connection) throws(SQLiteError) {
    guard !connection.hasSearchRank else { return }
    let api = unsafe try interface(of: connection)
    let code = unsafe name.utf8Start.withMemoryRebound(to: CChar.self, capacity: 1) { name in
      unsafe api.pointee.xCreateFunction(api, name, nil, SearchRank.call, nil)
    }
    guard code == SQLITE_OK else {
      throw SQLiteError(
        .error, "the full-text search takes no functions", while: .preparing,
        path: connection.path)
    }
    connection.hasSearchRank = true
  }

  /// https://www.sqlite.org/fts5.html §7: the interface is handed out through a bound pointer.
  ///
  /// Unsafe: SQLite writes to `found` during the step, while it is in scope; the pointer's name is
  /// a constant.
  private static func interface(
    of connection: Connection
  ) throws(SQLiteError) -> UnsafeMutablePointer<fts5_api> {
    let statement = try connection.prepare("SELECT fts5(?)")
    var found: UnsafeMutablePointer<fts5_api>?
    let type: StaticString = "fts5_api_ptr"
    unsafe withUnsafeMutablePointer(to: &found) { place in
      unsafe type.utf8Start.withMemoryRebound(to: CChar.self, capacity: 1) { type in
        _ = unsafe sqlite3_bind_pointer(statement.raw, 1, place, type, nil)
      }
      _ = unsafe sqlite3_step(statement.raw)
      _ = unsafe sqlite3_reset(statement.raw)
    }
    guard let api = unsafe found else {
      throw SQLiteError(
        .error, "this SQLite has no full-text search (FTS5)", while: .preparing,
        path: connection.path)
    }
    return unsafe api
  }

  private static let call: fts5_extension_function = { api, row, result, _, _ in
    unsafe SearchRank.answer(api, row, result)  // What it is lent, it keeps for the call only.
  }

  /// Unsafe: all three are SQLite's, and valid during the call.
  private static func answer(
    _ api: UnsafePointer<Fts5ExtensionApi>?, _ row: OpaquePointer?, _ result: OpaquePointer?
  ) {
    guard let api = unsafe api else { return }
    unsafe sqlite3_result_double(result, -score(api.pointee, row))
  }

  /// Unsafe: `api` and `row` are lent by SQLite for the call that this is part of.
  private static func score(_ api: Fts5ExtensionApi, _ row: OpaquePointer?) -> Double {
    let length = unsafe relativeLength(api, row)
    let norm = saturation * (1 - lengthWeight + lengthWeight * length)
    var score = 0.0
    for phrase in 0..<(unsafe api.xPhraseCount(row)) {
      let frequency = unsafe frequency(of: phrase, api, row)
      score += frequency * (saturation + 1) / (frequency + norm)
    }
    return score
  }

  /// The row's length, in words, against that of the average row.
  ///
  /// Unsafe: as `score`.
  private static func relativeLength(_ api: Fts5ExtensionApi, _ row: OpaquePointer?) -> Double {
    var words: Int32 = 0
    var all: Int64 = 0
    var rows: Int64 = 0
    guard unsafe api.xColumnSize(row, -1, &words) == SQLITE_OK,
      unsafe api.xColumnTotalSize(row, -1, &all) == SQLITE_OK,
      unsafe api.xRowCount(row, &rows) == SQLITE_OK, all > 0
    else { return 1 }
    return Double(words) * Double(rows) / Double(all)
  }

  /// How often a phrase occurs in the row, the title counting for more.
  ///
  /// Unsafe: as `score`; the iterator points into the row and is gone before SQLite moves on.
  private static func frequency(
    of phrase: Int32, _ api: Fts5ExtensionApi, _ row: OpaquePointer?
  ) -> Double {
    var iterator = unsafe Fts5PhraseIter()
    var column: Int32 = 0
    var offset: Int32 = 0
    guard unsafe api.xPhraseFirst(row, phrase, &iterator, &column, &offset) == SQLITE_OK
    else { return 0 }
    var frequency = 0.0
    while column >= 0 {
      frequency += column == 0 ? titleWeight : 1
      unsafe api.xPhraseNext(row, &iterator, &column, &offset)
    }
    return frequency
  }
}
