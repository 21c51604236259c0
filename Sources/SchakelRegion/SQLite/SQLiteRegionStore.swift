public import SchakelCore
public import SchakelStore
import Synchronization

/// A region in one SQLite file, with write-ahead log and `synchronous=FULL`.
///
///     let store = try SQLiteRegionStore("/data/region.sqlite")
///     let service = try await RegionService(store: store, environment: environment)
///
/// One connection writes, several read, and two look; writes share transactions (`GroupCommit`),
/// reads wait for no write and have turns (`Turns`), and looks wait not even for reads. Beside the
/// database lies its high-water mark, `region.sqlite.high-water`. Other processes may use the file at
/// the same time: what they write is seen by the next question here, and nothing is kept in memory that
/// they could make stale.
public final class SQLiteRegionStore: RegionStore {
  private let pool: DatabasePool
  private let committer: GroupCommit
  private let readers: TurnLine
  private let watchers: Watchers
  private let meter: Meter
  private let others = OtherWriters()
  private let statementCount = Atomic<Int>(0)
  private let documentCount = Atomic<Int>(0)
  /// Told by the high-water mark: the file is another one, or has fewer commits than it says.
  public let wasPutBack: Bool

  /// Opens or creates the file and brings its schema up to date.
  ///
  /// - Parameters:
  ///   - readers: how many reads can go on at once.
  ///   - groupBytes: the bytes of writes that share one transaction.
  public convenience init(
    _ path: String, readers: Int = 4, groupBytes: Int = RegionLimits().groupBytes
  ) throws(RegionError) {
    try self.init(path, readers: readers, groupBytes: groupBytes, options: Self.options)
  }

  init(
    _ path: String, readers: Int, groupBytes: Int, options: ConnectionOptions
  ) throws(RegionError) {
    // The mark before the database: whatever another process commits in between only makes the
    // database newer than the mark.
    let highWater = HighWater(path: path + ".high-water")
    let mark = highWater.read()
    do throws(SQLiteError) {
      pool = try DatabasePool(
        path, options: options, readers: readers, migrations: Schema.migrations)
    } catch {
      throw RegionError(error)
    }
    let commits = try pool.read { connection throws(RegionError) in
      try SQLiteRegionView(connection).commits()
    }
    let file = FileFacts.number(of: path) ?? 0
    wasPutBack = commits.map { mark?.file != file || mark?.commits ?? .max > $0 } ?? false
    let watchers = Watchers()
    let meter = Meter()
    (self.watchers, self.meter) = (watchers, meter)
    self.readers = TurnLine(
      places: readers, share: 1, measure: { meter.note(.reading(behind: $0)) })
    committer = GroupCommit(
      pool: pool, groupBytes: groupBytes,
      hooks: GroupCommit.Hooks(
        prepare: { () throws(RegionError) in try highWater.prepare() },
        committed: { commit in
          if let number = commit.number { highWater.write(.init(commits: number, file: file)) }
        },
        answered: { commit in
          if !commit.moved.isEmpty { watchers.tell(commit.moved) }
        },
        measure: { meter.note($0) }))
  }

  static var options: ConnectionOptions {
    var options = ConnectionOptions()
    options.applicationID = Schema.applicationID
    options.synchronous = .full
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.acknowledgesUnflushed.isPlanted { options.synchronous = .normal }
    #endif
    options.cacheSize = 32 << 10
    // A push of a thousand notes fills a thousand pages; checkpointing each would write the pages
    // that all of them share a thousand times.
    options.checkpointPages = 8_000
    return options
  }

  /// The statements run by reading bodies since the store was opened.
  var statementsRun: Int { statementCount.load(ordering: .relaxed) }

  /// The documents that they looked up.
  var documentsRead: Int { documentCount.load(ordering: .relaxed) }

  /// The writes that wait for the one under way.
  var waitingWrites: Int { committer.waiting }

  /// The reads that wait for a turn.
  var waitingReads: Int { readers.waiting }

  /// The database and its write-ahead log; the high-water mark is not counted.
  public var diskBytes: UInt64 {
    FileFacts.size(of: pool.path) + FileFacts.size(of: pool.path + "-wal")
  }

  /// Every body that was ever given is called, in that order; none can be taken away.
  public func whenMoved(_ body: @escaping @Sendable ([SpaceID]) -> Void) {
    watchers.add(body)
  }

  /// Called on the writing thread and on that of any reader.
  public func measure(_ body: @escaping @Sendable (RegionEvent) -> Void) { meter.set(body) }

