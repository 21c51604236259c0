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

/// The places that one request holds until its answer is out. Contexts are copied inward; this is
/// shared by the copies.
final class Places: Sendable {
  private let held = Mutex<[Place]>([])

  func hold(_ place: Place) { held.withLock { $0.append(place) } }

  /// Gives up all of them; harmless when done twice.
  func giveUp() {
    let all = held.withLock { held in
      defer { held = [] }
      return held
    }
    for place in all { place.giveUp() }
  }
}
