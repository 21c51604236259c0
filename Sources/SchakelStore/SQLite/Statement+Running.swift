import CSQLite

// Each runs the statement to its end, or throws; either way it is reset afterwards. Values are
// bound from position 1 on; without any, those bound before are used.
extension Statement {
  /// Runs a statement that returns no rows. Throws misuse when it would return some.
  @inlinable
  public func run<each Value: Bindable>(_ values: repeat each Value) throws(SQLiteError) {
    try bindAll(repeat each values)
    try runBound()
  }

  /// Calls `read` for each row.
  @inlinable
  public func forEachRow<each Value: Bindable, E: SQLiteErrorCarrier>(
    _ values: repeat each Value, read: (borrowing Row) throws(E) -> Void
  ) throws(E) {
    try carrying(E.self) { () throws(SQLiteError) in
      try bindAll(repeat each values)
      try start()
    }
    while try readNext(read) != nil {}
  }

  /// The first row, nil when there is none. Further rows are not fetched.
  @inlinable
  public func first<each Value: Bindable, R, E: SQLiteErrorCarrier>(
    _ values: repeat each Value, read: (borrowing Row) throws(E) -> R
  ) throws(E) -> R? {
    try carrying(E.self) { () throws(SQLiteError) in
      try bindAll(repeat each values)
      try start()
    }
    defer { reset() }
    return try readNext(read)
  }

  /// All rows, in memory.
  @inlinable
  public func all<each Value: Bindable, R, E: SQLiteErrorCarrier>(
    _ values: repeat each Value, read: (borrowing Row) throws(E) -> R
  ) throws(E) -> [R] {
    try carrying(E.self) { () throws(SQLiteError) in
      try bindAll(repeat each values)
      try start()
    }
    var rows: [R] = []
    while let row = try readNext(read) { rows.append(row) }
    return rows
  }

  @inlinable
  func bindAll<each Value: Bindable>(_ values: repeat each Value) throws(SQLiteError) {
    var position = 0
    for value in repeat each values {
      position += 1
      try value.bind(to: self, at: position)
    }
  }
}

/// One row at a time, for callers that walk two statements side by side.
///
/// Unsafe: `raw` is used only while `handle.isOpen`.
extension Statement {
  /// The next row, starting the statement when it is not yet running; nil after the last, when the
  /// statement is reset. Call `reset` to stop before that.
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

  /// Reads the next row; nil, and reset, when there is none. Resets when `read` throws.
  @usableFromInline
  func readNext<R, E: SQLiteErrorCarrier>(
    _ read: (borrowing Row) throws(E) -> R
  ) throws(E) -> R? {
    let found = try carrying(E.self) { () throws(SQLiteError) in
      guard state == .running else {
        throw misuse("a row is being read; prepare another statement", .stepping)
      }
      return try advance()
    }
    guard found else { return nil }
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
