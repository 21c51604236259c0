import Synchronization

/// Counts what is inside, over all or per key, and lets no more in than it was told.
///
/// What is counted is up to its owner: requests, or bytes. The count of a key is kept only while
/// there is something inside under it, so that keys from outside do not pile up.
final class Gate<Key: Hashable & Sendable>: Sendable {
  private let limit: Int
  private let inside = Mutex<[Key: Int]>([:])

  /// A gate for at most `limit` at once under each key.
  init(limit: Int) {
    self.limit = limit
  }

  /// How much is inside under `key`.
  func count(_ key: Key) -> Int {
    inside.withLock { $0[key, default: 0] }
  }

  /// How many keys are kept.
  var keyCount: Int { inside.withLock(\.count) }

  /// A place for `cost` under `key`; throws `refusal` when the gate is full. What is larger than the
  /// gate gets in when it is alone, or it never would.
  func enter(_ key: Key, cost: Int = 1, orThrow refusal: Problem) throws(Problem) -> Place {
    let isIn = inside.withLock { counts in
      let count = counts[key, default: 0]
      guard count == 0 || cost <= limit - count else { return false }
      counts[key] = count + cost
      return true
    }
    guard isIn else { throw refusal }
    return Place { [self] in leave(key, cost) }
  }

  private func leave(_ key: Key, _ cost: Int) {
    inside.withLock { counts in
      let count = counts[key, default: cost] - cost
      counts[key] = count == 0 ? nil : count
    }
  }
}
