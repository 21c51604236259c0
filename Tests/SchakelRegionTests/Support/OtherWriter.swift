import Dispatch
import SchakelStore
import Synchronization

/// Another process, as far as SQLite can tell, that holds the write lock for as long as a test
/// wants.
final class OtherWriter: Sendable {
  private let pool: DatabasePool
  private let gate = Gate()
  private let hasEnded = Atomic<Bool>(false)

  init(_ region: TestRegion) throws {
    var options = ConnectionOptions()
    options.synchronous = .off
    pool = try DatabasePool(region.scratch.file(), options: options, readers: 1)
  }

  /// Takes the lock; the caller waits until it has it.
  func take() {
    DispatchQueue.global().async {
      try? self.pool.write { connection throws(SQLiteError) in
        try connection.transaction(.immediate) { () throws(SQLiteError) in self.gate.wait() }
      }
      self.hasEnded.store(true, ordering: .sequentiallyConsistent)
    }
    while !gate.hasEntered { shell("sleep 0.01") }
  }

  func release() async {
    gate.open()
    while !hasEnded.load(ordering: .sequentiallyConsistent) { await Task.yield() }
  }
}
