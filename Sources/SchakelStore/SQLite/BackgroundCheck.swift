import Synchronization

/// One check of a whole file that ends early when its task is cancelled.
final class BackgroundCheck: Sendable {
  private let lane: Lane
  private let cancelled = Atomic<Bool>(false)

  init(_ lane: Lane) {
    self.lane = lane
  }

  func run(_ depth: CheckDepth) async throws(SQLiteError) -> CheckReport {
    let interrupter = try await lane.async { connection throws(SQLiteError) in
      connection.interrupter
    }
    let result: Result<CheckReport, SQLiteError> = await withTaskCancellationHandler {
      do throws(SQLiteError) {
        return .success(
          try await lane.async { [self] connection throws(SQLiteError) in
            try check(connection, depth)
          })
      } catch {
        return .failure(error)
      }
    } onCancel: {
      cancelled.store(true, ordering: .sequentiallyConsistent)
      interrupter.interrupt()
    }
    return try result.get()
  }

  /// An interruption is forgotten when no statement runs (https://www.sqlite.org/c3ref/interrupt.html),
  /// so one is kept running from before the question whether it came until after the check.
  private func check(
    _ connection: Connection, _ depth: CheckDepth
  ) throws(SQLiteError) -> CheckReport {
    let placeholder = try connection.prepare("VALUES (1), (2)")
    _ = try placeholder.next { row throws(SQLiteError) in try row.int64(at: 0) }
    defer { placeholder.reset() }
    guard !cancelled.load(ordering: .sequentiallyConsistent) else {
      throw SQLiteError(.interrupt, "interrupted", while: .checking, path: connection.path)
    }
    return try connection.check(depth)
  }
}
