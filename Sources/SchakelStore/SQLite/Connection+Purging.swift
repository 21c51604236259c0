import CSQLite

extension Connection {
  /// Takes what was deleted out of the file and its write-ahead log, to the last byte, and has `note`
  /// write that down. Answers false, and has nothing written down, while somebody else is in the way:
  /// ask again later.
  ///
  /// The log is emptied into the file, in which `secure_delete` overwrites what is deleted; and with
  /// the right to write, while nobody can, ``UnallocatedSpace`` is overwritten too. That is done on a
  /// connection of its own, which keeps no page of before, and ends with a commit: by it all others
  /// know that their pages are old, and write none of them back.
  ///
  /// - Parameter note: writes something; what, is its own business.
  /// - Throws: `busy` where somebody writes for longer than the patience for it.
  /// - Complexity: reads every page of every table and index.
  public func purge<E: SQLiteErrorCarrier>(
    _ note: (Connection) throws(E) -> Void
  ) throws(E) -> Bool {
    guard mode.isFile, options.databaseKey == nil else { return try rewrite(note) }
    guard try carrying(E.self, { () throws(SQLiteError) in try emptyWriteAheadLog() }) else {
      return false
    }
    let other = try carrying(E.self) { () throws(SQLiteError) in
      try Connection(path, mode: .readWrite, options: options)
    }
    let isDone = try other.transaction(.immediate) { () throws(E) in
      let isAlone = try carrying(E.self) { () throws(SQLiteError) in
        // Somebody may have written since the log was emptied.
        guard try other.isLogEmpty() else { return false }
        try UnallocatedSpace.clear(on: other)
        return true
      }
      if isAlone { try note(other) }
      return isAlone
    }
    try carrying(E.self) { () throws(SQLiteError) in try other.close() }
    return isDone
  }

  /// The same where the pages cannot be looked at: the library encrypts them, or there is no file.
  private func rewrite<E: SQLiteErrorCarrier>(
    _ note: (Connection) throws(E) -> Void
  ) throws(E) -> Bool {
    let isEmpty = try carrying(E.self) { () throws(SQLiteError) in
      try execute("VACUUM")
      return try emptyWriteAheadLog()
    }
    guard isEmpty else { return false }
    return try transaction(.immediate) { () throws(E) in
      // Somebody may have deleted more since.
      let isAlone = try carrying(E.self) { () throws(SQLiteError) in
        mode.isFile ? try isLogEmpty() : true
      }
      if isAlone { try note(self) }
      return isAlone
    }
  }

  /// Whether all that is committed is in the file itself. In a write transaction it stays so.
  ///
  /// Unsafe: as in `DatabaseHeader`.
  private func isLogEmpty() throws(SQLiteError) -> Bool {
    var log: UnsafeMutablePointer<sqlite3_file>?
    let code = unsafe sqlite3_file_control(
      handle.database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
    guard code == SQLITE_OK, let log = unsafe log, let methods = unsafe log.pointee.pMethods
    else { throw handle.failure(sql: nil, while: .reading) }
    var size: sqlite3_int64 = 0
    guard unsafe methods.pointee.xFileSize(log, &size) == SQLITE_OK else {
      throw handle.failure(sql: nil, while: .reading)
    }
    return size == 0
  }
}
