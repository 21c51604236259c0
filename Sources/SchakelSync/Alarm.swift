import Synchronization

/// Rings at a time that may be set anew until then. It may ring early, never late, and not after it
/// was cancelled but for a ring that is on its way.
final class Alarm: Sendable {
  private struct State {
    var time: UInt64?
    var task: Task<Void, Never>?
  }

  /// The longest sleep, milliseconds: a day. Whoever is rung early sets the alarm again.
  private static let longest: UInt64 = 86_400_000

  private let now: @Sendable () -> UInt64
  private let sleep: @Sendable (UInt64) async throws -> Void
  private let ring: @Sendable () -> Void
  private let state = Mutex(State())

  init(
    now: @escaping @Sendable () -> UInt64, sleep: @escaping @Sendable (UInt64) async throws -> Void,
    ring: @escaping @Sendable () -> Void
  ) {
    self.now = now
    self.sleep = sleep
    self.ring = ring
  }

  deinit { cancel() }

  /// - Parameter time: when to ring; nil or the end of time for never.
  func set(_ time: UInt64?) {
    state.withLock { state in
      guard time != state.time else { return }
      state.task?.cancel()
      state.time = time
      state.task = nil
      guard let time, time < .max else { return }
      state.task = Task { [weak self, now, sleep] in
        let rest = time - min(time, now())
        if rest > 0 { try? await sleep(min(rest, Self.longest)) }
        if !Task.isCancelled { self?.rung(time) }
      }
    }
  }

  func cancel() { set(nil) }

  private func rung(_ time: UInt64) {
    let isSet = state.withLock { state in
      guard state.time == time else { return false }
      // So that the same time can be set again.
      state.time = nil
      return true
    }
    if isSet { ring() }
  }
}
