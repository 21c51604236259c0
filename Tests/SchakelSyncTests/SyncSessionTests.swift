import SchakelCore
import SchakelStore
import SchakelSync
import Testing

@Suite("A synchronisation as a state machine")
struct SyncSessionTests {
  private func failed(
    _ code: TransportFailure.Code, retryAfter: UInt64? = nil
  ) -> SyncSession.Event {
    .failed(TransportFailure(code, "as the test wants it", retryAfter: retryAfter))
  }

  private func absorbed(more: Bool, pushed: Int = 0, pulled: Int = 0) -> SyncSession.Event {
    var progress = SyncProgress()
    (progress.more, progress.pushed, progress.pulled) = (more, pushed, pulled)
    return .absorbed(progress)
  }

  private func begun(_ patience: SyncSession.Patience = .once) -> SyncSession {
    var session = SyncSession(patience: patience)
    #expect(session.handle(.start) == .exchange)
    return session
  }

  @Test("it goes on while there is more, and is complete when there is none")
  func goesOn() {
    var session = begun()
    for _ in 0..<100 {
      #expect(session.handle(absorbed(more: true, pulled: 1)) == .exchange)
    }
    #expect(session.handle(absorbed(more: false)) == .finish(.complete))
    #expect(session.handle(.start) == .none)
  }

  @Test("more that never comes is given up, and said to be so")
  func stalls() {
    var session = begun()
    for _ in 0..<4 { #expect(session.handle(absorbed(more: true)) == .exchange) }
    #expect(session.handle(absorbed(more: true)) == .finish(.stalled))
  }

  @Test("so is more that never comes between failures that pass")
  func stallsBetweenFailures() {
    var session = begun(.init(retries: 1))
    for _ in 0..<4 {
      #expect(session.handle(absorbed(more: true)) == .exchange)
      guard case .rest = session.handle(failed(.busy)) else {
        Issue.record("it does not rest")
        return
      }
      #expect(session.handle(.rested) == .exchange)
    }
    #expect(session.handle(absorbed(more: true)) == .finish(.stalled))
  }

  @Test("comparing everything afresh again and again is given up, whatever comes by it")
  func circles() {
    var session = begun()
    var progress = SyncProgress()
    progress.more = true
    progress.pulled = 7
    progress.notices = [.startedOver(SpaceID(rawValue: 1))]
    for _ in 0..<4 { #expect(session.handle(.absorbed(progress)) == .exchange) }
    #expect(session.handle(.absorbed(progress)) == .finish(.stalled))
  }

  @Test("a passing failure is tried again as often as patience allows, each time after a rest")
  func triesAgain() {
    var session = begun(.init(retries: 2, backoff: Backoff(first: 100, most: 1_000)))
    #expect(session.handle(failed(.unreachable), random: 0) == .rest(50))
    #expect(session.handle(.rested) == .exchange)
    #expect(session.handle(failed(.interrupted), random: 0) == .rest(100))
    #expect(session.handle(.rested) == .exchange)
    guard case .finish(.failed(let failure)) = session.handle(failed(.timedOut)) else {
      Issue.record("it goes on")
      return
    }
    #expect(failure.code == .timedOut)
  }

  @Test("an exchange that went well forgets the failures before it")
  func forgets() {
    var session = begun(.init(retries: 1))
    for _ in 0..<10 {
      guard case .rest = session.handle(failed(.unreachable)) else {
        Issue.record("it does not rest")
        return
      }
      #expect(session.handle(.rested) == .exchange)
      #expect(session.handle(absorbed(more: true, pulled: 1)) == .exchange)
    }
  }

  @Test(
    "what will not pass by itself ends it at once",
    arguments: [
      TransportFailure.Code.tokenRefused, .forbidden, .upgradeRequired, .requestRefused,
      .badAddress,
      .redirected, .certificate,
    ])
  func givesUp(_ code: TransportFailure.Code) {
    var session = begun(.forever)
    guard case .finish(.failed(let failure)) = session.handle(failed(code)) else {
      Issue.record("it goes on")
      return
    }
    #expect(failure.code == code)
  }

  @Test("a server that asks for time gets it, or the one who waits is told")
  func retryAfter() {
    var patient = begun(.forever)
    #expect(patient.handle(failed(.busy, retryAfter: 120_000), random: 0) == .rest(120_000))
    var waiting = begun(.once)
    #expect(waiting.handle(failed(.busy, retryAfter: 5_000), random: 0) == .rest(5_000))
    #expect(waiting.handle(.rested) == .exchange)
    guard case .finish(.failed) = waiting.handle(failed(.busy, retryAfter: 120_000)) else {
      Issue.record("it makes somebody wait for two minutes")
      return
    }
  }

  @Test("a request that is too large is sent in smaller parts, until it is small indeed")
  func halves() {
    var session = begun(.init(retries: 0))
    for count in 1...8 {
      #expect(session.handle(failed(.tooLarge)) == .exchange)
      #expect(session.halvings == count)
    }
    guard case .finish(.failed(let failure)) = session.handle(failed(.tooLarge)) else {
      Issue.record("it goes on for ever")
      return
    }
    #expect(failure.code == .tooLarge)
  }

  @Test("a request that was too slow in coming rests, and is sent in smaller parts")
  func tooSlow() {
    var session = begun(.forever)
    let failure = TransportFailure(.busy, "as the test wants it", problem: "/problems/too-slow")
    for count in 1...20 {
      guard case .rest = session.handle(.failed(failure)) else {
        Issue.record("it does not rest")
        return
      }
      #expect(session.halvings == min(count, 8))
      #expect(session.handle(.rested) == .exchange)
    }
    _ = session.handle(failed(.busy))
    #expect(session.halvings == 8)
  }

  @Test("it can be called off at any time, once")
  func cancels() {
    var idle = SyncSession()
    #expect(idle.handle(.cancelled) == .finish(.cancelled))
    var exchanging = begun()
    #expect(exchanging.handle(.cancelled) == .finish(.cancelled))
    var resting = begun()
    _ = resting.handle(failed(.unreachable))
    #expect(resting.handle(.cancelled) == .finish(.cancelled))
    #expect(resting.handle(.cancelled) == .none)
  }
}
