/// A device that follows its region, as a state machine: events in, actions out. It knows no network,
/// no database and no clock; ``SyncWatcher`` does what it says.
///
///     var session = WatchSession()
///     session.handle(.start, now: 0, random: …)             // [.listen, .sync]
///     session.handle(.moved, now: 70, random: …)            // []: a moment to gather, see deadline
///     session.handle(.tick, now: session.deadline!, …)      // [.sync]
///
/// It listens to the event stream and syncs when a space moved or something here is waiting. While
/// there is no stream it asks at intervals, and tries to have one again with ever longer pauses. While
/// it has nothing else to do it has the search index brought up to date, a few documents at a time.
///
/// *Invariant*: at most one sync, one stream and one batch for the index at a time; until it stops, a
/// sync is under way or has its time, and none begins sooner than the server asked. No batch begins
/// while a sync is under way or due.
public struct WatchSession: Sendable {
  /// The way in for the region's news.
  public enum Listening: Hashable, Sendable {
    /// No stream, and none asked for before then. -> opening
    case down(until: UInt64, failures: Int)
    /// Asked for. -> open, down
    case opening(failures: Int)
    /// -> down
    case open(since: UInt64, failures: Int)
  }

  /// The one synchronisation at a time.
  public enum Syncing: Hashable, Sendable {
    /// The next one begins then; after a failure, not sooner than the server asked. -> running
    case resting(until: UInt64, notBefore: UInt64, failures: Int)
    /// -> resting. `again`: there was news that this one may have missed.
    case running(again: Bool, failures: Int)
  }

  /// The search index of this device.
  public enum Indexing: Hashable, Sendable {
    /// -> wanted
    case upToDate
    /// Documents may wait to be brought into it. -> running
    case wanted
    /// A batch is under way. `again`: documents changed since it began. -> upToDate, wanted
    case running(again: Bool)
  }

  /// What whoever drives it has to say.
  public enum Event: Sendable {
    /// Begin. Once only.
    case start
    /// The event stream is open.
    case opened
    /// The region says that a space moved.
    case moved
    /// The event stream could not be had, or ended; in how many milliseconds the server wants its
    /// readers back, if it said so.
    case closed(TransportFailure?, reconnectDelay: UInt64?)
    /// Documents changed here, by whomever.
    case changed
    /// The answer to ``Action/look``: how many own changes the region does not have.
    case waiting(Int)
    /// A sync is over.
    case synced(SyncReport)
    /// The answer to ``Action/index(limit:)``: how many documents there were.
    case indexed(Int)
    /// A clock was looked at.
    case tick
    /// Whoever asked wants it to end.
    case cancelled
  }

  /// What whoever drives it must do next.
  public enum Action: Hashable, Sendable {
    /// Open the event stream, and say what becomes of it.
    case listen
    /// Sync, without trying again, and say how it ended.
    case sync
    /// See how many own changes wait, and say so.
    case look
    /// Bring so many documents at most into the search index, and say how many there were.
    case index(limit: Int)
    /// End what is under way.
    case stop(Ending)
  }

  /// Why it follows the region no longer.
  public enum Ending: Hashable, Sendable {
    /// Nothing comes of trying on: somebody has to do something on this device.
    case refused(TransportFailure)
    /// Whoever asked wanted it to end.
    case cancelled
  }

  /// How closely to follow; they stay.
  public let settings: WatchSettings
  /// Whether there is an event stream, and since or until when.
  public private(set) var listening = Listening.down(until: 0, failures: 0)
  /// Whether a sync is under way, or when the next one begins.
  public private(set) var syncing = Syncing.resting(until: 0, notBefore: 0, failures: 0)
  /// Whether documents wait for the search index. At the start it is not known that none do.
  public private(set) var indexing = Indexing.wanted
  /// Why it stopped; nil while it follows. No event matters afterwards.
  public private(set) var ending: Ending?
  /// Own changes that the last whole sync left waiting: more than these are news.
  private var left = 0
  private var nextLook = UInt64.max

  public init(settings: WatchSettings = WatchSettings()) { self.settings = settings }

  /// When to look at the clock, at the latest; nil when it has stopped.
  public var deadline: UInt64? {
    guard ending == nil else { return nil }
    var times: [UInt64] = []
    if case .down(let until, _) = listening { times.append(until) }
    if case .resting(let until, _, let failures) = syncing {
      times += failures == 0 ? [until, nextLook] : [until]
    }
    // While all that can happen is under way there is no time to keep.
    return times.min() ?? .max
  }

  /// - Parameters:
  ///   - now: milliseconds of a clock that never goes back.
  ///   - random: 64 random bits, for the length of a pause.
  public mutating func handle(_ event: Event, now: UInt64, random: UInt64) -> [Action] {
    guard ending == nil else { return [] }
    let actions = react(to: event, now, random)
    return ending == nil ? actions + useIdleTime(now) : actions
  }

  private mutating func react(
    to event: Event, _ now: UInt64, _ random: UInt64
  ) -> [Action] {
    switch event {
    case .start, .tick: return keepTime(now)
    case .cancelled: return stop(.cancelled)
    case .opened: opened(now, random)
    case .moved: wish(now, random)
    case .closed(let failure, let delay):
      if let failure, failure.needsPerson { return stop(.refused(failure)) }
      closed(max(failure?.retryAfter ?? 0, delay ?? 0), now, random)
    case .changed:
      wantIndex()
      if case .resting(let until, _, 0) = syncing, until > now.later(settings.gather) {
        return [.look]
      }
    case .waiting(let count):
      if count > left { wish(now, random) }
    case .synced(let report):
      // What came, and what other processes wrote, of which nobody tells.
      wantIndex()
      return synced(report, now, random)
    case .indexed(let count): indexed(count)
    }
    return []
  }

