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

  /// Changes whenever another connection, in this process or not, has committed; equal values say
  /// that nobody else wrote in between. One's own commits do not count.
  /// https://www.sqlite.org/pragma.html#pragma_data_version
  public func dataVersion() throws(SQLiteError) -> Int64 {
    try self[.dataVersion].first { row throws(SQLiteError) in try row.int64(at: 0) } ?? 0
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

  /// The value of an integer setting.
  func pragma(_ name: String) throws(SQLiteError) -> Int64 {
    try prepare("PRAGMA \(name)").first { row throws(SQLiteError) in try row.int64(at: 0) } ?? 0
  }
}

extension SQL {
  static let dataVersion = SQL("PRAGMA data_version")
}
