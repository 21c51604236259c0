import NIOCore

/// What one HTTP/1.1 connection owes and is owed, and how long the other end may take.
///
/// Three clocks run, each only while the other end is the one to act:
///
/// - **head**: from the first byte of a request's header (on a new connection: from the start)
///   until the header is whole. Between requests the idle time runs instead.
/// - **body**: the time spent waiting for a body adds up; it may not exceed the body time plus
///   what the bytes received so far would take at the slowest pace that is borne with. Time in
///   which the server itself does not read is not counted.
/// - **linger**: after a refusal, until the caller has hung up.
///
/// The type does no input or output and knows no clock: every event comes with its time, and
/// the answer says what to do. ``ConnectionGuard`` does it.
struct ConnectionState {
  /// What the other end is sending.
  enum Reading: Equatable {
    /// Nothing: the last request is whole, none or all of the answer is out.
    case nothing(since: NIODeadline)
    /// Part of a header.
    case head(since: NIODeadline)
    /// A body.
    case body(BodyClock)
    /// Anything, unheard: the last word has been said.
    case lingering(since: NIODeadline)
  }

  /// The clock of one body.
  struct BodyClock: Equatable {
    var received = 0
    var waited = TimeAmount.zero
    /// Since when the server has been waiting for bytes; nil while it does not ask for any.
    var waitingSince: NIODeadline?
  }

  /// What to do when time is up.
  enum Expiry: Equatable {
    /// Nothing is due yet.
    case nothing
    /// Nobody is handling a request: answer the caller, then hang up.
    case refuse(ProblemKind)
    /// A handler is reading: fail its reading, and hang up after its answer.
    case interrupt(ProblemKind)
    /// Hang up.
    case close
  }

  private let limits: Limits
  private(set) var reading: Reading
  /// Requests whose header is whole and whose answer is not.
  private(set) var owed = 0
  private(set) var hasHeardAnything = false
  /// The connection is to end when all that is owed has been answered.
  private(set) var isEnding = false

  init(limits: Limits, now: NIODeadline) {
    self.limits = limits
    reading = .nothing(since: now)
  }
}

extension ConnectionState {
  /// Bytes arrived that completed no part of a request.
  mutating func heardBytes(at now: NIODeadline) {
    hasHeardAnything = true
    if case .nothing = reading { reading = .head(since: now) }
    stopWaiting(at: now)
  }

  /// A request's header is whole.
  mutating func heardHead(at now: NIODeadline) {
    guard !isLingering else { return }
    hasHeardAnything = true
    owed += 1
    reading = .body(BodyClock())
  }

  /// Part of a body arrived. False when the body is now longer than allowed.
  mutating func heardBody(_ count: Int, at now: NIODeadline) -> Bool {
    stopWaiting(at: now)
    guard case .body(var clock) = reading else { return true }
    clock.received += count
    reading = .body(clock)
    return clock.received <= limits.bodyBytes
  }

  /// A request is whole.
  mutating func heardEnd(at now: NIODeadline) {
    guard !isLingering else { return }
    reading = .nothing(since: now)
  }

  /// The server asks for more bytes.
  mutating func startedWaiting(at now: NIODeadline) {
    // Once the connection is to end, what is still to come is of no use and has no clock.
    guard !isEnding, case .body(var clock) = reading, clock.waitingSince == nil else { return }
    clock.waitingSince = now
    reading = .body(clock)
  }

  private mutating func stopWaiting(at now: NIODeadline) {
    guard case .body(var clock) = reading, let since = clock.waitingSince else { return }
    clock.waited = clock.waited + (now - since)
    clock.waitingSince = nil
    reading = .body(clock)
  }

  /// An answer is out. True when it was the last thing to be said.
  mutating func answered(at now: NIODeadline) -> Bool {
    owed = max(0, owed - 1)
    if case .nothing = reading { reading = .nothing(since: now) }
    guard isEnding, owed == 0 else { return false }
    reading = .lingering(since: now)
    return true
  }

  /// The connection ends once all that is owed has been answered.
  mutating func end() {
    isEnding = true
    if case .body(var clock) = reading {
      clock.waitingSince = nil
      reading = .body(clock)
    }
  }

  /// The last word has been said, whatever was owed.
  mutating func linger(at now: NIODeadline) {
    isEnding = true
    reading = .lingering(since: now)
  }

  var isLingering: Bool {
    if case .lingering = reading { true } else { false }
  }
}

extension ConnectionState {
  /// When ``expire(at:)`` is to be asked next; nil while nothing is awaited from the other end.
  var deadline: NIODeadline? {
    switch reading {
    case .nothing(let since):
      guard owed == 0 else { return nil }
      return since + TimeAmount(hasHeardAnything ? limits.idleTime : limits.headerTime)
    case .head(let since): return since + TimeAmount(limits.headerTime)
    case .body(let clock): return clock.waitingSince.map { $0 + allowance(clock) - clock.waited }
    case .lingering(let since): return since + TimeAmount(limits.lingerTime)
    }
  }

  /// What is due at `now`.
  mutating func expire(at now: NIODeadline) -> Expiry {
    guard let deadline, deadline <= now else { return .nothing }
    switch reading {
    case .lingering, .nothing: return .close
    case .head: return expireHead()
    case .body: return expireBody()
    }
  }

  private mutating func expireHead() -> Expiry {
    end()
    // An answer is still being written: a refusal cannot be put in before its end.
    return owed == 0 ? .refuse(.tooSlow) : .close
  }

  private mutating func expireBody() -> Expiry {
    end()
    // The handler has answered without reading it all; what still dribbles in is of no use.
    return owed == 0 ? .close : .interrupt(.tooSlow)
  }

  private func allowance(_ clock: BodyClock) -> TimeAmount {
    let earned = Int64(clock.received) * 1_000_000_000 / Int64(limits.bytesPerSecond)
    return TimeAmount(limits.bodyTime) + .nanoseconds(earned)
  }
}
