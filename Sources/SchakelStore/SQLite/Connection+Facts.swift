import CSQLite

/// Unsafe: `handle.database` is used only while `handle.isOpen`.
extension Connection {
  /// Runs statements without bindings, separated by semicolons; rows are discarded. For schemas
  /// and settings: everything else is prepared once and bound. Stops at the first error.
  public func execute(_ script: String) throws(SQLiteError) {
    var rest = Array(script.utf8)[...]
    while let (statement, next) = try Statement.first(of: rest, handle: handle) {
      try statement.drain()
      rest = next
    }
  }

  /// Changes with every commit to the file, whoever made it; equal values say that nobody wrote in
  /// between. As of the open transaction, or of the last one. Nearly free: no statement is run.
  /// https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntldataversion
  public func fileVersion() -> UInt32? {
    guard handle.isOpen else { return nil }
    var version: UInt32 = 0
    // The name is lent for the call, and the number is filled in before it returns.
    let code = unsafe sqlite3_file_control(
      handle.database, "main", SQLITE_FCNTL_DATA_VERSION, &version)
    return code == SQLITE_OK ? version : nil
  }

  /// The schema's version, 0 in a new file.
  public func userVersion() throws(SQLiteError) -> Int32 {
    Int32(truncatingIfNeeded: try pragma("user_version"))
  }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { handle.isInTransaction }

  /// How many rows the last INSERT, UPDATE or DELETE changed, triggers not counted.
  public var changes: Int64 { unsafe handle.isOpen ? sqlite3_changes64(handle.database) : 0 }

  /// How many rows this connection has changed since it was opened.
  public var totalChanges: Int64 {
    unsafe handle.isOpen ? sqlite3_total_changes64(handle.database) : 0
  }

  /// The row id of the last INSERT that succeeded.
  public var lastInsertedRow: Int64 {
    unsafe handle.isOpen ? sqlite3_last_insert_rowid(handle.database) : 0
  }

  /// Moves all of the write-ahead log into the file and cuts the log to nothing, waiting for readers
  /// as for any lock. Answers whether that was possible.
  /// https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
  public func emptyWriteAheadLog() throws(SQLiteError) -> Bool {
    let isBusy = try prepare("PRAGMA wal_checkpoint(TRUNCATE)").first {
      row throws(SQLiteError) in try row.int64(at: 0)
    }
    return isBusy == 0
  }

  /// The value of an integer setting.
  func pragma(_ name: String) throws(SQLiteError) -> Int64 {
    try prepare("PRAGMA \(name)").first { row throws(SQLiteError) in try row.int64(at: 0) } ?? 0
  }
}
