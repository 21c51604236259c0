import Synchronization

/// One writer and several readers on one database file.
///
///     let pool = try DatabasePool("/data/region.sqlite", migrations: migrations)
///     try pool.write { connection throws(SQLiteError) in
///       try connection.transaction { () throws(SQLiteError) in ... }
///     }
///     let titles = try await pool.read { connection throws(SQLiteError) in
///       try connection[.titles].all { row throws(SQLiteError) in try row.text(at: 0) }
///     }
///
/// Invariant: writes follow one another; each read sees one committed state of the whole database
/// from its first to its last statement, and waits for no write (https://www.sqlite.org/wal.html).
///
/// Both come in two forms. Called synchronously they run on the caller's thread and block it until
/// the connection is free. Called with `await` they run on a queue of their own and block no thread
/// of Swift's cooperative pool. Why that is safe stands at `Lane`. A read that never ends keeps the
/// write-ahead log from being reset, so read, return, and work outside.
///
/// A third form, ``look(_:)``, is for a task that has a question of microseconds: it runs on the
/// caller's thread, on connections that nothing long is ever run on, so that no number of long reads
/// can block the threads of the cooperative pool.
public final class DatabasePool: Sendable {
  /// As it was given; not used in memory.
  public let path: String
  private let options: ConnectionOptions
  private let writer: Lane
  private let readers: [Lane]
  private let lookers: [Lane]
  private let choosing = Mutex(())

  /// Opens the file and brings its schema up to date. Readers are opened at their first use.
  ///
  /// With `mode` `.memory`, reads take turns with writes on the one connection there is.
  ///
  /// - Parameters:
  ///   - count: how many reads can go on at once.
  ///   - lookers: how many more connections are kept for ``look(_:)``.
  /// - Throws: as `Connection.init` and `Connection.migrate`; versions beyond the last migration
  ///   are refused before the file is touched.
  public init(
    _ path: String, mode: OpenMode = .readWriteCreate,
    options: ConnectionOptions = ConnectionOptions(), readers count: Int = 4, lookers: Int = 2,
    migrations: [Migration] = []
  ) throws(SQLiteError) {
    precondition(count > 0 && lookers > 0, "a pool has a reader, and one for looking")
    var options = options
    options.newestVersion = options.newestVersion ?? migrations.last?.version
    self.path = path
    self.options = options
    writer = Lane("schakel.writer", path: path) { [options] () throws(SQLiteError) in
      try Connection(path, mode: mode, options: options)
    }
    let lanes = { [options, writer] (label: String, count: Int) in
      mode.isFile
        ? (0..<count).map { DatabasePool.reader("schakel.\(label).\($0)", path, options) }
        : [writer]
    }
    readers = lanes("reader", count)
    self.lookers = lanes("looker", lookers)
    try writer.sync { connection throws(SQLiteError) in
      if mode.isWritable { try connection.migrate(migrations) }
    }
  }

  deinit {
    // Nobody is left to be told; an error here loses nothing, the log is read at the next start.
    try? close()
  }

  /// Lends the writing connection, outside any transaction. One left open is rolled back and
  /// reported as misuse.
  public func write<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: (Connection) throws(E) -> T
  ) throws(E) -> T {
    try writer.sync(body)
  }

  /// The same without blocking a thread of the cooperative pool. Once begun it runs to its end,
  /// also when the task is cancelled.
  public func write<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: @escaping @Sendable (Connection) throws(E) -> T
  ) async throws(E) -> T {
    try await writer.async(body)
  }

  /// Lends a connection that reads one unchanging state of the database.
  public func read<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: (Connection) throws(E) -> T
  ) throws(E) -> T {
    try Self.freest(of: readers).sync { connection throws(E) in
      try connection.transaction(.deferred) { () throws(E) in try body(connection) }
    }
  }

  /// The same for a few statements that take microseconds, on connections that only these use: it
  /// waits for others of its kind alone, and may be called on a thread of the cooperative pool.
  public func look<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: (Connection) throws(E) -> T
  ) throws(E) -> T {
    try Self.freest(of: lookers).sync { connection throws(E) in
      try connection.transaction(.deferred) { () throws(E) in try body(connection) }
    }
  }

  /// A read that may take long, without blocking a thread of the cooperative pool.
  public func read<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: @escaping @Sendable (Connection) throws(E) -> T
  ) async throws(E) -> T {
    // Chosen and joined in one step: of as many reads as there are readers each has one to itself.
    let lane = choosing.withLock { _ in
      let lane = Self.freest(of: readers)
      lane.join()
      return lane
    }
    return try await lane.async(isJoined: true) { connection throws(E) in
      try connection.transaction(.deferred) { () throws(E) in try body(connection) }
    }
  }

  /// Checks the whole file on a connection and thread of its own, beside reads and writes.
  /// Cancelling the task stops it, which throws `interrupt`.
  public func check(_ depth: CheckDepth = .quick) async throws(SQLiteError) -> CheckReport {
    try await BackgroundCheck(DatabasePool.reader("schakel.check", path, options)).run(depth)
  }

  /// Writes all that is committed, as of one moment, into another file, beside reads and writes. The
  /// file must not be there yet or be empty, and is on the disk when whoever made it says so. What was
  /// deleted is not in it: it is written anew row by row, and free pages are not copied
  /// (https://www.sqlite.org/lang_vacuum.html).
  public func copy(to path: String) async throws(SQLiteError) {
    try await DatabasePool.reader("schakel.copy", self.path, options).async {
      connection throws(SQLiteError) in
      try connection.copy(to: path)
    }
  }

  /// Checks a whole file that no pool has open, and leaves it as it is.
  ///
  /// - Throws: `notADatabase` and the like where it is another program's, or none.
  public static func check(
    _ path: String, options: ConnectionOptions, _ depth: CheckDepth = .full
  ) async throws(SQLiteError) -> CheckReport {
    try await BackgroundCheck(reader("schakel.check", path, options)).run(depth)
  }

  /// Waits for those at work, then closes all connections, the writer last: it moves the log into
  /// the file. Calls made later throw misuse.
  public func close() throws(SQLiteError) {
    for reader in readers + lookers { try reader.close() }
    try writer.close()
  }

  /// The lane with the fewest callers.
  private static func freest(of lanes: [Lane]) -> Lane {
    lanes.min { $0.load < $1.load } ?? lanes[0]
  }

  private static func reader(
    _ label: String, _ path: String, _ options: ConnectionOptions
  ) -> Lane {
    Lane(label, path: path) { () throws(SQLiteError) in
      try Connection(path, mode: .readOnly, options: options)
    }
  }
}