  /// One look at SQLite's own counter on the writing connection, and at the spaces where it moved.
  public func lookForOthers() async throws(RegionError) {
    let moved = try await pool.write { [others] connection throws(RegionError) in
      try others.moved(on: connection)
    }
    if !moved.isEmpty { watchers.tell(moved) }
  }

  /// Reads every page of the file, on a connection and a thread of its own.
  public func checkFile() async throws(RegionError) -> CheckReport {
    do throws(SQLiteError) {
      return try await pool.check()
    } catch {
      throw RegionError(error)
    }
  }

  /// Checks the copy in full, each index against its table. A copy has no write-ahead log of its own.
  public func backUp(to path: String) async throws(RegionError) -> CheckReport {
    do throws(SQLiteError) {
      try await pool.copy(to: path)
      return try await DatabasePool.check(path, options: Self.options)
    } catch {
      throw RegionError(error)
    }
  }

  /// Takes what was deleted out of the database and its log (``Connection/purge(_:)``). Whether that is
  /// owed is kept in the database, so that a process that ends in between does not forget it.
  public func sweep() async throws(RegionError) -> Bool {
    try await pool.write { connection throws(RegionError) in
      do throws(SQLiteError) {
        let owed = try connection[.unswept].first { row throws(SQLiteError) in
          try row.int64(at: 0)
        }
        guard let owed, owed > 0 else { return true }
        // Nobody writes meanwhile, so that what is owed by then is paid as well.
        return try connection.purge { connection throws(SQLiteError) in
          try connection[.swept].run()
        }
      } catch {
        throw RegionError(error)
      }
    }
  }

  /// Waits for writes under way; throws `storage` where a connection does not close.
  public func close() throws(RegionError) {
    committer.close()
    do throws(SQLiteError) {
      try pool.close()
    } catch {
      throw RegionError(error)
    }
  }
}

extension SQLiteRegionStore {
  /// Runs on one of two connections that nothing long is run on.
  public func look<Value: Sendable>(
    _ body: (any RegionReading) throws(RegionError) -> Value
  ) throws(RegionError) -> Value {
    try pool.look { connection throws(RegionError) in try count(connection, body) }
  }

  /// Runs on a queue of its own, on one of the reading connections, which it has to itself.
  public func read<Value: Sendable>(
    for reader: PersonID?,
    _ body: @escaping @Sendable (any RegionReading) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value {
    await readers.enter(reader)
    defer { readers.leave(reader) }
    return try await pool.read { [self] connection throws(RegionError) in
      try count(connection, body)
    }
  }

  private func count<Value>(
    _ connection: Connection, _ body: (any RegionReading) throws(RegionError) -> Value
  ) throws(RegionError) -> Value {
    let view = SQLiteRegionView(connection)
    defer {
      statementCount.add(view.statements, ordering: .relaxed)
      documentCount.add(view.documentsRead, ordering: .relaxed)
    }
    return try body(view)
  }

  /// Joins the group that waits for the next commit, and returns once that is flushed.
  public func write<Value: Sendable>(
    cost: Int, _ body: @escaping @Sendable (any RegionWriting) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value {
    let result: Result<Value, RegionError> = await withCheckedContinuation { continuation in
      committer.enqueue(
        GroupCommit.Job(
          cost: cost,
          attempt: { transaction throws(RegionError) in
            let value = try body(transaction)
            return { continuation.resume(returning: .success(value)) }
          },
          fail: { continuation.resume(returning: .failure($0)) }))
    }
    return try result.get()
  }
}

/// Those who want to know when spaces move.
private final class Watchers: Sendable {
  private let bodies = Mutex<[@Sendable ([SpaceID]) -> Void]>([])

  func add(_ body: @escaping @Sendable ([SpaceID]) -> Void) {
    bodies.withLock { $0.append(body) }
  }

  func tell(_ spaces: [SpaceID]) {
    for body in bodies.withLock({ $0 }) { body(spaces) }
  }
}

/// Whoever counts what the store does.
private final class Meter: Sendable {
  private let body = Mutex<@Sendable (RegionEvent) -> Void>({ _ in })

  func set(_ body: @escaping @Sendable (RegionEvent) -> Void) { self.body.withLock { $0 = body } }

  func note(_ event: RegionEvent) { body.withLock(\.self)(event) }
}

extension SQL {
  fileprivate static let unswept = SQL("SELECT unswept FROM region")
  fileprivate static let swept = SQL("UPDATE region SET unswept = 0")
}
