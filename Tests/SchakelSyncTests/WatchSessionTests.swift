import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Following a region as a state machine")
struct WatchSessionTests {
  typealias Event = WatchSession.Event
  typealias Action = WatchSession.Action

  /// A session and its clock. Chance is the longest pause, so that times are round. The search index
  /// is left out where it is not what a test is about.
  private struct Watch {
    var session: WatchSession
    var now: UInt64 = 1_000

    init(_ change: (inout WatchSettings) -> Void = { _ in }) {
      var settings = WatchSettings()
      settings.indexBatch = nil
      change(&settings)
      session = WatchSession(settings: settings)
    }

    mutating func callAsFunction(_ event: Event, at time: UInt64? = nil) -> [Action] {
      now = time ?? now
      return session.handle(event, now: now, random: 0)
    }

    /// What the session does when its time has come, and how long that was.
    mutating func wait() -> (after: UInt64, actions: [Action]) {
      let start = now
      now = session.deadline ?? now
      return (now - start, self(.tick))
    }

    /// Started, with a stream open and nothing to sync.
    static func settled(_ change: (inout WatchSettings) -> Void = { $0.look = nil }) -> Watch {
      var watch = Watch(change)
      #expect(watch(.start) == [.listen, .sync])
      #expect(watch(.opened) == [])
      #expect(watch(.synced(report())) == [])
      // The stream opened while the sync was under way: one more, for what moved in between.
      #expect(watch.wait().actions == [.sync])
      #expect(watch(.synced(report())) == [])
      return watch
    }
  }

  private static func report(
    _ ending: SyncSession.Ending = .complete, waiting: Int = 0, pushed: Int = 0
  ) -> SyncReport {
    var report = SyncReport()
    report.ending = ending
    report.pushed = pushed
    let space = SpaceID(rawValue: 1)
    report.standing = Standing(spaces: [.init(id: space, waiting: waiting, isCurrent: true)])
    return report
  }

  private static func failed(
    _ code: TransportFailure.Code, retryAfter: UInt64? = nil, waiting: Int = 0
  ) -> Event {
    .synced(report(.failed(failure(code, retryAfter: retryAfter)), waiting: waiting))
  }

  private static func failure(
    _ code: TransportFailure.Code, retryAfter: UInt64? = nil
  ) -> TransportFailure {
    TransportFailure(code, "as the test wants it", retryAfter: retryAfter)
  }

