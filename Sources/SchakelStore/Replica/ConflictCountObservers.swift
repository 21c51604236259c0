import Synchronization

/// Who wants to know how many contributions wait for the person with this device.
final class ConflictCountObservers: Sendable {
  private struct State {
    var next = 0
    var streams: [Int: AsyncStream<Int>.Continuation] = [:]
    /// What all of them were told last.
    var told: Int?
  }

  private let state = Mutex(State())

  /// - Parameter count: reads the count. It is called under the lock, so that of two transactions
  ///   that end at once the later reading is told last.
  func subscribe(count: () -> Int?) -> AsyncStream<Int> {
    // Whoever is slow misses what is no longer so.
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let key = state.withLock { state in
        state.next += 1
        Self.tell(count(), &state)
        state.streams[state.next] = continuation
        if let told = state.told { continuation.yield(told) }
        return state.next
      }
      continuation.onTermination = { [weak self] _ in
        _ = self?.state.withLock { $0.streams.removeValue(forKey: key) }
      }
    }
  }

  /// Reads the count, if anybody listens, and says it where it is another.
  func look(count: () -> Int?) {
    state.withLock { state in
      guard !state.streams.isEmpty else { return }
      Self.tell(count(), &state)
    }
  }

  private static func tell(_ count: Int?, _ state: inout State) {
    guard let count, count != state.told else { return }
    state.told = count
    for stream in state.streams.values { stream.yield(count) }
  }
}

extension Replica {
  /// ``conflictCount`` as it is now, and again whenever a transaction of this process makes it
  /// another. Whoever is slow gets the last one.
  ///
  ///     for await count in replica.conflictCounts { badge.show(count) }
  public var conflictCounts: AsyncStream<Int> {
    conflictObservers.subscribe { try? conflictCount }
  }
}
