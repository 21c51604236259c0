import CSQLite

/// Waits for another connection's lock.
///
/// SQLite's own timeout starts with a whole millisecond, which is longer than most of our
/// transactions; this one starts at a twentieth and doubles up to `longestPause`, so that two
/// writers on one file take turns quickly and a long wait costs no processor time.
/// Called by SQLite on the thread that uses the connection, never on two at once.
final class BusyHandler {
  private static let shortestPause = 50
  private static let longestPause = 20_000

  private let timeout: Duration
  private var deadline = ContinuousClock.now

  init(milliseconds: Int) {
    timeout = .milliseconds(milliseconds)
  }

  /// Whether to try once more, after a pause. `attempt` counts from 0 for each lock.
  func shouldRetry(attempt: Int) -> Bool {
    let now = ContinuousClock.now
    if attempt == 0 { deadline = now + timeout }
    guard now < deadline else { return false }
    Platform.sleep(microseconds: Self.pause(attempt: attempt))
    return true
  }

  /// The pause before the given attempt, in microseconds.
  static func pause(attempt: Int) -> Int {
    attempt >= 10 ? longestPause : min(shortestPause << attempt, longestPause)
  }

  /// Makes SQLite call this handler. It must outlive the connection.
  func install(on database: OpaquePointer) {
    // unsafe: the context is this object, unretained; Handle owns it and closes the connection
    // before it lets go.
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    _ = unsafe sqlite3_busy_handler(
      database,
      { context, attempt in
        guard let context = unsafe context else { return 0 }
        let handler = unsafe Unmanaged<BusyHandler>.fromOpaque(context).takeUnretainedValue()
        return handler.shouldRetry(attempt: Int(attempt)) ? 1 : 0
      }, context)
  }
}
