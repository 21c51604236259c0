import CSQLite

/// A prepared statement: bind, run, and it is ready again.
///
///     let insert = try connection.prepare("INSERT INTO note (id, body) VALUES (?, ?)")
///     try insert.run(id, body)
///     let select = try connection.prepare("SELECT id, body FROM note WHERE area = ?")
///     try select.forEachRow("GM0344") { row throws(SQLiteError) in
///       notes.append((try row.blob(at: 0), try row.text(at: 1)))
///     }
///
/// Invariant: it is run with every parameter bound, and comes back reset, whether that succeeded
/// or not; bindings last for one run. Text and blobs are copied once, into the statement's own
/// `BindingArena`, and SQLite reads them there.
///
/// Keep it where it is used (or use `SQL`): preparing costs more than most runs. Like its
/// connection it belongs to one thread at a time.
///
/// Unsafe: `raw` is finalised by `deinit`, or before that by `Handle.close`; it is used only while
/// `handle.isOpen`.
@safe public final class Statement {
  @usableFromInline
  enum State {
    /// Reset; takes bindings. -> running
    case ready
    /// Between rows. -> ready (last row, error, `reset`), reading
    case running
    /// Inside a row's closure; neither bound nor run again. -> running
    case reading
  }

  /// The highest number of parameters a statement may have. For more values than that, bind a
  /// JSON array and select from `json_each(?)`: the text, and so the statement, stays the same.
  public static let parameterLimit = 64

  @usableFromInline
  let raw: OpaquePointer
  let handle: Handle
  /// One bit for each parameter.
  private let everyParameter: UInt64
  /// One bit for each parameter bound since the last reset.
  var bound: UInt64 = 0
  @usableFromInline
  var state = State.ready
  var arena = BindingArena()

  /// Prepares exactly one statement.
  convenience init(_ sql: String, handle: Handle) throws(SQLiteError) {
    let raw: OpaquePointer
    let rest: Int
    unsafe (raw, rest) = unsafe try Statement.prepare(Array(sql.utf8)[...], handle: handle)
    guard rest == 0 else {
      unsafe sqlite3_finalize(raw)
      throw handle.misuse("there is more than one statement", sql: sql, while: .preparing)
    }
    unsafe try self.init(raw, handle: handle)
  }

  /// Takes over `raw`.
  private init(_ raw: OpaquePointer, handle: Handle) throws(SQLiteError) {
    unsafe self.raw = unsafe raw
    self.handle = handle
    unsafe handle.own(raw)
    let count = unsafe Int(sqlite3_bind_parameter_count(raw))
    everyParameter = count >= 64 ? .max : (1 << UInt64(count)) - 1
    if count > Statement.parameterLimit {
      throw misuse("\(count) parameters, at most \(Statement.parameterLimit) allowed", .preparing)
    }
  }

  deinit {
    unsafe handle.finalise(raw)
  }

  /// The statement's text.
  public var sql: String {
    guard handle.isOpen, let text = unsafe sqlite3_sql(raw) else { return "" }
    return unsafe String(cString: text)
  }

  /// Whether every parameter has a value.
  var isComplete: Bool { bound == everyParameter }

  func failure(_ operation: SQLiteError.Operation) -> SQLiteError {
    handle.failure(sql: sql, while: operation)
  }

  func misuse(_ message: String, _ operation: SQLiteError.Operation) -> SQLiteError {
    handle.misuse(message, sql: sql, while: operation)
  }
}

@available(*, unavailable, message: "one thread at a time, as its connection")
extension Statement: Sendable {}

/// Compiling SQL text.
///
/// Unsafe: the text is lent to `sqlite3_prepare_v3`, with its length, until that returns.
extension Statement {
  /// Prepares the first statement of a script; nil when only blanks and comments are left.
  /// Returns what follows it.
  static func first(
    of script: ArraySlice<UInt8>, handle: Handle
  ) throws(SQLiteError) -> (Statement, ArraySlice<UInt8>)? {
    guard script.contains(where: { !isBlank($0) }) else { return nil }
    let found = unsafe try compile(script, handle: handle)
    guard let raw = unsafe found.raw else { return nil }
    return unsafe (try Statement(raw, handle: handle), script.suffix(found.rest))
  }

  private static func prepare(
    _ sql: ArraySlice<UInt8>, handle: Handle
  ) throws(SQLiteError) -> (OpaquePointer, rest: Int) {
    let found = unsafe try compile(sql, handle: handle)
    guard let raw = unsafe found.raw else {
      throw handle.misuse("there is no statement", while: .preparing)
    }
    let rest = unsafe sql.suffix(found.rest).allSatisfy { isBlank($0) || $0 == UInt8(ascii: ";") }
    return unsafe (raw, rest ? 0 : found.rest)
  }

  /// `rest` is the number of bytes after the statement.
  private static func compile(
    _ sql: ArraySlice<UInt8>, handle: Handle
  ) throws(SQLiteError) -> (raw: OpaquePointer?, rest: Int) {
    guard handle.isOpen else {
      throw handle.misuse("the connection is closed", while: .preparing)
    }
    var raw: OpaquePointer?
    var rest = 0
    let code = unsafe sql.withUnsafeBytes { bytes -> Int32 in
      let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress
      var tail: UnsafePointer<CChar>?
      let code = unsafe sqlite3_prepare_v3(
        handle.database, start, Int32(clamping: bytes.count),
        UInt32(SQLITE_PREPARE_PERSISTENT), &raw, &tail)
      if let start = unsafe start, let tail = unsafe tail {
        rest = unsafe bytes.count - (tail - start)
      }
      return code
    }
    guard code == SQLITE_OK else {
      throw handle.failure(sql: String(decoding: sql, as: UTF8.self), while: .preparing)
    }
    return unsafe (raw, rest)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}
