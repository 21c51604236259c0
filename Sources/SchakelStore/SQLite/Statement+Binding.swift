import CSQLite

// Positions count from 1, as SQLite counts them. Bindings last until the statement has run.
// Each throws misuse for a position the statement does not have, or while it is running.
extension Statement {
  /// Binds one value; `run`, `forEachRow` and the like take a whole row of them.
  @inlinable
  public func bind(_ value: some Bindable, at position: Int) throws(SQLiteError) {
    try value.bind(to: self, at: position)
  }

  /// Binds a blob that lies elsewhere, copying it once.
  ///
  /// Unsafe: the span is lent to a call that copies it.
  public func bind(_ blob: Span<UInt8>, at position: Int) throws(SQLiteError) {
    try accept(position)
    let code = unsafe blob.withUnsafeBytes { bytes in
      unsafe bindBlob(bytes, Int32(position))
    }
    try settle(code, position)
  }
}

/// What the `Bindable` types come down to.
///
/// Unsafe: `accept` has seen that the connection, and so `raw`, is open; buffers are lent to a call
/// that copies them, into the arena or into SQLite.
extension Statement {
  @usableFromInline
  func bindNull(at position: Int) throws(SQLiteError) {
    try accept(position)
    unsafe try settle(sqlite3_bind_null(raw, Int32(position)), position)
  }

  @usableFromInline
  func bindInteger(_ value: Int64, at position: Int) throws(SQLiteError) {
    try accept(position)
    unsafe try settle(sqlite3_bind_int64(raw, Int32(position), value), position)
  }

  /// Refuses NaN, which SQLite would store as NULL.
  @usableFromInline
  func bindDouble(_ value: Double, at position: Int) throws(SQLiteError) {
    try accept(position)
    guard !value.isNaN else {
      throw misuse("parameter \(position) is not a number", .binding)
    }
    unsafe try settle(sqlite3_bind_double(raw, Int32(position), value), position)
  }

  /// Binds the text's UTF-8 as it is: not normalised, NULs included.
  @usableFromInline
  func bindText(_ text: String, at position: Int) throws(SQLiteError) {
    try accept(position)
    let code = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
      unsafe bindText(UnsafeRawBufferPointer(bytes), Int32(position))
    }
    if let code { return try settle(code, position) }
    // Only text that another runtime lent to Swift has no bytes to show.
    let copied = unsafe Array(text.utf8).withUnsafeBytes { bytes in
      unsafe bindText(bytes, Int32(position))
    }
    try settle(copied, position)
  }

  @usableFromInline
  func bindBlob(_ blob: ArraySlice<UInt8>, at position: Int) throws(SQLiteError) {
    try accept(position)
    let code = unsafe blob.withUnsafeBytes { bytes in
      unsafe bindBlob(bytes, Int32(position))
    }
    try settle(code, position)
  }

  /// Whether the statement can take a value there now.
  private func accept(_ position: Int) throws(SQLiteError) {
    guard handle.isOpen else { throw closed(.binding) }
    guard state == .ready else {
      throw misuse("the statement is running; reset it or prepare another", .binding)
    }
    guard position > 0, position <= Statement.parameterLimit else {
      throw misuse("there is no parameter \(position)", .binding)
    }
  }

  private func settle(_ code: Int32, _ position: Int) throws(SQLiteError) {
    guard code == SQLITE_OK else { throw failure(.binding) }
    bound |= 1 << UInt64(position - 1)
  }

  // An empty value goes in with an address and length 0: without an address it would be NULL.

  private func bindText(_ bytes: UnsafeRawBufferPointer, _ position: Int32) -> Int32 {
    let placed = unsafe arena.place(bytes)
    let start = unsafe (placed ?? bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
    return unsafe sqlite3_bind_text64(
      raw, position, start, UInt64(bytes.count), placed == nil ? transient : nil,
      UInt8(SQLITE_UTF8))
  }

  private func bindBlob(_ bytes: UnsafeRawBufferPointer, _ position: Int32) -> Int32 {
    let placed = unsafe arena.place(bytes)
    return unsafe sqlite3_bind_blob64(
      raw, position, placed ?? bytes.baseAddress, UInt64(bytes.count),
      placed == nil ? transient : nil)
  }

  func closed(_ operation: SQLiteError.Operation) -> SQLiteError {
    handle.misuse("the connection is closed", while: operation)
  }
}

/// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
/// Unsafe: SQLite defines it as the number -1 in a function pointer's clothes and never calls it.
private let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
