import Foundation
import SchakelSync

/// One request and its answer as a state machine: what the network does goes in, what to do about it
/// comes out. It knows no network and no clock.
///
/// *Invariant*: it finishes exactly once, by its ``deadline`` at the latest, and never holds more
/// than its limits allow.
struct Exchange: Sendable {
  enum State: Hashable, Sendable {
    /// The request is out. -> answering, finished
    case asking
    /// An answer of the hoped-for kind is coming. -> finished
    case answering
    /// A problem is coming, and its description is read. -> finished
    case failing(ResponseHead)
    /// -> nothing
    case finished
  }

  enum Event: Sendable {
    /// Part of the request has left.
    case sent
    case head(ResponseHead)
    case bytes(Data)
    /// Nothing more comes; the error is why, if it broke.
    case ended(CarrierFailure?)
    /// The server wants the request sent elsewhere.
    case redirected(to: String?)
    /// The connection, kept from an earlier exchange, was gone after part of the request had left.
    case connectionGivenUp
    /// A clock was looked at.
    case tick
    case cancelled
  }

  enum Action: Hashable, Sendable {
    case none
    /// The stream is open.
    case open
    /// These bytes of the stream came.
    case deliver(Data)
    /// It is over: the answer's body, or why there is none. Whatever still comes is not wanted.
    case finish(Result<[UInt8], TransportFailure>)
  }

  private(set) var state = State.asking
  let hope: Hope
  let limits: HTTPLimits
  private let started: UInt64
  /// When a byte last moved; nil before the first.
  private var moved: UInt64?
  private var body: [UInt8] = []

  /// - Parameter now: milliseconds of a clock that never goes back.
  init(hope: Hope, limits: HTTPLimits, now: UInt64) {
    self.hope = hope
    self.limits = limits
    started = now
  }

  /// When to look at the clock: the exchange is over then, unless something moved.
  var deadline: UInt64 {
    guard let moved else { return started + limits.connect }
    guard !hope.isStream || state != .answering else { return moved + limits.streamSilence }
    return min(moved + limits.silence, started + limits.total)
  }

  mutating func handle(_ event: Event, now: UInt64) -> Action {
    guard state != .finished else { return .none }
    switch event {
    case .tick: return now < deadline ? .none : expire()
    case .cancelled: return finish(.failure(.cancelled))
    case .sent:
      moved = now
      return .none
    case .connectionGivenUp: return finish(.failure(.connectionGivenUp))
    case .redirected(let place): return finish(.failure(.redirected(to: place)))
    case .head(let head):
      moved = now
      return begin(head)
    case .bytes(let bytes):
      moved = now
      return take(bytes)
    case .ended(let error): return end(error)
    }
  }

  private mutating func begin(_ head: ResponseHead) -> Action {
    // What comes before the answer proper (RFC 9110 §15.2) says nothing here.
    guard state == .asking, !(100...199).contains(head.status) else { return .none }
    if (300...399).contains(head.status) { return finish(.failure(.redirected(to: nil))) }
    guard hope.statuses.contains(head.status) else {
      guard head.isProblem else { return fail(head) }
      state = .failing(head)
      return .none
    }
    guard head.mediaType == hope.mediaType else { return finish(.failure(.wrongMediaType(head))) }
    state = .answering
    return hope.isStream ? .open : .none
  }

  private mutating func take(_ bytes: Data) -> Action {
    switch state {
    case .answering where hope.isStream: return .deliver(bytes)
    case .answering:
      guard bytes.count <= hope.limit - body.count else { return finish(.failure(.tooMuch)) }
      body.append(contentsOf: bytes)
      return .none
    case .failing(let head):
      body.append(contentsOf: bytes.prefix(limits.problemBytes - body.count))
      guard body.count < limits.problemBytes else { return fail(head) }
      return .none
    case .asking, .finished: return .none
    }
  }

  private mutating func end(_ error: CarrierFailure?) -> Action {
    switch state {
    case .failing(let head): return fail(head)
    case .asking:
      return finish(
        .failure(error.map { TransportFailure($0, answered: false) } ?? Self.noAnswer))
    case .answering:
      if let error { return finish(.failure(TransportFailure(error, answered: true))) }
      return finish(.success(body))
    case .finished: return .none
    }
  }

  private mutating func expire() -> Action {
    if case .failing(let head) = state { return fail(head) }
    return finish(.failure(Self.late(connected: moved != nil)))
  }

  private mutating func fail(_ head: ResponseHead) -> Action {
    finish(.failure(TransportFailure(head, body: body)))
  }

  private mutating func finish(_ result: Result<[UInt8], TransportFailure>) -> Action {
    state = .finished
    body = []
    return .finish(result)
  }

  private static let noAnswer = TransportFailure(
    .interrupted, "The connection ended before an answer came.")

  private static func late(connected: Bool) -> TransportFailure {
    connected
      ? TransportFailure(.timedOut, "The server took too long to answer.")
      : TransportFailure(.timedOut, "The server did not take the connection in time.")
  }
}
