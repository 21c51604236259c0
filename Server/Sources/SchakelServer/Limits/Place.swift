import Synchronization

/// What a request takes up of a limit, until it is given up: by whoever holds it or, should that be
/// forgotten, when nobody holds it any more.
final class Place: Sendable {
  private let leave: Mutex<(@Sendable () -> Void)?>

  init(leave: @escaping @Sendable () -> Void) {
    self.leave = Mutex(leave)
  }

  deinit { giveUp() }

  /// Gives it up; harmless when done twice.
  func giveUp() {
    let leave = leave.withLock { leave in
      defer { leave = nil }
      return leave
    }
    leave?()
  }
}

/// The places that one request holds until its answer is out and the work on it has ended, which
/// may be later (``RequestDeadline``). Contexts are copied inward; this is shared by the copies.
final class Places: Sendable {
  private struct State {
    var held: [Place] = []
    var isAtWork = false
    var isAnswered = false

    /// What no longer has to be held.
    mutating func free() -> [Place] {
      guard isAnswered, !isAtWork else { return [] }
      defer { held = [] }
      return held
    }
  }

  private let state = Mutex(State())

  func hold(_ place: Place) { state.withLock { $0.held.append(place) } }

  /// Work begins, which keeps the places until ``workEnded()``.
  func workBegins() { state.withLock { $0.isAtWork = true } }

  /// The work has ended, in time or not.
  func workEnded() {
    giveUp { $0.isAtWork = false }
  }

  /// The answer is out, or never will be; harmless when said twice.
  func answered() {
    giveUp { $0.isAnswered = true }
  }

  private func giveUp(after change: (inout State) -> Void) {
    let free = state.withLock { state in
      change(&state)
      return state.free()
    }
    for place in free { place.giveUp() }
  }
}
