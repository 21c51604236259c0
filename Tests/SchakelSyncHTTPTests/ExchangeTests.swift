import Foundation
import SchakelSync
import struct SchakelTesting.SeededRandom
import Testing

@testable import SchakelSyncHTTP

@Suite("An exchange as a state machine")
struct ExchangeTests {
  private static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    (limits.connect, limits.silence, limits.total, limits.streamSilence) = (10, 20, 50, 30)
    limits.problemBytes = 8
    return limits
  }()

  private static let good = ResponseHead(status: 200, mediaType: "a/b")

  private func exchange(
    _ hope: Exchange.Hope = Exchange.Hope("a/b", limit: 4), now: UInt64 = 100
  ) -> Exchange {
    Exchange(hope: hope, limits: Self.limits, now: now)
  }

  /// What comes of an exchange when this happens at these times; nil while it is not over.
  private func outcome(
    _ events: [(UInt64, Exchange.Event)]
  ) -> Result<[UInt8], TransportFailure>? {
    var exchange = exchange()
    for (time, event) in events {
      if case .finish(let result) = exchange.handle(event, now: time) { return result }
    }
    return nil
  }

  @Test("until a byte moves the connection's limit holds, then the silence's, then the whole's")
  func deadlines() {
    var exchange = exchange()
    #expect(exchange.deadline == 110)
    _ = exchange.handle(.sent, now: 105)
    #expect(exchange.deadline == 125)
    _ = exchange.handle(.head(Self.good), now: 120)
    #expect(exchange.deadline == 140)
    _ = exchange.handle(.bytes(Data([1])), now: 139)
    #expect(exchange.deadline == 150)
    #expect(exchange.handle(.tick, now: 149) == .none)
    guard case .finish(.failure(let failure)) = exchange.handle(.tick, now: 150) else {
      Issue.record("it goes on")
      return
    }
    #expect(failure.code == .timedOut)
  }

  @Test("an open stream has no end but silence")
  func streamDeadline() {
    var exchange = exchange(.stream("a/b"))
    #expect(exchange.handle(.head(Self.good), now: 101) == .open)
    for time in stride(from: UInt64(102), to: 1_000, by: 29) {
      #expect(exchange.handle(.bytes(Data([7])), now: time) == .deliver(Data([7])))
      #expect(exchange.deadline == time + 30)
    }
  }

  @Test("what comes before the answer proper is passed over")
  func interim() {
    let early = ResponseHead(status: 103, mediaType: "text/html")
    #expect(
      outcome([
        (101, .head(early)), (102, .head(Self.good)), (103, .bytes(Data([1, 2]))),
        (104, .ended(nil)),
      ]) == .success([1, 2]))
  }

  @Test("a description that breaks off is as good as what has come of it")
  func brokenProblem() {
    let head = ResponseHead(
      status: 503, mediaType: "application/problem+json", retryAfter: 7)
    for end in [
      Exchange.Event.ended(nil), .ended(CarrierFailure(URLError(.networkConnectionLost))), .tick,
    ] {
      let failure = outcome([
        (101, .head(head)), (102, .bytes(Data("{".utf8))), (200, end),
      ])
      #expect(failure == .failure(TransportFailure(head, body: [])))
    }
  }

  @Test("a description that is too long is cut at its limit")
  func longProblem() {
    let head = ResponseHead(status: 500, mediaType: "application/problem+json")
    let failure = outcome([(101, .head(head)), (102, .bytes(Data(count: 1 << 20)))])
    #expect(failure == .failure(TransportFailure(head, body: [])))
  }

  @Test(
    "it finishes exactly once, by its deadline, whatever happens",
    arguments: 0..<300 as Range<UInt64>)
  func finishesOnce(_ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var exchange = exchange(
      random.next() % 4 == 0 ? .stream("a/b") : .init("a/b", limit: 4), now: 0)
    var (now, finished) = (UInt64(0), 0)
    for _ in 0..<30 {
      now += random.next() % 8
      if case .finish = exchange.handle(event(&random), now: now) { finished += 1 }
      #expect(finished <= 1)
      #expect((exchange.state == .finished) == (finished == 1))
    }
    if finished == 0 {
      _ = exchange.handle(.tick, now: exchange.deadline)
      #expect(exchange.state == .finished, "seed \(seed)")
    }
  }

  private func event(_ random: inout SeededRandom) -> Exchange.Event {
    let heads = [
      Self.good, ResponseHead(status: 200, mediaType: "text/html"), ResponseHead(status: 100),
      ResponseHead(status: 401, mediaType: "application/problem+json"), ResponseHead(status: 302),
    ]
    switch random.next() % 24 {
    case 0: return .cancelled
    case 1: return .redirected(to: nil)
    case 2: return .ended(CarrierFailure(URLError(.cannotConnectToHost)))
    case 3: return .ended(nil)
    case 4: return .connectionGivenUp
    case 5...9: return .head(heads[Int(random.next() % 5)])
    case 10...15: return .bytes(Data(count: Int(random.next() % 4)))
    case 16...19: return .tick
    default: return .sent
    }
  }
}
