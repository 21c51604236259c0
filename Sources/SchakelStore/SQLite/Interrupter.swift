import CSQLite
import Synchronization

/// Stops whatever a connection is doing, from any thread.
///
/// `sqlite3_interrupt` may be called from any thread as long as the connection is not closed
/// meanwhile (https://www.sqlite.org/c3ref/interrupt.html). The mutex sees to that: closing takes
/// it first and leaves nil behind.
///
/// Unsafe, `@unchecked Sendable`: the pointer is only touched under the mutex, and only for that one call.
@safe public final class Interrupter: @unchecked Sendable {
  private let lock = Mutex(())
  private var database: OpaquePointer?

  init(_ database: OpaquePointer) {
    unsafe self.database = unsafe database
  }

  /// Makes running statements fail with `interrupt`; does nothing when none runs. A transaction
  /// that was writing is rolled back.
  public func interrupt() {
    lock.withLock { _ in
      if let database = unsafe database { unsafe sqlite3_interrupt(database) }
    }
  }

  func disconnect() {
    lock.withLock { _ in unsafe database = nil }
  }
}
