import CSQLite

extension Connection {
  /// Runs `body` in a transaction and commits it: all of it is written, or nothing.
  ///
  /// When `body` throws, or the commit itself fails, the transaction is rolled back and the error
  /// says whether SQLite had done so already (`SQLiteError.transaction`). Should `body` swallow
  /// such an error, its further statements are refused with `transactionAborted`.
  /// - Throws: misuse inside another transaction (use `savepoint`); `busy` when the write lock
  ///   cannot be had in time.
  public func transaction<T, E: SQLiteErrorCarrier>(
    _ kind: TransactionKind = .immediate, _ body: () throws(E) -> T
  ) throws(E) -> T {
    try carrying(E.self) { () throws(SQLiteError) in try begin(kind) }
    do throws(E) {
      let value = try body()
      try carrying(E.self) { () throws(SQLiteError) in try commit() }
      return value
    } catch {
      var error = error
      error.transactionEnded(rollBack())
      throw error
    }
  }

  /// Runs `body` inside the open transaction so that its writes alone are undone when it throws.
  /// May be nested.
  /// - Throws: misuse outside a transaction.
  public func savepoint<T, E: SQLiteErrorCarrier>(_ body: () throws(E) -> T) throws(E) -> T {
    try carrying(E.self) { () throws(SQLiteError) in
      guard isInTransaction else {
        throw handle.misuse("a savepoint needs a transaction around it", while: .beginning)
      }
      try self[.savepoint].run()
    }
    do throws(E) {
      let value = try body()
      try carrying(E.self) { () throws(SQLiteError) in try self[.release].run() }
      return value
    } catch {
      undoSavepoint()
      throw error
    }
  }

  private func begin(_ kind: TransactionKind) throws(SQLiteError) {
    guard handle.scope == .none, !isInTransaction else {
      throw handle.misuse("a transaction is open; use a savepoint inside it", while: .beginning)
    }
    do throws(SQLiteError) {
      try self[kind == .immediate ? .beginImmediate : .beginDeferred].run()
    } catch {
      throw error.with(operation: .beginning)
    }
    handle.scope = .open
  }

  private func commit() throws(SQLiteError) {
    do throws(SQLiteError) {
      try self[.commit].run()
      handle.scope = .none
    } catch {
      throw error.with(operation: .committing)
    }
  }

  /// Undoes the transaction. SQLite ends it even when ROLLBACK reports an error
  /// (https://www.sqlite.org/lang_transaction.html §3), so there is nothing to throw.
  private func rollBack() -> TransactionFate {
    defer { handle.scope = .none }
    guard isInTransaction else { return .rolledBackBySQLite }
    handle.scope = .open
    try? self[.rollback].run()
    return .rolledBack
  }

  /// When SQLite has undone the whole transaction there is no savepoint left, and the transaction
  /// around it finds out.
  private func undoSavepoint() {
    guard isInTransaction else { return }
    try? self[.rollbackToSavepoint].run()
    try? self[.release].run()
  }
}

extension Handle {
  func aborted(sql: String?) -> SQLiteError {
    SQLiteError(
      .transactionAborted, "SQLite has rolled the transaction back", sql: sql, while: .stepping,
      path: path)
  }
}

extension SQLiteError {
  func with(operation: Operation) -> SQLiteError {
    var error = self
    error.operation = operation
    return error
  }
}

// One name serves all depths: the innermost savepoint of that name is meant.
extension SQL {
  static let beginImmediate = SQL("BEGIN IMMEDIATE")
  static let beginDeferred = SQL("BEGIN DEFERRED")
  static let commit = SQL("COMMIT")
  static let rollback = SQL("ROLLBACK")
  static let savepoint = SQL("SAVEPOINT inner")
  static let release = SQL("RELEASE inner")
  static let rollbackToSavepoint = SQL("ROLLBACK TO inner")
}
