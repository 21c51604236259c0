import Synchronization

import SchakelCore

/// Who wants to know when documents change.
final class ChangeObservers: Sendable {
  private let state = Mutex<(next: Int, streams: [Int: AsyncStream<ReplicaChange>.Continuation])>(
    (next: 0, streams: [:]))

  /// How many transactions a watcher may fall behind before it is told to read everything.
  static let backlog = 64

  func subscribe() -> AsyncStream<ReplicaChange> {
    AsyncStream(bufferingPolicy: .bufferingNewest(Self.backlog)) { continuation in
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
    let change = ReplicaChange.documents(Set(documents))
    for stream in streams {
      // What it has not seen yet gave way: this says so after it, and in place of as much more.
      if case .dropped = stream.yield(change) { stream.yield(.everything) }
    }
  }
}

extension Replica {
  /// What changes: an element for each transaction of this process that changed documents or
  /// drafts. Whoever falls far behind is told that everything may have changed.
  public var changes: AsyncStream<ReplicaChange> { observers.subscribe() }
}
