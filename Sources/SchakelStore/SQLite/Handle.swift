import CSQLite
import Synchronization

/// Owns one `sqlite3 *`: the last to let go of it closes it.
///
/// `Connection` and each of its statements hold it, and it holds none of them, so there is no
/// cycle: a statement that outlives its connection keeps the file open until it goes too.
///
/// Unsafe: the pointer is valid from `init` until `shut`, which sets `isOpen` to false; whoever
/// uses it asks for `isOpen` first.
@safe final class Handle {
  /// Where the connection stands with respect to `Connection.transaction`.
  enum Scope {
    /// Outside. -> open
    case none
    /// Inside. -> none (committed, rolled back), aborted
    case open
    /// SQLite rolled the transaction back by itself while the body was still running. Whatever
    /// the body wrote now would be committed statement by statement, so it may not. -> none
    case aborted
  }

  let database: OpaquePointer
  let path: String
  let interrupter: Interrupter
  private let busyHandler: BusyHandler
  private(set) var isOpen = true
  /// Ours, and no others: `sqlite3_next_stmt` also names those that FTS5 prepares for itself and
  /// finalises itself, when its tables are let go of.
  private var statements: Set<OpaquePointer> = unsafe []
  var scope = Scope.none

  /// Takes over `database`, which must be open.
  init(_ database: OpaquePointer, path: String, busyTimeout: Int) {
    unsafe self.database = unsafe database
    self.path = path
    interrupter = unsafe Interrupter(database)
    busyHandler = BusyHandler(milliseconds: busyTimeout)
    unsafe busyHandler.install(on: database)
    unsafe sqlite3_extended_result_codes(database, 1)
  }

  deinit {
    if isOpen { shut() }
  }

  /// Finalises every statement and closes the file. Throws misuse while a row is being read.
  func close() throws(SQLiteError) {
    guard isOpen else { return }
    guard !hasBusyStatement else {
      throw misuse("a statement is still reading rows", while: .closing)
    }
    while let statement = unsafe statements.popFirst() { unsafe sqlite3_finalize(statement) }
    shut()
  }

  /// Takes note of a statement that was prepared on this connection for us.
  func own(_ statement: OpaquePointer) { unsafe _ = statements.insert(statement) }

  /// Finalises one of ours, unless closing has done so already.
  func finalise(_ statement: OpaquePointer) {
    guard isOpen, unsafe statements.remove(statement) != nil else { return }
    unsafe sqlite3_finalize(statement)
  }

  private func shut() {
    isOpen = false
    interrupter.disconnect()
    unsafe sqlite3_close(database)
  }

  private var hasBusyStatement: Bool {
    var statement = unsafe sqlite3_next_stmt(database, nil)
    while let current = unsafe statement {
      if unsafe sqlite3_stmt_busy(current) != 0 { return true }
      unsafe statement = unsafe sqlite3_next_stmt(database, current)
    }
    return false
  }

  /// Whether a transaction is open, by SQLite's own account.
  var isInTransaction: Bool {
    unsafe isOpen && sqlite3_get_autocommit(database) == 0
  }

  /// The error SQLite has just reported on this connection.
  ///
  /// Also notices here, where it costs nothing, that SQLite rolled back by itself.
  func failure(sql: String?, while operation: SQLiteError.Operation) -> SQLiteError {
    if scope == .open, unsafe sqlite3_get_autocommit(database) != 0 { scope = .aborted }
    return unsafe SQLiteError(lastOn: database, sql: sql, while: operation, path: path)
  }

  func misuse(
    _ message: String, sql: String? = nil, while operation: SQLiteError.Operation
  ) -> SQLiteError {
    SQLiteError(.misuse, message, sql: sql, while: operation, path: path)
  }
}

extension SQLiteError {
  /// The last error on `database`, with the system's own reason where it has one.
  ///
  /// Unsafe: the caller's connection is open, and the message is copied before another call.
  init(lastOn database: OpaquePointer?, sql: String?, while operation: Operation, path: String) {
    var reason = unsafe sqlite3_system_errno(database)
    var code = unsafe ResultCode(rawValue: sqlite3_extended_errcode(database))
    var message = unsafe String(cString: sqlite3_errmsg(database))
    if code.isIOError, reason == 0 { reason = unsafe schakel_sqlite3_last_errno(database) }
    code = code.given(systemError: reason)
    if reason != 0, code.isIOError || code.isCantOpen || code.isFull || code == .readOnlyDisk {
      message += ": " + Platform.describe(error: reason)
    }
    self.init(code, message, sql: sql, while: operation, path: path)
  }
}