  @Test("a space that moved is synced after a moment, and a burst of them once")
  func moved() {
    var watch = Watch.settled()
    for time in 0..<10 { #expect(watch(.moved, at: watch.now + UInt64(time)) == []) }
    let (after, actions) = watch.wait()
    #expect(actions == [.sync] && after <= 500)
    #expect(watch(.synced(Self.report())) == [])
    #expect(watch.wait().after == 900_000)
  }

  @Test("what moved while a sync was under way is synced after it")
  func movedMeanwhile() {
    var watch = Watch.settled()
    _ = watch(.moved)
    #expect(watch.wait().actions == [.sync])
    #expect(watch(.moved) == [])
    #expect(watch(.tick, at: watch.now + 10_000_000) == [])
    #expect(watch(.synced(Self.report())) == [])
    #expect(watch.wait() == (500, [.sync]))
  }

  @Test("a local change is looked at, and synced if there is more to send than before")
  func changedHere() {
    var watch = Watch.settled()
    #expect(watch(.changed) == [.look])
    #expect(watch(.waiting(0)) == [])
    #expect(watch.session.deadline == watch.now + 900_000)
    #expect(watch(.changed) == [.look])
    #expect(watch(.waiting(1)) == [])
    #expect(watch.wait() == (500, [.sync]))
  }

  @Test("another process's change is found by looking now and again")
  func changedElsewhere() {
    var watch = Watch.settled { $0.look = 2_000 }
    for _ in 0..<5 {
      #expect(watch.wait() == (2_000, [.look]))
      #expect(watch(.waiting(0)) == [])
    }
    #expect(watch.wait() == (2_000, [.look]))
    #expect(watch(.waiting(2)) == [])
    #expect(watch.wait() == (500, [.sync]))
  }

  @Test("what was written while a sync came to its end is sent by another")
  func writtenMeanwhile() {
    var watch = Watch.settled()
    _ = watch(.moved)
    _ = watch.wait()
    #expect(watch(.synced(Self.report(waiting: 1, pushed: 3))) == [])
    #expect(watch.wait() == (500, [.sync]))
    #expect(watch(.synced(Self.report(waiting: 1, pushed: 1))) == [])
    #expect(watch.wait() == (500, [.sync]))
  }

  @Test("what cannot be sent does not make it sync for ever")
  func stuck() {
    var watch = Watch.settled()
    _ = watch(.moved)
    _ = watch.wait()
    #expect(watch(.synced(Self.report(.stalled, waiting: 5))) == [])
    #expect(watch.wait() == (500, [.sync]))
    #expect(watch(.synced(Self.report(.stalled, waiting: 5))) == [])
    #expect(watch(.changed) == [.look])
    #expect(watch(.waiting(5)) == [])
    #expect(watch.wait() == (900_000, [.sync]))
  }

  @Test("without a stream it asks at intervals, and tries for a stream ever more seldom")
  func polling() {
    var watch = Watch {
      $0.look = nil
      $0.streamBackoff = Backoff(first: 100_000, most: 300_000)
    }
    #expect(watch(.start) == [.listen, .sync])
    #expect(watch(.closed(Self.failure(.notSchakel), reconnectDelay: nil)) == [])
    var (syncs, listens): ([UInt64], [UInt64]) = ([], [])
    #expect(watch(.synced(Self.report())) == [])
    while watch.now < 1_000_000 {
      for action in watch.wait().actions {
        switch action {
        case .sync:
          syncs.append(watch.now)
          #expect(watch(.synced(Self.report())) == [])
        case .listen:
          listens.append(watch.now)
          #expect(watch(.closed(Self.failure(.notSchakel), reconnectDelay: nil)) == [])
        case .look, .index, .stop: Issue.record("\(action)")
        }
      }
    }
    #expect(zip(syncs, syncs.dropFirst()).allSatisfy { $1 - $0 == 60_000 } && syncs.count == 17)
    // A hundred seconds, twice that, three hundred: each in its upper half, here the lower end.
    let pauses = zip(listens, listens.dropFirst()).map { $1 - $0 }
    #expect(pauses == [100_000, 150_000, 150_000, 150_000, 150_000, 150_000])
  }

  @Test("a stream that ends after a long silence brings the next sync forward")
  func closes() {
    var watch = Watch.settled()
    #expect(watch(.closed(nil, reconnectDelay: 3_000), at: watch.now + 100_000) == [])
    #expect(watch.wait() == (3_000, [.listen]))
    #expect(watch(.opened) == [])
    #expect(watch.wait() == (500, [.sync]))
  }

  @Test("a stream that opens and ends at once counts as one that failed; a steady one does not")
  func flapping() {
    var watch = Watch.settled { settings in
      settings.look = nil
      settings.streamBackoff = Backoff(first: 1_000, most: 64_000)
      settings.steady = 60_000
    }
    var pauses: [UInt64] = []
    for _ in 0..<5 {
      _ = watch(.closed(nil, reconnectDelay: nil))
      guard case .down(let until, _) = watch.session.listening else { break }
      pauses.append(until - watch.now)
      #expect(watch(.tick, at: until).contains(.listen))
      _ = watch(.opened)
    }
    #expect(pauses == [500, 1_000, 2_000, 4_000, 8_000])
    _ = watch(.closed(nil, reconnectDelay: nil), at: watch.now + 60_000)
    #expect(watch.session.listening == .down(until: watch.now + 500, failures: 1))
  }

  @Test("syncs that fail are tried ever more seldom, and news does not hurry them")
  func failing() {
    var watch = Watch.settled { settings in
      settings.look = nil
      settings.syncBackoff = Backoff(first: 1_000, most: 60_000)
    }
    _ = watch(.moved)
    #expect(watch.wait().actions == [.sync])
    var pauses: [UInt64] = []
    for _ in 0..<8 {
      #expect(watch(Self.failed(.serverError, waiting: 1)) == [])
      for event in [Event.moved, .changed, .waiting(7)] { #expect(watch(event) == []) }
      let (after, actions) = watch.wait()
      pauses.append(after)
      #expect(actions == [.sync])
    }
    #expect(pauses == [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    #expect(watch(.synced(Self.report())) == [])
    #expect(watch.wait().after == 900_000)
  }

  @Test("a stream that opens ends the pause after failures, but not the one the server asked for")
  func networkIsBack() {
    for asked in [nil, 90_000] as [UInt64?] {
      var watch = Watch {
        $0.look = nil
        $0.syncBackoff = Backoff(first: 60_000, most: 60_000)
      }
      _ = watch(.start)
      let start = watch.now
      #expect(watch(Self.failed(asked == nil ? .unreachable : .busy, retryAfter: asked)) == [])
      #expect(watch(.opened, at: start + 1_000) == [])
      let (after, actions) = watch.wait()
      #expect(after == (asked == nil ? 500 : 89_000))
      #expect(actions == [.sync])
    }
  }

  @Test(
    "it stops when somebody has to act here first, whoever was told",
    arguments: [TransportFailure.Code.tokenRefused, .upgradeRequired, .badAddress])
  func stops(_ code: TransportFailure.Code) {
    let ending = WatchSession.Ending.refused(Self.failure(code))
    var syncing = Watch()
    _ = syncing(.start)
    #expect(syncing(Self.failed(code)) == [.stop(ending)])
    #expect(syncing.session.ending == ending && syncing.session.deadline == nil)
    var listening = Watch()
    _ = listening(.start)
    #expect(listening(.closed(Self.failure(code), reconnectDelay: nil)) == [.stop(ending)])
    #expect(listening(.moved) == [] && listening(.tick, at: 9_000_000) == [])
  }

  @Test(
    "nothing else stops it: networks change",
    arguments: [
      TransportFailure.Code.unreachable, .timedOut, .interrupted, .busy, .serverError, .forbidden,
      .tooLarge, .requestRefused, .redirected, .notSchakel, .protocolViolation, .certificate,
    ])
  func goesOn(_ code: TransportFailure.Code) {
    var watch = Watch()
    _ = watch(.start)
    #expect(watch(Self.failed(code)) == [])
    #expect(watch(.closed(Self.failure(code), reconnectDelay: nil)) == [])
    #expect(watch.session.ending == nil)
  }

  @Test(
    "one sync and one stream at a time, none before its time, and always one to come",
    arguments: 0..<200 as Range<UInt64>)
  func invariants(_ seed: UInt64) {
    let clock = ManualClock(seed: seed)
    var session = WatchSession()
    var (now, notBefore) = (UInt64(0), UInt64(0))
    var (isSyncing, isListening, isIndexing) = (false, false, false)
    var event = Event.start
    for step in 0..<400 {
      let actions = session.handle(event, now: now, random: clock.random())
      if case .synced = event { isSyncing = false }
      if case .closed = event { isListening = false }
      if case .indexed = event { isIndexing = false }
      for action in actions {
        switch action {
        case .sync:
          #expect(!isSyncing && now >= notBefore, "seed \(seed), step \(step)")
          isSyncing = true
        case .listen:
          #expect(!isListening, "seed \(seed), step \(step)")
          isListening = true
        case .index:
          #expect(!isSyncing && !isIndexing, "seed \(seed), step \(step)")
          isIndexing = true
        case .look: break
        case .stop: return
        }
      }
      // Whatever happened, a sync is under way or comes within its longest time.
      if case .resting(let until, let asked, _) = session.syncing {
        notBefore = asked
        #expect(until <= now + 3_900_000 && !isSyncing, "seed \(seed), step \(step)")
        #expect((session.deadline ?? .max) <= until, "seed \(seed), step \(step)")
      } else {
        #expect(isSyncing)
      }
      event = Self.draw(clock, isSyncing: isSyncing, isListening: isListening)
      if isIndexing, clock.random() % 4 == 0 { event = .indexed(Int(clock.random() % 2) * 500) }
      now += clock.random() % 3 == 0 ? clock.random() % 100_000 : clock.random() % 700
    }
  }

  private static func draw(_ clock: ManualClock, isSyncing: Bool, isListening: Bool) -> Event {
    let codes = [TransportFailure.Code.unreachable, .busy, .notSchakel, .certificate]
    let code = codes[Int(clock.random() % 4)]
    let asked = clock.random() % 2 == 0 ? nil : clock.random() % 5_000_000
    switch clock.random() % 16 {
    case 0 where isListening: return .opened
    case 1 where isListening: return .closed(nil, reconnectDelay: asked)
    case 2 where isListening: return .closed(failure(code, retryAfter: asked), reconnectDelay: nil)
    case 3,
      4 where isSyncing:
      return isSyncing ? failed(code, retryAfter: asked) : .moved
    case 5,
      6 where isSyncing:
      return isSyncing ? .synced(report(waiting: Int(clock.random() % 3))) : .tick
    case 7: return .moved
    case 8: return .changed
    case 9: return .waiting(Int(clock.random() % 4))
    default: return .tick
    }
  }
}
