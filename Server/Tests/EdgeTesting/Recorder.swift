import Synchronization

/// Keeps what it is given, from any thread.
package final class Recorder<Element: Sendable>: Sendable {
  private let storage = Mutex<[Element]>([])

  package var all: [Element] { storage.withLock { $0 } }

  package init() {}

  package func add(_ element: Element) {
    storage.withLock { $0.append(element) }
  }

  /// Waits until there are `count`.
  package func wait(for count: Int) async throws {
    while all.count < count { try await Task.sleep(for: .milliseconds(2)) }
  }
}
