import Synchronization

/// Counts how many are inside, over all and per key, and lets no more in than it was told.
///
/// The count of a key is kept only while someone is inside under it, so that keys from outside
/// do not pile up.
final class Gate<Key: Hashable & Sendable>: Sendable {
  private let limit: Int
  private let inside = Mutex<[Key: Int]>([:])

  /// A gate for at most `limit` at once under each key.
  init(limit: Int) {
    self.limit = limit
  }

  /// How many are inside under `key`.
  func count(_ key: Key) -> Int {
    inside.withLock { $0[key, default: 0] }
  }

  /// How many keys are kept.
  var keyCount: Int { inside.withLock(\.count) }

  /// Runs `body` inside the gate; throws `refusal` when it is full.
  func pass<Value>(
    _ key: Key, orThrow refusal: Problem, _ body: () async throws -> Value
  ) async throws -> Value {
    guard enter(key) else { throw refusal }
    defer { leave(key) }
    return try await body()
  }

  private func enter(_ key: Key) -> Bool {
    inside.withLock { counts in
      let count = counts[key, default: 0]
      guard count < limit else { return false }
      counts[key] = count + 1
      return true
    }
  }

  private func leave(_ key: Key) {
    inside.withLock { counts in
      let count = counts[key, default: 1] - 1
      counts[key] = count == 0 ? nil : count
    }
  }
}
