import CSQLite

// Each runs the statement to its end, or throws; either way it is reset afterwards. Values are
// bound from position 1 on; without any, those bound before are used.
//
// These are inlinable, and bind the values in place rather than in a closure or a shared function,
// because Swift then compiles them for the caller's types: it halves the cost of a short run.
extension Statement {
  /// Runs a statement that returns no rows. Throws misuse when it would return some.
  @inlinable
  public func run<each Value: Bindable>(_ values: repeat each Value) throws(SQLiteError) {
    var position = 0
    repeat try bindNext(each values, &position)
    try runBound()
  }

  /// Calls `read` for each row.
  @inlinable
  public func forEachRow<each Value: Bindable, E: SQLiteErrorCarrier>(
    _ values: repeat each Value, read: (borrowing Row) throws(E) -> Void
  ) throws(E) {
    var position = 0
    do throws(SQLiteError) {
      repeat try bindNext(each values, &position)
      try start()
    } catch {
      throw E(error)
    }
    while try readNext(read) != nil {}
  }

  /// The first row, nil when there is none. Further rows are not fetched.
  @inlinable
  public func first<each Value: Bindable, R, E: SQLiteErrorCarrier>(
    _ values: repeat each Value, read: (borrowing Row) throws(E) -> R
  ) throws(E) -> R? {
    var position = 0
    do throws(SQLiteError) {
      repeat try bindNext(each values, &position)
      try start()
    } catch {
      throw E(error)
    }
    defer { reset() }
    return try readNext(read)
  }

  /// All rows, in memory.
  @inlinable
  public func all<each Value: Bindable, R, E: SQLiteErrorCarrier>(
    _ values: repeat each Value, read: (borrowing Row) throws(E) -> R
  ) throws(E) -> [R] {
    var position = 0
    do throws(SQLiteError) {
      repeat try bindNext(each values, &position)
      try start()
    } catch {
      throw E(error)
    }
    var rows: [R] = []
    while let row = try readNext(read) { rows.append(row) }
    return rows
  }

  /// Binds one of a row of values; when it cannot, those before it are forgotten again.
  @inlinable
  func bindNext(_ value: some Bindable, _ position: inout Int) throws(SQLiteError) {
    position += 1
    do throws(SQLiteError) {
      try value.bind(to: self, at: position)
    } catch {
      if state == .ready { reset() }
      throw error
    }
  }
}

/// One row at a time, for callers that walk two statements side by side.
///
/// Unsafe: `raw` is used only while `handle.isOpen`.
extension Statement {
  /// The next row, starting the statement when it is not yet running; nil after the last, when the
  /// statement is reset. Call `reset` to stop before that.
  @inlinable
  public func next<R, E: SQLiteErrorCarrier>(
    _ read: (borrowing Row) throws(E) -> R
  ) throws(E) -> R? {
    if state == .ready { try carrying(E.self) { () throws(SQLiteError) in try start() } }
    return try readNext(read)
  }

  /// Stops the statement and forgets its bindings; harmless when it is not running.
  public func reset() {
    guard handle.isOpen, state != .reading else { return }
    // The code repeats the error that the last step has thrown already.
    unsafe sqlite3_reset(raw)
    state = .ready
    bound = 0
    arena.clear()
  }
}

/// The steps all of the above are made of.
///
/// Unsafe: `start` sees that the connection, and so `raw`, is open; from then on the statement is
/// running, and the connection does not close before it is reset.
extension Statement {
  @usableFromInline
  func runBound() throws(SQLiteError) {
    try start()
    guard unsafe sqlite3_column_count(raw) == 0 else {
      reset()
      throw misuse("the statement returns rows", .stepping)
    }
    _ = try advance()
  }

  /// Runs to the end and ignores the rows.
  func drain() throws(SQLiteError) {
    try start()
    while try advance() {}
  }

  @usableFromInline
  func start() throws(SQLiteError) {
    guard handle.isOpen else { throw closed(.stepping) }
    guard state == .ready else {
      throw misuse("the statement is running; reset it or prepare another", .stepping)
    }
    guard isComplete else {
      let count = unsafe sqlite3_bind_parameter_count(raw)
      let error = misuse("\(bound.nonzeroBitCount) of \(count) parameters are bound", .stepping)
      reset()
      throw error
    }
    guard handle.scope != .aborted else {
      reset()
      throw handle.aborted(sql: sql)
    }
    state = .running
  }

  /// Steps to the next row; false at the end, when the statement is reset.
  private func advance() throws(SQLiteError) -> Bool {
    switch unsafe sqlite3_step(raw) {
    case SQLITE_ROW:
      return true
    case SQLITE_DONE:
      reset()
      return false
    default:
      let error = failure(.stepping)
      reset()
      throw error
    }
  }

  @usableFromInline
  func fetch() throws(SQLiteError) -> Bool {
    guard state == .running else {
      throw misuse("a row is being read; prepare another statement", .stepping)
    }
    return try advance()
  }

  /// Reads the next row; nil, and reset, when there is none. Resets when `read` throws.
  @inlinable
  func readNext<R, E: SQLiteErrorCarrier>(
    _ read: (borrowing Row) throws(E) -> R
  ) throws(E) -> R? {
    do throws(SQLiteError) {
      guard try fetch() else { return nil }
    } catch {
      throw E(error)
    }
    state = .reading
    do throws(E) {
      let value = unsafe try read(Row(raw))
      state = .running
      return value
    } catch {
      state = .running
      reset()
      throw error
    }
  }
}
