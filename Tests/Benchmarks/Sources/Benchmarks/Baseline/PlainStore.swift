import SchakelCore

/// What cannot be had for less: the same contents in SQLite, by hand.
///
/// P0 keeps one row, the document. P1 keeps the two that any store with a log must write, the
/// document and the change. Neither has clocks, hashes, a merge or a search.
final class PlainStore {
  enum Rows {
    /// P0.
    case document
    /// P1.
    case documentAndChange
  }

  private let database: BareDatabase
  private let begin: BareStatement
  private let commit: BareStatement
  private let insert: BareStatement
  private let update: BareStatement
  private let log: BareStatement?
  private var changes: Int64 = 0

  init(_ rows: Rows, in folder: String, synchronous: BareDatabase.Synchronous) throws {
    let database = try BareDatabase(folder + "/plain.sqlite", synchronous: synchronous)
    try database.execute("CREATE TABLE document(id BLOB PRIMARY KEY, body BLOB NOT NULL)")
    if rows == .documentAndChange {
      try database.execute(
        """
        CREATE TABLE change(no INTEGER PRIMARY KEY, document BLOB NOT NULL, body BLOB NOT NULL)
        """)
    }
    self.database = database
    begin = try database.prepare("BEGIN IMMEDIATE")
    commit = try database.prepare("COMMIT")
    insert = try database.prepare("INSERT INTO document(id, body) VALUES (?, ?)")
    update = try database.prepare("UPDATE document SET body = ?2 WHERE id = ?1")
    log =
      rows == .document
      ? nil : try database.prepare("INSERT INTO change(no, document, body) VALUES (?, ?, ?)")
  }

  /// A new document, in a commit of its own.
  func create(_ id: [UInt8], _ body: [UInt8]) throws {
    try begin.run()
    try addCreation(id, body)
    try commit.run()
  }

  /// A document's new content, and what changed in it, in a commit of their own.
  func update(_ id: [UInt8], _ body: [UInt8], change: [UInt8]) throws {
    try inBatch { try addUpdate(id, body, change: change) }
  }

  /// The same, for whoever commits it (``inBatch(_:)``).
  func addUpdate(_ id: [UInt8], _ body: [UInt8], change: [UInt8]) throws {
    try update.run(id, body)
    try addToLog(id, change)
  }

  /// What is done in one commit.
  func inBatch(_ work: () throws -> Void) throws {
    try begin.run()
    try work()
    try commit.run()
  }

  /// Puts the write-ahead log away.
  func checkpoint() throws { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }

  /// Many documents, so many in a commit.
  func create(
    _ documents: [(id: [UInt8], body: [UInt8])], batch: Int
  ) throws {
    for start in stride(from: 0, to: documents.count, by: batch) {
      try create(documents[start..<min(start + batch, documents.count)])
    }
  }

  /// Many documents in one commit.
  func create(_ documents: some Sequence<(id: [UInt8], body: [UInt8])>) throws {
    try begin.run()
    for document in documents { try addCreation(document.id, document.body) }
    try commit.run()
  }

  private func addCreation(_ id: [UInt8], _ body: [UInt8]) throws {
    try insert.run(id, body)
    try addToLog(id, body)
  }

  private func addToLog(_ id: [UInt8], _ change: [UInt8]) throws {
    guard let log else { return }
    changes += 1
    try log.run(changes, id, change)
  }
}
