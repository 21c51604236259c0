import CSQLite

// Which files are let in. Each refusal leaves the file as it was, byte for byte.
/// Unsafe: `handle.database` is open, since the connection is just being opened.
extension Connection {
  /// Looks at the file before anything is written to it, and claims it when it is new.
  ///
  /// First the raw header, which touches nothing; then, through SQLite, the same numbers again,
  /// since a later version may so far stand in the write-ahead log only.
  func admit() throws(SQLiteError) {
    guard mode.isFile else { return }
    let name = try Connection.fileName(path)
    // In this order: whoever creates the file writes its first page before its log.
    let log = Platform.size(of: name + "-wal") ?? 0
    let journal = Platform.size(of: name + "-journal") ?? 0
    // The header of an encrypted file says nothing but that it is there.
    if options.databaseKey != nil, Platform.size(of: name) ?? 0 > 0 {
      return try admitThroughSQLite(log: log)
    }
    switch unsafe DatabaseHeader.read(handle.database) {
    case .empty where journal == 0:
      try admitEmpty(log: log)
    case .foreign where journal == 0:
      throw refusal(.notADatabase, "the file is not a database")
    case .database(let application, let version):
      try check(application: application, version: version)
      try admitThroughSQLite(log: log)
    case .empty, .foreign, nil:
      try admitRecovered(log: log)
    }
  }

  /// A journal lies beside the file to undo a first write that was cut short, or the header cannot
  /// be read: SQLite recovers, or says what is wrong, when it is asked for anything at all.
  private func admitRecovered(log: Int) throws(SQLiteError) {
    _ = try pragma("user_version")
    if case .empty = unsafe DatabaseHeader.read(handle.database) {
      try admitEmpty(log: log)
    } else {
      try admitThroughSQLite(log: log)
    }
  }

  /// A file without a byte: ours to claim when we may create, and nothing of ours otherwise.
  private func admitEmpty(log: Int) throws(SQLiteError) {
    guard log == 0 else {
      // SQLite would throw the log away, with the last commits in it.
      throw refusal(.corrupt, "the file is empty and its write-ahead log is not")
    }
    // SQLite takes a file of one byte for an empty one (unixFileSize in os_unix.c).
    guard Platform.size(of: try Connection.fileName(path)) != 1 else {
      throw refusal(.notADatabase, "the file is not a database")
    }
    guard mode == .readWriteCreate else {
      throw refusal(.notADatabase, "the file is empty")
    }
    try claim()
  }

  /// Writes the application's number into a file that has no page yet. Two processes may get
  /// here at once; the second finds the number in place.
  private func claim() throws(SQLiteError) {
    try transaction(.immediate) { () throws(SQLiteError) in
      if let application = options.applicationID, try pragma("application_id") == 0 {
        try execute("PRAGMA application_id = \(application)")
      }
    }
    try admitThroughSQLite(log: 0)
  }

  private func admitThroughSQLite(log: Int) throws(SQLiteError) {
    do throws(SQLiteError) {
      let application = try pragma("application_id")
      try check(application: Int32(truncatingIfNeeded: application), version: try userVersion())
      // Reads the whole schema, so that damage there shows before anything is written.
      _ = try prepare("SELECT count(*) FROM sqlite_master")
    } catch {
      // Closing the last connection would move the log into the file.
      if log > 0 { unsafe schakel_sqlite3_keep_log_on_close(handle.database) }
      throw error
    }
  }

  private func check(application: Int32, version: Int32) throws(SQLiteError) {
    if let own = options.applicationID, application != own {
      throw refusal(
        .otherApplication, "the database belongs to another application (\(application))")
    }
    if let newest = options.newestVersion, version > newest {
      throw refusal(
        .newerVersion, "the database has version \(version), this software knows \(newest)")
    }
  }

  private func refusal(_ code: ResultCode, _ message: String) -> SQLiteError {
    SQLiteError(code, message, while: .opening, path: path)
  }
}
