import Synchronization

public import SchakelCore

/// Who wants to know when documents change.
final class ChangeObservers: Sendable {
  private let state = Mutex<(next: Int, streams: [Int: AsyncStream<Set<DocumentID>>.Continuation])>(
    (next: 0, streams: [:]))

  /// One set for each transaction that changed documents. A watcher that falls behind gets the
  /// newest sets and should then read afresh, which a screen does anyway.
  func subscribe() -> AsyncStream<Set<DocumentID>> {
    AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
      let key = state.withLock { state in
        state.next += 1
        state.streams[state.next] = continuation
        return state.next
      }
      continuation.onTermination = { [weak self] _ in
        _ = self?.state.withLock { $0.streams.removeValue(forKey: key) }
      }
    }
  }

  func notify(_ documents: [DocumentID]) {
    let streams = state.withLock { $0.streams.isEmpty ? [] : Array($0.streams.values) }
    guard !streams.isEmpty else { return }
    let documents = Set(documents)
    for stream in streams { stream.yield(documents) }
  }
}

extension Replica {
  /// The documents that change, a set for each transaction of this process that changed any.
  public var changes: AsyncStream<Set<DocumentID>> { observers.subscribe() }
}
