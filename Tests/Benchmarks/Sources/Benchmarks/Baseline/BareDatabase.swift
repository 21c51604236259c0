import BaselineSQLite

/// SQLite as bare as it can be called: prepared statements, bound and stepped, nothing checked that
/// need not be. What the baselines stand on.
///
/// Unsafe: one thread uses it; the pointer is valid from `init` to `deinit`.
@safe final class BareDatabase {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// When SQLite waits for the disk.
  enum Synchronous: String, Sendable {
    case off, normal, full
  }

  private let raw: OpaquePointer

  /// Of the library, such as `3.46.1`.
  // unsafe: a constant of the library's.
  static var version: String { unsafe String(cString: sqlite3_libversion()) }

  /// The settings are those of a replica (`ConnectionOptions`), so that what differs is the work.
  init(_ path: String, synchronous: Synchronous) throws {
    var raw: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
    guard unsafe sqlite3_open_v2(path, &raw, flags, nil) == SQLITE_OK, let raw = unsafe raw else {
      throw Failure(description: "cannot open \(path)")
    }
    unsafe self.raw = unsafe raw
    try execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = \(synchronous.rawValue);
      PRAGMA cache_size = -8192;
      PRAGMA temp_store = memory;
      PRAGMA secure_delete = 1;
      PRAGMA wal_autocheckpoint = 1000;
      """)
  }

  deinit { unsafe sqlite3_close(raw) }

  func execute(_ sql: String) throws {
    // unsafe: the text is lent for the call.
    guard unsafe sqlite3_exec(raw, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  func prepare(_ sql: String) throws -> BareStatement {
    var statement: OpaquePointer?
    // unsafe: the text is lent for the call, and the statement keeps this object.
    let code = unsafe sqlite3_prepare_v3(
      raw, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement = unsafe statement else { throw failure }
    return unsafe BareStatement(statement, of: self)
  }

  var failure: Failure {
    // unsafe: the message is copied at once.
    Failure(description: unsafe String(cString: sqlite3_errmsg(raw)))
  }
}

/// A prepared statement. Blobs are lent to SQLite for the run, not copied.
///
/// Unsafe: `raw` is finalised by `deinit`, before its database is closed.
@safe final class BareStatement {
  private let raw: OpaquePointer
  private let database: BareDatabase

  init(_ raw: OpaquePointer, of database: BareDatabase) {
    unsafe self.raw = unsafe raw
    self.database = database
  }

  deinit { unsafe sqlite3_finalize(raw) }

  func run() throws {
    // unsafe: a statement without values to bind.
    let code = unsafe sqlite3_step(raw)
    unsafe sqlite3_reset(raw)
    guard code == SQLITE_DONE else { throw database.failure }
  }

  func run(_ number: Int64, _ first: [UInt8], _ second: [UInt8]) throws {
    // unsafe: both blobs outlive the step, after which SQLite reads no binding.
    unsafe sqlite3_bind_int64(raw, 1, number)
    try run(first, second, from: 2)
  }

  /// A row with a number and two texts.
  func run(_ number: Int64, text first: [UInt8], _ second: [UInt8]) throws {
    // unsafe: both texts outlive the step, after which SQLite reads no binding.
    unsafe sqlite3_bind_int64(raw, 1, number)
    let code = unsafe first.withUnsafeBytes { first in
      unsafe second.withUnsafeBytes { second in
        unsafe bind(text: first, at: 2)
        unsafe bind(text: second, at: 3)
        let code = unsafe sqlite3_step(raw)
        unsafe sqlite3_reset(raw)
        return code
      }
    }
    guard code == SQLITE_DONE else { throw database.failure }
  }

  /// How many rows a query for a text gives.
  func count(text: [UInt8]) throws -> Int {
    // unsafe: the text outlives the steps, after which SQLite reads no binding.
    try unsafe text.withUnsafeBytes { text in
      unsafe bind(text: text, at: 1)
      var rows = 0
      var code = unsafe sqlite3_step(raw)
      while code == SQLITE_ROW {
        rows += 1
        code = unsafe sqlite3_step(raw)
      }
      unsafe sqlite3_reset(raw)
      guard code == SQLITE_DONE else { throw database.failure }
      return rows
    }
  }

  /// Unsafe: whoever calls keeps the text until the statement is reset.
  private func bind(text: UnsafeRawBufferPointer, at place: Int32) {
    unsafe sqlite3_bind_text(
      raw, place, text.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(text.count), nil)
  }

  func run(_ first: [UInt8], _ second: [UInt8], from place: Int32 = 1) throws {
    // unsafe: both blobs outlive the step, after which SQLite reads no binding.
    let code = unsafe first.withUnsafeBytes { first in
      unsafe second.withUnsafeBytes { second in
        unsafe sqlite3_bind_blob(raw, place, first.baseAddress, Int32(first.count), nil)
        unsafe sqlite3_bind_blob(raw, place + 1, second.baseAddress, Int32(second.count), nil)
        let code = unsafe sqlite3_step(raw)
        unsafe sqlite3_reset(raw)
        return code
      }
    }
    guard code == SQLITE_DONE else { throw database.failure }
  }
}
