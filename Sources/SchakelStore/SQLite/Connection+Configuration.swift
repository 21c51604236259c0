import CSQLite

#if SCHAKEL_PLANTED_FAULTS
  import SchakelCore
#endif

/// Unsafe: `handle.database` is open, since the connection is just being opened.
extension Connection {
  /// Applies the options. Runs after `admit`, since it may write to the file.
  func configure() throws(SQLiteError) {
    if mode.isFile && mode.isWritable { try enterWriteAheadMode() }
    try execute(
      """
      PRAGMA synchronous = \(options.synchronous.rawValue);
      PRAGMA foreign_keys = \(options.foreignKeys ? 1 : 0);
      PRAGMA cache_size = \(-options.cacheSize);
      PRAGMA mmap_size = \(options.mapSize);
      PRAGMA temp_store = \(options.temporaryStore.rawValue);
      PRAGMA secure_delete = \(options.secureDelete ? 1 : 0);
      PRAGMA wal_autocheckpoint = \(options.checkpointPages);
      PRAGMA trusted_schema = 0;
      """)
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.skipsFlush.isPlanted { try execute("PRAGMA synchronous = off") }
    #endif
    if mode.isFile && mode.isWritable && options.synchronous == .full { try flushLog() }
  }

  /// A process that ended between the write of a commit and its flush leaves the commit in the log,
  /// where SQLite finds it whole and shows it (https://www.sqlite.org/walformat.html#recovery). It must
  /// not be built on, nor be acknowledged, before it is on the disk as any other.
  private func flushLog() throws(SQLiteError) {
    guard Platform.size(of: try Connection.fileName(path) + "-wal") ?? 0 > 0 else { return }
    let code = unsafe schakel_sqlite3_flush_log(handle.database)
    guard code == SQLITE_OK else {
      throw SQLiteError(
        ResultCode(rawValue: code), "the write-ahead log cannot be flushed", while: .opening,
        path: path)
    }
  }

  /// https://www.sqlite.org/wal.html §3. The switch needs the file for itself, and SQLite does not
  /// call the busy handler for it, so the attempts are made here.
  private func enterWriteAheadMode() throws(SQLiteError) {
    let statement = try prepare("PRAGMA journal_mode = WAL")
    let patience = BusyHandler(milliseconds: options.busyTimeout)
    var attempt = 0
    while true {
      do throws(SQLiteError) {
        let mode = try statement.first { row throws(SQLiteError) in try row.text(at: 0) }
        guard mode == "wal" else {
          throw SQLiteError(
            .cantOpen, "the file system cannot share memory, which write-ahead mode needs",
            while: .opening, path: path)
        }
        return
      } catch {
        guard error.code.isBusy, patience.shouldRetry(attempt: attempt) else { throw error }
        attempt += 1
      }
    }
  }
}
