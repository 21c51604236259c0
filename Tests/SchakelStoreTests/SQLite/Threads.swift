import Dispatch
import Synchronization
import Testing

@testable import SchakelStore

/// Runs `body` in `count` threads at once, waits for all, and returns what they threw.
func inThreads(_ count: Int, _ body: @Sendable (Int) throws -> Void) -> [String] {
  let errors = Mutex<[String]>([])
  withoutActuallyEscaping(body) { body in
    let group = DispatchGroup()
    for index in 0..<count {
      // A queue each, so that none waits for another to begin.
      DispatchQueue(label: "test.\(index)").async(group: group) {
        do { try body(index) } catch { errors.withLock { $0.append("\(error)") } }
      }
    }
    group.wait()
  }
  return errors.withLock { $0 }
}

/// Runs `other` in a thread of its own beside `body`, waits for both, and returns what was thrown.
func withThread(_ other: @escaping @Sendable () -> Void, _ body: () throws -> Void) -> [String] {
  let group = DispatchGroup()
  DispatchQueue(label: "test.other").async(group: group, execute: other)
  defer { group.wait() }
  do { try body() } catch { return ["\(error)"] }
  return []
}
