import Synchronization

/// A result that several may set and one waits for: the first stands.
final class FirstResult<Value: Sendable>: Sendable {
  private enum State {
    case nothing
    case awaited(CheckedContinuation<Value, any Error>)
    case set(Result<Value, any Error>)
    case taken
  }

  private let state = Mutex(State.nothing)

  /// Sets it, unless it is set already.
  func set(_ result: Result<Value, any Error>) {
    let waiter: CheckedContinuation<Value, any Error>? = state.withLock { state in
      switch state {
      case .nothing: state = .set(result)
      case .awaited(let waiter):
        state = .taken
        return waiter
      case .set, .taken: break
      }
      return nil
    }
    waiter?.resume(with: result)
  }

  /// Waits for it. Called once; it does not end when its task is cancelled.
  func get() async throws -> Value {
    try await withCheckedThrowingContinuation { waiter in
      let result: Result<Value, any Error>? = state.withLock { state in
        guard case .set(let result) = state else {
          state = .awaited(waiter)
          return nil
        }
        state = .taken
        return result
      }
      if let result { waiter.resume(with: result) }
    }
  }
}
