import Synchronization

/// Lets each key do so much at once, and so much again over a time after that.
///
/// ```swift
/// let limit = RateLimit<String>(60, per: .seconds(60))
/// if let wait = limit.take("192.0.2.7") { throw … }
/// ```
///
/// The generic cell rate algorithm (ITU-T I.371): of each key only the moment is kept at which it will
/// have nothing outstanding, so that a key costs the same whatever it does. A key whose moment is past
/// is as good as new, and is forgotten when there are more than may be kept; then those that have the
/// least outstanding. Nobody gains by that what a fresh key would not bring.
final class RateLimit<Key: Hashable & Sendable>: Sendable {
  private let step: Duration
  private let slack: Duration
  private let mostKeys: Int
  private let now: @Sendable () -> Duration
  private let due = Mutex<[Key: Duration]>([:])

  /// - Parameters:
  ///   - amount: what a key may do at once, and again in each `interval`.
  ///   - mostKeys: the keys that are kept at most.
  ///   - now: the time since some moment, which never goes back.
  init(
    _ amount: Int, per interval: Duration = .seconds(60), mostKeys: Int = 8_192,
    now: @escaping @Sendable () -> Duration = Uptime.now
  ) {
    step = interval / max(1, amount)
    slack = interval - step
    self.mostKeys = max(1, mostKeys)
    self.now = now
  }

  /// How many keys are kept.
  var keyCount: Int { due.withLock(\.count) }

  /// How long a key has to wait before it may do something; nil where it may at once.
  func wait(of key: Key) -> Duration? {
    let now = now()
    return due.withLock { wait($0[key], now) }
  }

  /// Notes that a key does something. Answers how long it has to wait instead, where it does: that
  /// counts for nothing.
  func take(_ key: Key) -> Duration? {
    let now = now()
    return due.withLock { due in
      if let wait = wait(due[key], now) { return wait }
      if due[key] == nil, due.count >= mostKeys { forget(from: &due, now) }
      due[key] = max(due[key] ?? now, now) + step
      return nil
    }
  }

  private func wait(_ due: Duration?, _ now: Duration) -> Duration? {
    guard let due, due - now > slack else { return nil }
    return due - now - slack
  }

  /// Makes room: all that is past, and if that is not much, the half that is nearest. Linear, and once
  /// in so many new keys.
  private func forget(from due: inout [Key: Duration], _ now: Duration) {
    due = due.filter { $0.value > now }
    guard due.count > mostKeys / 2 else { return }
    let middle = due.values.sorted()[due.count / 2]
    due = due.filter { $0.value > middle }
  }
}

/// A clock that never goes back.
enum Uptime {
  private static let start = ContinuousClock.now

  /// The time since the first question.
  @Sendable static func now() -> Duration { start.duration(to: .now) }
}

extension Problem {
  /// A refusal for now, with the time to wait in whole seconds.
  static func tooOften(_ detail: String, wait: Duration) -> Problem {
    let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
    return Problem(.tooManyRequests, detail, retryAfter: Int(clamping: max(1, seconds)))
  }
}
