public import SchakelStore

/// One synchronisation as a state machine: events in, one action out. It knows no network, no
/// database and no clock; whoever drives it does what it says.
///
///     var session = SyncSession(patience: .once)
///     session.handle(.start)                         // .exchange
///     session.handle(.absorbed(progress), random: …)  // .exchange again, or .finish
///     session.handle(.failed(failure), random: …)     // .rest, or .finish
///
/// *Invariant*: it finishes exactly once, and never says that all went well unless the last exchange
/// was taken in and left nothing to be had or to be sent.
public struct SyncSession: Sendable {
  /// Where the synchronisation stands.
  public enum State: Hashable, Sendable {
    /// Not begun. -> exchanging
    case idle
    /// A request is out. -> exchanging (more to do, or it was too large), resting (it failed),
    /// finished
    case exchanging(failures: Int, stalled: Int)
    /// Waiting before the next try. -> exchanging, finished (cancelled)
    case resting(failures: Int)
    /// -> nothing
    case finished(Ending)
  }

  /// What whoever drives it has to say.
  public enum Event: Sendable {
    /// Begin. Once only.
    case start
    /// The answer was taken in.
    case absorbed(SyncProgress)
    /// The request was not answered, or with what cannot be taken in.
    case failed(TransportFailure)
    /// The pause is over.
    case rested
    /// Whoever asked wants it to end.
    case cancelled
  }

  /// What whoever drives it must do next.
  public enum Action: Hashable, Sendable {
    /// Make the next request, send it, take in its answer, and say how it went.
    case exchange
    /// Wait this many milliseconds, then say so.
    case rest(UInt64)
    /// Nothing more is to be done.
    case finish(Ending)
    /// Nothing: the event came too late to matter.
    case none
  }

  /// What a synchronisation came to.
  public enum Ending: Hashable, Sendable {
    /// There was nothing left to have or to send.
    case complete
    /// Not tried again, or tried as often as ``Patience`` has it.
    case failed(TransportFailure)
    /// Exchanges went well and nothing moved: what is left needs something from elsewhere.
    case stalled
    /// Whoever asked wanted it to end.
    case cancelled
  }

  /// How long to keep trying.
  public struct Patience: Hashable, Sendable {
    /// How many times a passing failure is tried again.
    public var retries: Int
    /// How long to wait before each try.
    public var backoff: Backoff
    /// The longest time that a server may ask for, milliseconds. If it asks for more, the session
    /// ends: somebody waits for it, and to try sooner would be to disobey.
    public var longestWish: UInt64

    public init(
      retries: Int, backoff: Backoff = Backoff(), longestWish: UInt64 = .max
    ) {
      self.retries = retries
      self.backoff = backoff
      self.longestWish = longestWish
    }

    /// Somebody is waiting for it: a few tries, then the truth.
    public static let once = Patience(
      retries: 3, backoff: Backoff(first: 500, most: 8_000), longestWish: 15_000)
    /// In the background: as long as it takes.
    public static let forever = Patience(retries: .max)
  }

  /// Changed by ``handle(_:random:)`` alone.
  public private(set) var state = State.idle
  /// How long to keep trying; it stays.
  public let patience: Patience
  /// How many times what is sent at once was halved, as the server or a proxy before it takes no
  /// more.
  public private(set) var halvings = 0
  /// Half of a half, and so on, before what is left counts as too large by itself: a 256th part.
  static let halvingLimit = 8
  /// The problem of a request that did not arrive in time: it is repeated smaller.
  static let tooSlow = "/problems/too-slow"
  /// Exchanges in a row that say there is more and bring nothing, before giving up. Finding out
  /// what the two sides have otherwise takes a few that bring nothing by themselves.
  static let stallLimit = 5
  /// How many times everything may be compared afresh. What comes while all is compared counts as
  /// progress, so that only this ends a synchronisation that would go in circles.
  static let restartLimit = 4
  private var restarts = 0
  /// Of the exchanges before a rest: what fails in between brings nothing either.
  private var stalledBefore = 0

  public init(patience: Patience = .once) { self.patience = patience }

  /// - Parameter random: 64 random bits, for the length of a pause.
  public mutating func handle(_ event: Event, random: UInt64 = 0) -> Action {
    switch (state, event) {
    case (.finished, _): return .none
    case (_, .cancelled): return finish(.cancelled)
    case (.idle, .start):
      state = .exchanging(failures: 0, stalled: 0)
      return .exchange
    case (.exchanging(_, let stalled), .absorbed(let progress)):
      return goOn(after: progress, stalled: stalled)
    case (.exchanging(let failures, let stalled), .failed(let failure)):
      stalledBefore = stalled
      return recover(from: failure, failures: failures + 1, random: random)
    case (.resting(let failures), .rested):
      state = .exchanging(failures: failures, stalled: stalledBefore)
      return .exchange
    case (.idle, _), (.exchanging, _), (.resting, _): return .none
    }
  }

  private mutating func goOn(after progress: SyncProgress, stalled: Int) -> Action {
    guard progress.more else { return finish(.complete) }
    restarts += progress.notices.count { if case .startedOver = $0 { true } else { false } }
    guard restarts <= Self.restartLimit else { return finish(.stalled) }
    let moved = progress.pushed > 0 || progress.pulled > 0
    let stalled = moved ? 0 : stalled + 1
    guard stalled < Self.stallLimit else { return finish(.stalled) }
    state = .exchanging(failures: 0, stalled: stalled)
    return .exchange
  }

  private mutating func recover(
    from failure: TransportFailure, failures: Int, random: UInt64
  ) -> Action {
    if failure.code == .tooLarge, halvings < Self.halvingLimit {
      halvings += 1
      return .exchange
    }
    guard failure.isPassing, failures <= patience.retries,
      failure.retryAfter ?? 0 <= patience.longestWish
    else { return finish(.failed(failure)) }
    if failure.problem == Self.tooSlow { halvings = min(halvings + 1, Self.halvingLimit) }
    state = .resting(failures: failures)
    return .rest(
      patience.backoff.pause(failures: failures, retryAfter: failure.retryAfter, random: random))
  }

  private mutating func finish(_ ending: Ending) -> Action {
    state = .finished(ending)
    return .finish(ending)
  }
}
