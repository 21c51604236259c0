import NIOCore
import Testing

@testable import SchakelServer

/// The clocks of a connection, without a connection. Times are in seconds since its start.
@Suite struct ConnectionStateTests {
  static func at(_ seconds: Double) -> NIODeadline {
    .uptimeNanoseconds(1_000_000_000) + .nanoseconds(Int64(seconds * 1e9))
  }

  /// Header 10 s, body 20 s and 100 bytes a second, idle 75 s, linger 2 s, body 1000 bytes.
  static func state() -> ConnectionState {
    var limits = Limits()
    limits.bytesPerSecond = 100
    limits.bodyBytes = 1000
    return ConnectionState(limits: limits, now: at(0))
  }

  @Test("a new connection has the time of a header, then is closed in silence")
  func silence() {
    var state = Self.state()
    #expect(state.deadline == Self.at(10))
    #expect(state.expire(at: Self.at(9.9)) == .nothing)
    #expect(state.expire(at: Self.at(10)) == .close)
  }

  @Test("dribbling does not move a header's deadline")
  func dribble() {
    var state = Self.state()
    for second in 0..<10 { state.heardBytes(at: Self.at(Double(second))) }
    #expect(state.deadline == Self.at(10))
    #expect(state.expire(at: Self.at(10)) == .refuse(.tooSlow))
    #expect(state.isEnding)
  }

  @Test("between requests there is the idle time, from the answer on")
  func idle() {
    var state = Self.state()
    state.heardHead(at: Self.at(1))
    state.heardEnd(at: Self.at(1))
    #expect(state.deadline == nil)
    #expect(state.answered(at: Self.at(5)) == false)
    #expect(state.deadline == Self.at(80))
    state.heardBytes(at: Self.at(70))
    #expect(state.deadline == Self.at(80))
    #expect(state.expire(at: Self.at(80)) == .refuse(.tooSlow))
  }

  @Test("only time spent waiting for a body counts, and what came buys more of it")
  func body() {
    var state = Self.state()
    state.heardHead(at: Self.at(0))
    #expect(state.deadline == nil)
    state.startedWaiting(at: Self.at(5))
    #expect(state.deadline == Self.at(25))
    #expect(state.heardBody(500, at: Self.at(15)) == true)
    #expect(state.deadline == nil)
    state.startedWaiting(at: Self.at(100))
    // 20 s and 5 s for 500 bytes, of which 10 s are used up.
    #expect(state.deadline == Self.at(115))
    #expect(state.expire(at: Self.at(115)) == .interrupt(.tooSlow))
    #expect(state.deadline == nil)
  }

  @Test("asking twice for bytes starts no second clock")
  func askingTwice() {
    var state = Self.state()
    state.heardHead(at: Self.at(0))
    state.startedWaiting(at: Self.at(0))
    state.startedWaiting(at: Self.at(10))
    #expect(state.deadline == Self.at(20))
  }

  @Test("a body is too long with its first byte over the limit")
  func tooLong() {
    var state = Self.state()
    state.heardHead(at: Self.at(0))
    #expect(state.heardBody(1000, at: Self.at(0)) == true)
    #expect(state.heardBody(1, at: Self.at(0)) == false)
  }

  @Test("a body whose request has been answered is not worth interrupting anyone for")
  func answeredEarly() {
    var state = Self.state()
    state.heardHead(at: Self.at(0))
    state.startedWaiting(at: Self.at(0))
    #expect(state.answered(at: Self.at(1)) == false)
    #expect(state.expire(at: Self.at(20)) == .close)
  }

  @Test("with an answer still owed, a late header closes the connection after no refusal")
  func lateHeaderBehindAnswer() {
    var state = Self.state()
    state.heardHead(at: Self.at(0))
    state.heardEnd(at: Self.at(0))
    state.heardBytes(at: Self.at(1))
    #expect(state.deadline == Self.at(11))
    #expect(state.expire(at: Self.at(11)) == .close)
  }

  @Test("an ending connection has its last word when all that is owed is answered, and lingers")
  func ending() {
    var state = Self.state()
    state.heardHead(at: Self.at(0))
    state.heardEnd(at: Self.at(0))
    state.heardHead(at: Self.at(0))
    state.heardEnd(at: Self.at(0))
    state.end()
    #expect(state.answered(at: Self.at(1)) == false)
    #expect(state.answered(at: Self.at(2)) == true)
    #expect(state.isLingering && state.deadline == Self.at(4))
    state.heardHead(at: Self.at(3))
    state.heardBytes(at: Self.at(3))
    #expect(state.isLingering && state.owed == 0)
    #expect(state.expire(at: Self.at(4)) == .close)
  }
}

@Suite struct OutputStateTests {
  static func at(_ seconds: Int64) -> NIODeadline {
    .uptimeNanoseconds(1_000_000_000) + .seconds(seconds)
  }

  /// 30 s, and 100 bytes a second: 3000 bytes each time.
  static func state() -> OutputState {
    var limits = Limits()
    limits.bytesPerSecond = 100
    return OutputState(limits: limits)
  }

  @Test("a reader that takes its share each time is never stalled")
  func steady() {
    var state = Self.state()
    state.blocked(pending: 9000, at: Self.at(0))
    #expect(state.deadline == Self.at(30))
    #expect(state.isStalled(pending: 6000, at: Self.at(30)) == false)
    #expect(state.isStalled(pending: 3000, at: Self.at(60)) == false)
    #expect(state.isStalled(pending: 0, at: Self.at(90)) == false)
    #expect(state.deadline == nil)
  }

  @Test("a reader that takes less than its share is stalled, not before the time is up")
  func stalled() {
    var state = Self.state()
    state.blocked(pending: 9000, at: Self.at(0))
    #expect(state.isStalled(pending: 9000, at: Self.at(29)) == false)
    #expect(state.isStalled(pending: 6001, at: Self.at(30)) == true)
  }

  @Test("once all is taken the clock stops, and begins anew with the next block")
  func flowing() {
    var state = Self.state()
    state.blocked(pending: 9000, at: Self.at(0))
    state.blocked(pending: 12000, at: Self.at(10))
    #expect(state.deadline == Self.at(30))
    state.flowing()
    #expect(state.deadline == nil)
    #expect(state.isStalled(pending: 9000, at: Self.at(100)) == false)
  }
}
