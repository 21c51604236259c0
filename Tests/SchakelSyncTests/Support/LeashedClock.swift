import Synchronization

/// A clock on a leash: sleeps that end within it pass at once, the others last until it is longer or
/// their task is cancelled. So a test says how much time there is, and never waits for any.
final class LeashedClock: Sendable {
  private struct State {
    var now: UInt64 = 0
    var leash: UInt64
    var next = 0
    var sleepers: [Int: (due: UInt64, goOn: CheckedContinuation<Void, any Error>)] = [:]
    /// Cancelled before they slept.
    var cancelled: Set<Int> = []

    mutating func awake() -> [CheckedContinuation<Void, any Error>] {
      let due = sleepers.filter { $0.value.due <= leash }.sorted { $0.value.due < $1.value.due }
      for (id, sleeper) in due {
        now = max(now, sleeper.due)
        sleepers[id] = nil
      }
      return due.map(\.value.goOn)
    }
  }

  private let state: Mutex<State>

  init(leash: UInt64) { state = Mutex(State(leash: leash)) }

  var now: UInt64 { state.withLock { $0.now } }

  func lengthen(to leash: UInt64) {
    let awake = state.withLock { state in
      state.leash = leash
      return state.awake()
    }
    for goOn in awake { goOn.resume() }
  }

  func sleep(_ milliseconds: UInt64) async throws {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { goOn in
        let awake = state.withLock { state -> [CheckedContinuation<Void, any Error>]? in
          guard state.cancelled.remove(id) == nil else { return nil }
          state.sleepers[id] = (state.now + milliseconds, goOn)
          return state.awake()
        }
        guard let awake else { return goOn.resume(throwing: CancellationError()) }
        for goOn in awake { goOn.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: id)
        if sleeper == nil { state.cancelled.insert(id) }
        return sleeper
      }
      sleeper?.goOn.resume(throwing: CancellationError())
    }
  }
}
