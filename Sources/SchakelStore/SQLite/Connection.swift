import CSQLite
import Synchronization

/// One connection to one SQLite database.
///
///     var options = ConnectionOptions()
///     options.applicationID = 0x5363_6B6C
///     let connection = try Connection("/data/region.sqlite", options: options)
///     try connection.transaction { () throws(SQLiteError) in
///       try connection[.insertNote].run(id, body)
///     }
///
/// Invariant: a file that is no database, belongs to another application or was written by a newer
/// version is never changed by a byte (`Connection+Admission.swift`).
///
/// Threads: SQLite is opened in its multi-thread mode (https://www.sqlite.org/threadsafe.html): a
/// connection and its statements may be used by one thread at a time, and take no locks of their
/// own. The class is not `Sendable`, so the compiler keeps it with its owner; `DatabasePool` shares
/// connections among threads. Only `interrupter` may be used from elsewhere.
///
/// Nothing here retries, logs, or knows a table.
public final class Connection {
  let handle: Handle
  let options: ConnectionOptions
  /// As it was opened; it stays.
  public let mode: OpenMode
  /// Prepared statements by the slot of their `SQL`.
  private var prepared: [Statement?] = []
  /// Whether `SearchRank` was added to this connection.
  var hasSearchRank = false

  /// Guards the creation of files: see `openHandle`.
  private static let creation = Mutex(())

  /// Opens a database.
  ///
  /// In the writing modes the file is put in write-ahead mode, and a new file gets
  /// `options.applicationID` before anything else.
  /// - Throws: `cantOpen`, `notADatabase`, `otherApplication`, `newerVersion`, `corrupt`, or
  ///   `busy` when another process holds the file for longer than `options.busyTimeout`.
  public init(
    _ path: String, mode: OpenMode = .readWriteCreate,
    options: ConnectionOptions = ConnectionOptions()
  ) throws(SQLiteError) {
    self.mode = mode
    self.options = options
    if let key = options.databaseKey { try Connection.checkKey(key, for: path) }
    handle = try Connection.openHandle(path, mode: mode, timeout: options.busyTimeout)
    if let key = options.databaseKey { try use(key) }
    try admit()
    try configure()
    if let cipher = options.cipher { try SealingFunctions.install(cipher, on: self) }
  }

  /// Whether statements seal and open what they write and read.
  var isSealed: Bool { options.cipher != nil }

  /// The file as it was given; empty for a database in memory.
  public var path: String { handle.path }

  /// Stops what this connection is doing, from any thread.
  public var interrupter: Interrupter { handle.interrupter }

  /// Finalises all statements and closes the file; statements used afterwards throw misuse. Done
  /// by itself when the connection and all its statements are gone.
  /// - Throws: misuse, and closes nothing, while a row is being read.
  public func close() throws(SQLiteError) {
    try handle.close()
    prepared = []
  }

  /// The prepared statement of a constant `SQL`, made at first use and kept. O(1), no hashing.
  ///
  /// It is one object per connection: a statement cannot be run again inside its own `forEachRow`.
  public subscript(_ sql: SQL) -> Statement {
    get throws(SQLiteError) {
      if sql.slot < prepared.count, let statement = prepared[sql.slot] { return statement }
      return try prepareForSlot(sql)
    }
  }

  private func prepareForSlot(_ sql: SQL) throws(SQLiteError) -> Statement {
    let statement = try prepare(isSealed ? sql.sealedText : sql.text)
    if sql.slot >= prepared.count {
      prepared += Array(repeating: nil, count: sql.slot + 1 - prepared.count)
    }
    prepared[sql.slot] = statement
    return statement
  }

  /// Prepares a statement that the caller keeps; it is finalised when the caller lets go of it.
  public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    try Statement(sql, handle: handle)
  }
}

@available(*, unavailable, message: "one thread at a time: see DatabasePool")
extension Connection: Sendable {}

extension Connection {
  /// Opens the file, creating it where the mode says so, without reading or locking it.
  ///
  /// A file is created with its final mode before SQLite sees it, since the log files inherit it.
  /// Closing our descriptor would drop locks that another thread of this process had taken in
  /// between, hence the mutex: whoever opens the file after us waits until we have closed it.
  private static func openHandle(
    _ path: String, mode: OpenMode, timeout: Int
  ) throws(SQLiteError) -> Handle {
    let result = creation.withLock { _ -> Result<Handle, SQLiteError> in
      do throws(SQLiteError) {
        if mode == .readWriteCreate { try createFile(at: path) }
        return .success(try openDatabase(path, mode: mode, timeout: timeout))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func createFile(at path: String) throws(SQLiteError) {
    let name = try fileName(path)
    var reason = Platform.createFolders(above: name)
    if reason == 0 { reason = Platform.createFile(at: name) }
    guard reason == 0 else {
      let message = "cannot create the file: " + Platform.describe(error: reason)
      throw SQLiteError(.cantOpen, message, while: .opening, path: path)
    }
  }

  /// Unsafe: SQLite hands out the pointer here; it is closed or goes to a `Handle`.
  private static func openDatabase(
    _ path: String, mode: OpenMode, timeout: Int
  ) throws(SQLiteError) -> Handle {
    let access = mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    let name = mode.isFile ? try fileName(path) : ":memory:"
    var database: OpaquePointer?
    let code = unsafe sqlite3_open_v2(name, &database, access | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let database = unsafe database else {
      let error = unsafe SQLiteError(lastOn: database, sql: nil, while: .opening, path: path)
      unsafe sqlite3_close(database)
      throw error
    }
    return unsafe Handle(database, path: mode.isFile ? path : "", busyTimeout: timeout)
  }

  /// `path` as SQLite takes it literally: never as a URI, `:memory:` or a temporary database.
  static func fileName(_ path: String) throws(SQLiteError) -> String {
    guard !path.utf8.contains(0) else {
      throw SQLiteError(.cantOpen, "the path contains a NUL", while: .opening, path: path)
    }
    return path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
  }
}
