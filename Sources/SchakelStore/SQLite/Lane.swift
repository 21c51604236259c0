import Dispatch
import Synchronization

/// One connection and the serial queue on which asynchronous callers use it.
///
/// The threading argument. SQLite runs in its multi-thread mode, in which a connection must not be
/// used by two threads at a time (https://www.sqlite.org/threadsafe.html). `connection` is private
/// and is only touched inside `lock`:
/// - `sync` takes the lock on the caller's thread and lends the connection to a body that does not
///   escape;
/// - `async` does the same on `queue`, so that a task waits without holding a thread of the
///   cooperative pool, and however many wait, one thread at most is blocked.
/// What a body returns is `Sendable`, and neither `Connection` nor `Statement` is, so none gets
/// out by way of the result; to keep one in a variable outside is the one mistake the compiler
/// does not see. A body that calls its own lane again traps (`Mutex` is not recursive).
///
/// Unsafe, `@unchecked Sendable`: for the reasons above.
final class Lane: @unchecked Sendable {
  typealias Opener = @Sendable () throws(SQLiteError) -> Connection

  private enum State {
    /// -> open, closed
    case unopened(Opener)
    /// -> closed
    case open(Connection)
    case closed
  }

  private let lock = Mutex(())
  private let queue: DispatchQueue
  private var state: State
  private let path: String
  /// How many callers are waiting or at work.
  private let callers = Atomic<Int>(0)

  /// `opener` runs at the first use.
  init(_ label: String, path: String, opener: @escaping Opener) {
    queue = DispatchQueue(label: label)
    self.path = path
    state = .unopened(opener)
  }

  var load: Int { callers.load(ordering: .relaxed) }

  func sync<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: (Connection) throws(E) -> T
  ) throws(E) -> T {
    callers.add(1, ordering: .relaxed)
    defer { callers.subtract(1, ordering: .relaxed) }
    return try exclusively(body)
  }

  /// Counts as a caller from now on, until the end of the ``async(isJoined:_:)`` that is to follow.
  func join() { callers.add(1, ordering: .relaxed) }

  func async<T: Sendable, E: SQLiteErrorCarrier>(
    isJoined: Bool = false, _ body: @escaping @Sendable (Connection) throws(E) -> T
  ) async throws(E) -> T {
    if !isJoined { join() }
    defer { callers.subtract(1, ordering: .relaxed) }
    let result: Result<T, E> = await withCheckedContinuation { continuation in
      queue.async {
        do throws(E) {
          continuation.resume(returning: .success(try self.exclusively(body)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  /// Closes the connection; whoever comes later gets misuse.
  func close() throws(SQLiteError) {
    try lock.withLock { _ throws(SQLiteError) in
      if case .open(let connection) = state { try connection.close() }
      state = .closed
    }
  }

  private func exclusively<T: Sendable, E: SQLiteErrorCarrier>(
    _ body: (Connection) throws(E) -> T
  ) throws(E) -> T {
    try lock.withLock { _ throws(E) in
      let connection = try carrying(E.self) { () throws(SQLiteError) in try opened() }
      let value = try body(connection)
      try carrying(E.self) { () throws(SQLiteError) in try connection.expectNoTransaction() }
      return value
    }
  }

  private func opened() throws(SQLiteError) -> Connection {
    switch state {
    case .open(let connection):
      return connection
    case .unopened(let opener):
      let connection = try opener()
      state = .open(connection)
      return connection
    case .closed:
      throw SQLiteError(.misuse, "the pool is closed", while: .opening, path: path)
    }
  }
}

extension Connection {
  /// A transaction left open by one caller would swallow the writes of the next.
  fileprivate func expectNoTransaction() throws(SQLiteError) {
    guard isInTransaction else { return }
    try execute("ROLLBACK")
    throw handle.misuse("a transaction was left open; it was rolled back", while: .committing)
  }
}