  private mutating func stop(_ ending: Ending) -> [Action] {
    self.ending = ending
    return [.stop(ending)]
  }
}

extension WatchSession {
  private mutating func keepTime(_ now: UInt64) -> [Action] {
    var actions: [Action] = []
    if case .down(let until, let failures) = listening, until <= now {
      listening = .opening(failures: failures)
      actions.append(.listen)
    }
    guard case .resting(let until, _, let failures) = syncing else { return actions }
    if until <= now {
      syncing = .running(again: false, failures: failures)
      actions.append(.sync)
    } else if nextLook <= now, failures == 0 {
      nextLook = look(after: now)
      actions.append(.look)
    }
    return actions
  }

  /// What moved before the stream was open nobody tells; and there is a network again, so a pause
  /// after failures has lost its reason, unless the server asked for it.
  private mutating func opened(_ now: UInt64, _ random: UInt64) {
    guard case .opening(let failures) = listening else { return }
    listening = .open(since: now, failures: failures)
    if case .resting(let until, let notBefore, _) = syncing {
      syncing = .resting(until: until, notBefore: notBefore, failures: 0)
    }
    wish(now, random)
  }

  private mutating func closed(_ asked: UInt64, _ now: UInt64, _ random: UInt64) {
    var failed = 1
    switch listening {
    case .opening(let failures): failed += failures
    case .open(let since, let failures): failed += now - since < settings.steady ? failures : 0
    case .down: return
    }
    let pause = settings.streamBackoff.pause(failures: failed, retryAfter: asked, random: random)
    listening = .down(until: now.later(pause), failures: failed)
    guard case .resting(let until, let notBefore, let failures) = syncing else { return }
    let next = max(notBefore, min(until, now.later(upTo(settings.poll, random))))
    syncing = .resting(until: next, notBefore: notBefore, failures: failures)
  }

  /// Syncs soon. News is no reason to cut a pause after a failure short.
  private mutating func wish(_ now: UInt64, _ random: UInt64) {
    switch syncing {
    case .running(_, let failures): syncing = .running(again: true, failures: failures)
    case .resting(let until, let notBefore, 0):
      let soon = max(notBefore, min(until, now.later(upTo(settings.gather, random))))
      syncing = .resting(until: soon, notBefore: notBefore, failures: 0)
    case .resting: break
    }
  }

  private mutating func synced(
    _ report: SyncReport, _ now: UInt64, _ random: UInt64
  ) -> [Action] {
    guard case .running(let again, let failures) = syncing else { return [] }
    nextLook = look(after: now)
    switch report.ending ?? .cancelled {
    case .cancelled: return stop(.cancelled)
    case .failed(let failure) where failure.needsPerson: return stop(.refused(failure))
    case .failed(let failure): rest(after: failure, failures + 1, now, random)
    case .complete, .stalled:
      syncing = .resting(until: now.later(upTo(period, random)), notBefore: 0, failures: 0)
      // Something was written while the sync came to its end, unless it is what cannot be sent.
      let hasNew = report.waiting > 0 && (report.waiting != left || report.pushed > 0)
      left = report.waiting
      if again || hasNew { wish(now, random) }
    }
    return []
  }

  private mutating func rest(
    after failure: TransportFailure, _ failures: Int, _ now: UInt64, _ random: UInt64
  ) {
    let pause = settings.syncBackoff.pause(
      failures: failures, retryAfter: failure.retryAfter, random: random)
    let asked = min(failure.retryAfter ?? 0, Backoff.longestWish)
    syncing = .resting(
      until: now.later(pause), notBefore: now.later(asked), failures: failures)
  }

  private mutating func wantIndex() {
    switch indexing {
    case .upToDate, .wanted: indexing = .wanted
    case .running: indexing = .running(again: true)
    }
  }

  /// A batch that was not full was the last.
  private mutating func indexed(_ count: Int) {
    guard case .running(let again) = indexing else { return }
    let isFull = count > 0 && count >= settings.indexBatch ?? .max
    indexing = again || isFull ? .wanted : .upToDate
  }

  /// One batch at a time, so that a sync waits for one at most.
  private mutating func useIdleTime(_ now: UInt64) -> [Action] {
    guard let limit = settings.indexBatch, indexing == .wanted,
      case .resting(let until, _, _) = syncing, until > now
    else { return [] }
    indexing = .running(again: false)
    return [.index(limit: limit)]
  }

  private func look(after now: UInt64) -> UInt64 { settings.look.map(now.later) ?? .max }

  private var period: UInt64 {
    if case .open = listening { settings.reassurance } else { settings.poll }
  }

  /// Somewhere in the upper half of a time, by chance, so that devices spread.
  private func upTo(_ time: UInt64, _ random: UInt64) -> UInt64 {
    time - random % (time / 2 + 1)
  }
}

extension UInt64 {
  /// That much later, or at the end of time.
  fileprivate func later(_ time: UInt64) -> UInt64 {
    let (sum, isBeyond) = addingReportingOverflow(time)
    return isBeyond ? .max : sum
  }
}

extension TransportFailure {
  /// Whether nothing comes of trying again before somebody has done something on this device. A
  /// certificate or a redirection may be a hotel's network, which is left again.
  var needsPerson: Bool {
    switch code {
    case .tokenRefused, .tokenExpired, .deviceRevoked, .deviceWiped, .upgradeRequired, .badAddress:
      true
    case .unreachable, .timedOut, .interrupted, .busy, .serverError, .serverOutdated, .forbidden,
      .tooLarge, .requestRefused, .redirected, .notSchakel, .protocolViolation, .certificate,
      .cancelled:
      false
    }
  }
}
