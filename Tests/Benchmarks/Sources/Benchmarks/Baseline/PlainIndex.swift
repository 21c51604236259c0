/// FTS5 as it comes, with the settings of the replica's search index: what searching cannot be had
/// for less than.
final class PlainIndex {
  private let begin: BareStatement
  private let commit: BareStatement
  private let insert: BareStatement
  private let match: BareStatement

  /// How many rows share a commit: as many as in a replica.
  private static let batch = 2_000
  /// How many hits a person is shown.
  static let hits = 20

  init(in folder: String, synchronous: BareDatabase.Synchronous = .off) throws {
    let database = try BareDatabase(folder + "/index.sqlite", synchronous: synchronous)
    try database.execute(
      """
      CREATE VIRTUAL TABLE search USING fts5(
        title, text, tokenize = "unicode61 remove_diacritics 2")
      """)
    begin = try database.prepare("BEGIN IMMEDIATE")
    commit = try database.prepare("COMMIT")
    insert = try database.prepare("INSERT INTO search(rowid, title, text) VALUES (?, ?, ?)")
    match = try database.prepare(
      "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT \(Self.hits)")
  }

  func add(_ texts: [Note.Text]) throws {
    for start in stride(from: 0, to: texts.count, by: Self.batch) {
      try begin.run()
      for number in start..<min(start + Self.batch, texts.count) {
        try insert.run(Int64(number + 1), text: texts[number].title, texts[number].body)
      }
      try commit.run()
    }
  }

  /// How many hits a query in the language of FTS5 has, at most ``hits``.
  func search(_ query: String) throws -> Int { try match.count(text: Array(query.utf8)) }
}
