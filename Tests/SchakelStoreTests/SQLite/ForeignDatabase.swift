import CSQLite
import Testing

/// A database as another program would write it: without this layer, and with a rollback journal.
///
/// Unsafe: the pointer is open from `init` to `deinit`.
@safe final class ForeignDatabase {
  private var database: OpaquePointer?

  init(_ path: String) throws {
    try #require(unsafe sqlite3_open(path, &database) == SQLITE_OK)
  }

  deinit {
    unsafe sqlite3_close(database)
  }

  func execute(_ sql: String) throws {
    try #require(unsafe sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK)
  }

  /// Writes until the file and its journal are half done, and returns both as a power cut would
  /// leave them.
  static func torn(at path: String) throws -> (file: [UInt8], journal: [UInt8]) {
    let database = try ForeignDatabase(path)
    try database.execute(
      """
      PRAGMA cache_size = 1; BEGIN IMMEDIATE;
      CREATE TABLE u AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n
      WHERE i < 100) SELECT randomblob(4000) FROM n;
      """)
    let file = try #require(contents(of: path))
    let journal = try #require(contents(of: path + "-journal"))
    try #require(!file.isEmpty && !journal.isEmpty)
    return (file, journal)
  }
}
