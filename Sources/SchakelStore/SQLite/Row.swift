import CSQLite

/// One row of a statement's result, valid inside the closure it is handed to.
///
/// Columns count from 0. Each getter checks the type that is stored: a column that holds something
/// else, or NULL where a value is asked for, throws `mismatch`, for what was written is then not
/// what is read. The `...IfPresent` getters answer nil for NULL.
///
/// Unsafe: a row is only ever lent to a closure, cannot be copied, and is gone before its statement
/// steps on; the connection refuses to close while a statement is running.
@safe public struct Row: ~Copyable {
  private let raw: OpaquePointer

  @usableFromInline
  init(_ raw: OpaquePointer) {
    unsafe self.raw = unsafe raw
  }

  /// How many columns the statement answers with.
  public var columnCount: Int { unsafe Int(sqlite3_data_count(raw)) }

  /// Throws `mismatch` for a column that is not there, as all getters do.
  public func isNull(at column: Int) throws(SQLiteError) -> Bool {
    let type = unsafe sqlite3_column_type(raw, Int32(column))
    if type == SQLITE_NULL { try requireExistence(column) }
    return type == SQLITE_NULL
  }

  /// Throws `mismatch` for anything but an integer; nothing is converted.
  public func int64(at column: Int) throws(SQLiteError) -> Int64 {
    try require(SQLITE_INTEGER, column)
    return unsafe sqlite3_column_int64(raw, Int32(column))
  }

  /// As ``int64(at:)``, or nil for NULL.
  public func int64IfPresent(at column: Int) throws(SQLiteError) -> Int64? {
    guard try holds(SQLITE_INTEGER, column) else { return nil }
    return unsafe sqlite3_column_int64(raw, Int32(column))
  }

  /// Throws `mismatch` for anything but a double, integers included.
  public func double(at column: Int) throws(SQLiteError) -> Double {
    try require(SQLITE_FLOAT, column)
    return unsafe sqlite3_column_double(raw, Int32(column))
  }

  /// As ``double(at:)``, or nil for NULL.
  public func doubleIfPresent(at column: Int) throws(SQLiteError) -> Double? {
    guard try holds(SQLITE_FLOAT, column) else { return nil }
    return unsafe sqlite3_column_double(raw, Int32(column))
  }

  /// The text as it was bound, byte for byte. Throws `mismatch` for bytes that are not UTF-8,
  /// rather than repair them.
  public func text(at column: Int) throws(SQLiteError) -> String {
    try require(SQLITE_TEXT, column)
    return try storedText(column)
  }

  /// As ``text(at:)``, or nil for NULL.
  public func textIfPresent(at column: Int) throws(SQLiteError) -> String? {
    guard try holds(SQLITE_TEXT, column) else { return nil }
    return try storedText(column)
  }

  /// A copy of the blob. An empty blob is not NULL.
  public func blob(at column: Int) throws(SQLiteError) -> [UInt8] {
    try require(SQLITE_BLOB, column)
    return unsafe Array(storedBytes(column))
  }

  /// As ``blob(at:)``, or nil for NULL.
  public func blobIfPresent(at column: Int) throws(SQLiteError) -> [UInt8]? {
    guard try holds(SQLITE_BLOB, column) else { return nil }
    return unsafe Array(storedBytes(column))
  }

  /// Lends the blob without copying it.
  @inlinable
  public func withBlob<R>(
    at column: Int, _ body: (Span<UInt8>) -> R
  ) throws(SQLiteError) -> R {
    try unsafe body(lentBytes(column).span)
  }

  /// Lends the blob to a reader that may throw.
  @inlinable
  public func withBlob<R, E: SQLiteErrorCarrier>(
    at column: Int, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let bytes = try unsafe carrying(E.self) { () throws(SQLiteError) in
      try unsafe lentBytes(column)
    }
    return try unsafe body(bytes.span)
  }
}

/// Unsafe: as for the type.
extension Row {
  /// Unsafe: SQLite keeps the bytes until the next step, reset or conversion of this column; the
  /// getters convert nothing, since they have checked the type.
  private func storedBytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
    let start = unsafe sqlite3_column_blob(raw, Int32(column))
    let count = unsafe Int(sqlite3_column_bytes(raw, Int32(column)))
    return unsafe UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self), count: count)
  }

  @usableFromInline
  func lentBytes(_ column: Int) throws(SQLiteError) -> UnsafeBufferPointer<UInt8> {
    try require(SQLITE_BLOB, column)
    return unsafe storedBytes(column)
  }

  /// Decodes, which would repair what is no UTF-8, and compares: several times faster for short
  /// text than `String(validating:as:)`, which is not specialised.
  private func storedText(_ column: Int) throws(SQLiteError) -> String {
    let bytes = unsafe storedBytes(column)
    var text = unsafe String(decoding: bytes, as: UTF8.self)
    let isSame = text.withUTF8 { unsafe Platform.areEqual($0, bytes) }
    guard isSame else { throw mismatch("column \(column) holds text that is not UTF-8") }
    return text
  }

  private func require(_ type: Int32, _ column: Int) throws(SQLiteError) {
    let found = unsafe sqlite3_column_type(raw, Int32(column))
    guard found == type else {
      try requireExistence(column)
      throw mismatch("column \(column) holds \(name(of: found)), not \(name(of: type))")
    }
  }

  /// False for NULL; throws for any other type than the one asked for.
  private func holds(_ type: Int32, _ column: Int) throws(SQLiteError) -> Bool {
    if try isNull(at: column) { return false }
    try require(type, column)
    return true
  }

  /// SQLite answers NULL for columns that are not there.
  private func requireExistence(_ column: Int) throws(SQLiteError) {
    guard column >= 0, column < columnCount else {
      throw mismatch("there is no column \(column)")
    }
  }

  private func name(of type: Int32) -> String {
    switch type {
    case SQLITE_INTEGER: "an integer"
    case SQLITE_FLOAT: "a double"
    case SQLITE_TEXT: "text"
    case SQLITE_BLOB: "a blob"
    default: "NULL"
    }
  }

  func mismatch(_ message: String) -> SQLiteError {
    let database = unsafe sqlite3_db_handle(raw)
    let sql = unsafe sqlite3_sql(raw).map { unsafe String(cString: $0) }
    let path = unsafe sqlite3_db_filename(database, "main").map { unsafe String(cString: $0) }
    return SQLiteError(.mismatch, message, sql: sql, while: .reading, path: path ?? "")
  }
}
