import SchakelCore
import Synchronization

/// One replica: a database on a device that takes contributions without a network and brings them
/// together with others when there is one.
///
///     let replica = try Replica.open(home: folder)
///     let note = try replica.create(
///       "fieldNote", ["title": [Value("Bankje bij de speeltuin")]], in: space)
///     try replica.edit(note, [.set("body", Value("Weer een dag droog."))])
///     for hit in try replica.search("speeltuin") { print(hit.document.title) }
///
/// *Invariant*: a write that returned is on disk, whole: the change, the document, its place in the
/// outbox and the mark for the search index are one transaction.
///
/// All calls may be made from any thread. Writes follow one another, also across processes that
/// have the same home: counters and times are given out under SQLite's write lock. Reads see the
/// last commit and wait for no one. Nothing here talks to a network: `SchakelSync` carries what
/// ``syncRequest(agent:budget:asksOfLeft:signer:)`` says to the region and brings back what it answers.
public final class Replica: Sendable {
  let pool: DatabasePool
  let environment: ReplicaEnvironment
  let mark: HighWaterMark
  /// The folder of the replica's files.
  public let home: String
  private let shared: Mutex<Shared>
  /// Of a sealed replica.
  let index: UnlockedIndex?
  let observers = ChangeObservers()
  let conflictObservers = ConflictCountObservers()

  /// What transactions share beside the database.
  struct Shared {
    var identity: ReplicaIdentity
    /// How many changes each space's present stream has, as this process last saw it.
    var written: [Int64: UInt64]
    /// The number of the database's file.
    var file: UInt64
    /// The version of the file that the last transaction here left, and what it knew.
    var version: UInt32?
    var recollection = Recollection()
  }

  init(
    home: String, pool: DatabasePool, environment: ReplicaEnvironment, mark: HighWaterMark,
    shared: Shared
  ) {
    self.home = home
    self.pool = pool
    self.environment = environment
    self.mark = mark
    index = environment.cipher == nil ? nil : UnlockedIndex()
    self.shared = Mutex(shared)
  }

  /// Who this replica is, as of the last transaction.
  public var identity: ReplicaIdentity { shared.withLock { $0.identity } }

  /// Runs `body` in one write transaction, then tells whoever watches.
  func write<T: Sendable>(
    _ body: (ReplicaTransaction) throws(ReplicaError) -> T
  ) throws(ReplicaError) -> T {
    let (value, changed, movesSpaces) = try pool.write { connection throws(ReplicaError) in
      let written = try connection.transaction(.immediate) { () throws(ReplicaError) in
        let transaction = try begin(connection)
        let value = try body(transaction)
        try transaction.flush()
        return Written(value: value, transaction: transaction)
      }
      keep(written.transaction, connection.fileVersion())
      let transaction = written.transaction
      return (written.value, transaction.changed, transaction.hasTouchedSpaces)
    }
    if !changed.isEmpty { observers.notify(changed) }
    // With a role, too, it changes what waits for a person.
    if !changed.isEmpty || movesSpaces { conflictObservers.look { try? conflictCount } }
    return value
  }

  /// A transaction that knows what the last one knew, unless somebody else has written since:
  /// whoever else has this home open may have changed every row, enrolled this replica, or begun
  /// another incarnation. Called under the write lock.
  private func begin(_ connection: Connection) throws(ReplicaError) -> ReplicaTransaction {
    let version = connection.fileVersion()
    let known = shared.withLock { shared -> (ReplicaIdentity, Recollection)? in
      guard let last = shared.version, last == version else { return nil }
      // Taken, not copied: the transaction writes into it.
      let recollection = shared.recollection
      shared.recollection = Recollection()
      shared.version = nil
      return (shared.identity, recollection)
    }
    if let (identity, recollection) = known {
      return ReplicaTransaction(
        connection: connection, environment: environment, identity: identity,
        recollection: recollection)
    }
    return ReplicaTransaction(
      connection: connection, environment: environment, identity: try refresh(connection))
  }

  private func refresh(_ connection: Connection) throws(ReplicaError) -> ReplicaIdentity {
    try Self.checkSeal(connection, environment.cipher)
    let stored = try Self.storedIdentity(connection)
    let written = try Self.writtenCounters(connection)
    return shared.withLock { shared in
      shared.identity = stored ?? shared.identity
      shared.written = written
      return shared.identity
    }
  }

  private struct Written<T> {
    let value: T
    let transaction: ReplicaTransaction
  }

  /// Runs `body` on one unchanging state of the database. What another process took away meanwhile goes
  /// from the index of this one's memory too, soon after.
  func read<T: Sendable>(
    _ body: (Connection) throws(ReplicaError) -> T
  ) throws(ReplicaError) -> T {
    guard let index else { return try readAlone(body) }
    let (value, isBehind) = try readAlone { connection throws(ReplicaError) in
      (try body(connection), index.isBehind(connection))
    }
    if isBehind { index.followSoon(self) }
    return value
  }

  /// The same, and no more.
  func readAlone<T: Sendable>(
    _ body: (Connection) throws(ReplicaError) -> T
  ) throws(ReplicaError) -> T {
    do throws(ReplicaError) {
      return try pool.read(body)
    } catch {
      guard error.code == .damaged else { throw error }
      // Another process may have sealed it meanwhile, or opened it.
      try pool.read { connection throws(ReplicaError) in
        try Self.checkSeal(connection, environment.cipher)
      }
      throw error
    }
  }

  /// After a commit and before the next transaction begins: nothing that was given out is given out
  /// again, whatever happens to the file; and who this is now, and what is known, is kept.
  private func keep(_ transaction: ReplicaTransaction, _ version: UInt32?) {
    shared.withLock { shared in
      let isNewLife = transaction.identity.incarnation != shared.identity.incarnation
      if isNewLife { shared.written = shared.written.mapValues { _ in 0 } }
      shared.identity = transaction.identity
      var raised = false
      for space in transaction.spaces where shared.written[space.no] != space.counter {
        shared.written[space.no] = space.counter
        raised = true
      }
      if isNewLife { mark.begin(shared.mark) } else if raised { mark.write(shared.mark) }
      shared.recollection = transaction.recollection
      shared.recollection.shrink()
      shared.version = version
    }
  }

  /// Waits for reads and writes under way, and closes the files.
  public func close() throws(ReplicaError) {
    do throws(SQLiteError) {
      try index?.close()
      try pool.close()
    } catch {
      throw ReplicaError(error)
    }
  }
}

extension Replica.Shared {
  var mark: HighWaterMark.Mark {
    HighWaterMark.Mark(
      replica: identity.replica.rawValue, incarnation: identity.incarnation.rawValue,
      written: written.values.reduce(0, +), file: file)
  }
}
