import Synchronization

/// Counts refusals that come in a flood, so that the log has one line a second of them and not one each.
///
/// The first of a status is logged as any request is. Those of the same status that come within a second
/// of it are counted, and told as one line when the second is over; and so on while they come.
final class RefusalTally: Sendable {
  /// Statuses by which a server keeps somebody out who asks too much: anybody can have thousands of them.
  static let statuses: Set<Int> = [408, 413, 429, 431, 503]

  private let counts = Mutex<[Int: Int]>([:])
  private let pause: @Sendable () async -> Void

  /// - Parameter pause: returns when a second is over.
  init(pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1)) }) {
    self.pause = pause
  }

  /// Notes a refusal. Answers whether it is to be logged by itself; else `tell` hears how many there were
  /// when their second is over.
  func note(_ status: Int, tell: @escaping @Sendable (_ count: Int) -> Void) -> Bool {
    let isFirst = counts.withLock { counts in
      guard let count = counts[status] else {
        counts[status] = 0
        return true
      }
      counts[status] = count + 1
      return false
    }
    if isFirst { Task { await follow(status, tell) } }
    return isFirst
  }

  /// Whether none came for a second.
  func isCalm(_ status: Int) -> Bool { counts.withLock { $0[status] == nil } }

  /// Tells once a second, until a second brings none.
  private func follow(_ status: Int, _ tell: @Sendable (_ count: Int) -> Void) async {
    while true {
      await pause()
      let count = counts.withLock { counts in
        let count = counts[status] ?? 0
        counts[status] = count == 0 ? nil : 0
        return count
      }
      guard count > 0 else { return }
      tell(count)
    }
  }
}
