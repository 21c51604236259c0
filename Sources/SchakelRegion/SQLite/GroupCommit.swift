import Dispatch
import SchakelCore
import SchakelStore
import Synchronization

/// Lets writes that are in flight together share one transaction, and with it one wait for the
/// disk. While a commit is on its way the next group gathers, so that a lone writer waits for nobody
/// and a crowd fills its groups by itself.
///
/// Each job runs in a savepoint: one that throws is undone alone. Should SQLite undo the whole
/// transaction (a full disk, say), or the commit fail, each job of the group is run again by itself,
/// so that none suffers for another. Where a transaction cannot so much as begin (another process
/// holds the lock), all its jobs are refused at once: by themselves they would fare no better, and
/// each would wait its time out. A job is answered after the commit that holds it, never before.
final class GroupCommit: Sendable {
  /// A write that is asked for.
  struct Job: Sendable {
    /// Roughly the bytes that it writes.
    let cost: Int
    /// Does the work, and answers what hands the result to whoever waits for it.
    let attempt: @Sendable (SQLiteRegionTransaction) throws(RegionError) -> Delivery
    let fail: @Sendable (RegionError) -> Void
  }

  typealias Delivery = @Sendable () -> Void

  /// What became of a group, once it is on the disk.
  struct Commit: Sendable {
    /// The number of this commit in the database's life; nil before the region is founded.
    let number: UInt64?
    let moved: [SpaceID]
  }

  private struct Line {
    var jobs: [Job] = []
    /// Whether a thread is working the line off. true -> false when it is empty.
    var isWorked = false
    var isClosed = false
  }

  /// What is called around each transaction, all on the writing thread.
  struct Hooks: Sendable {
    /// Before each transaction, which is not begun if this throws.
    let prepare: @Sendable () throws(RegionError) -> Void
    /// After the commit, before those who wrote are answered.
    let committed: @Sendable (Commit) -> Void
    /// Once they are, before the next transaction.
    let answered: @Sendable (Commit) -> Void
    let measure: @Sendable (RegionEvent) -> Void
  }

  private let pool: DatabasePool
  private let groupBytes: Int
  private let hooks: Hooks
  private let line = Mutex(Line())
  private let queue = DispatchQueue(label: "schakel.region.commit")

  init(pool: DatabasePool, groupBytes: Int, hooks: Hooks) {
    self.pool = pool
    self.groupBytes = groupBytes
    self.hooks = hooks
  }

  func enqueue(_ job: Job) {
    let (closed, idle, count) = line.withLock { line in
      guard !line.isClosed else { return (true, false, 0) }
      line.jobs.append(job)
      defer { line.isWorked = true }
      return (false, !line.isWorked, line.jobs.count)
    }
    if count > 0 { hooks.measure(.queued(behind: count - 1)) }
    if closed {
      job.fail(RegionError(.storage, "the store is closed: the server is shutting down"))
    } else if idle {
      queue.async { self.work() }
    }
  }

  /// The jobs that no thread has taken up.
  var waiting: Int { line.withLock { $0.jobs.count } }

  /// Refuses what comes later and waits for what came before.
  func close() {
    line.withLock { $0.isClosed = true }
    queue.sync {}
  }

  private func work() {
    while true {
      let group = takeGroup()
      if group.isEmpty { return }
      hooks.measure(.waiting(writes: waiting))
      commit(group)
    }
  }

  /// The next jobs, together within the bound; one alone may be beyond it.
  private func takeGroup() -> [Job] {
    line.withLock { line in
      var count = 0
      var bytes = 0
      while count < line.jobs.count {
        bytes += line.jobs[count].cost
        if count > 0 && bytes > groupBytes { break }
        count += 1
      }
      if count == 0 { line.isWorked = false }
      defer { line.jobs.removeFirst(count) }
      return Array(line.jobs[..<count])
    }
  }

  private func commit(_ group: [Job]) {
    do throws(RegionError) {
      try write(group)
    } catch {
      if group.count == 1 || error.couldNotBegin {
        fail(group[...], error)
      } else {
        commitApart(group)
      }
    }
  }

  private func commitApart(_ group: [Job]) {
    for (index, job) in group.enumerated() {
      do throws(RegionError) {
        try write([job])
      } catch {
        guard error.couldNotBegin else {
          fail([job], error)
          continue
        }
        return fail(group[index...], error)
      }
    }
  }

  private func fail(_ jobs: ArraySlice<Job>, _ error: RegionError) {
    hooks.measure(.failed(writes: jobs.count))
    for job in jobs { job.fail(error) }
  }

  private func write(_ group: [Job]) throws(RegionError) {
    try hooks.prepare()
    let start = ContinuousClock.now
    let outcome = try pool.write { connection throws(RegionError) in
      try connection.transaction(.immediate) { () throws(RegionError) in
        try Self.run(group, on: connection)
      }
    }
    hooks.measure(
      .committed(
        writes: group.count - outcome.failed, duration: ContinuousClock.now - start))
    if outcome.failed > 0 { hooks.measure(.failed(writes: outcome.failed)) }
    hooks.committed(outcome.commit)
    for result in outcome.results { result() }
    hooks.answered(outcome.commit)
  }

  /// What became of the jobs of a transaction.
  private struct Outcome: Sendable {
    var commit = Commit(number: nil, moved: [])
    var results: [Delivery] = []
    /// How many were undone alone.
    var failed = 0
  }

  private static func run(
    _ group: [Job], on connection: Connection
  ) throws(RegionError) -> Outcome {
    let transaction = SQLiteRegionTransaction(connection)
    var outcome = Outcome()
    var moved: [SpaceID] = []
    for job in group {
      do throws(RegionError) {
        outcome.results.append(
          group.count == 1
            ? try job.attempt(transaction)
            : try connection.savepoint { () throws(RegionError) in try job.attempt(transaction) })
        for space in transaction.takeMoved() where !moved.contains(space) { moved.append(space) }
      } catch {
        // Alone, or with the whole transaction gone: the transaction around this one deals with it.
        guard group.count > 1, connection.isInTransaction else { throw error }
        _ = transaction.takeMoved()
        outcome.failed += 1
        outcome.results.append({ job.fail(error) })
      }
    }
    outcome.commit = Commit(number: try transaction.countCommit(), moved: moved)
    return outcome
  }
}

extension RegionError {
  /// Whether the transaction was refused before anything was asked of it.
  fileprivate var couldNotBegin: Bool { database?.operation == .beginning }
}

extension SQLiteRegionTransaction {
  /// Counts this commit; nil before the region is founded.
  fileprivate func countCommit() throws(RegionError) -> UInt64? {
    try first(.countCommit) { row throws(SQLiteError) in try row.count(at: 0) }
  }
}

extension SQLiteRegionView {
  /// The commits in the database's life; nil before the region is founded.
  func commits() throws(RegionError) -> UInt64? {
    try first(.commits) { row throws(SQLiteError) in try row.count(at: 0) }
  }
}

extension SQL {
  fileprivate static let countCommit = SQL(
    "UPDATE region SET commits = commits + 1 RETURNING commits")
  fileprivate static let commits = SQL("SELECT commits FROM region")
}
