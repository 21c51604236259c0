import Foundation
import SchakelSync
import Synchronization

/// An ``Exchange`` that is under way: hands it what the carrier tells and does what it says. Events
/// may come from any thread.
final class RunningExchange: Sendable {
  /// What becomes of a stream's bytes; for a whole answer nothing does.
  struct Stream: Sendable {
    let deliver: @Sendable (Data) -> Void
    let end: @Sendable () -> Void
  }

  typealias Answer = Result<[UInt8], TransportFailure>

  private struct Inside: Sendable {
    var exchange: Exchange
    /// What calls the request off, once it is on its way.
    var callOff: (@Sendable () -> Void)?
    var watch: Task<Void, Never>?
    /// Who waits for the answer, or for the stream to be open.
    var waiting: CheckedContinuation<Answer, Never>?
    /// What came before anybody waited.
    var early: Answer?
  }

  private let inside: Mutex<Inside>
  private let stream: Stream?

  init(_ exchange: Exchange, stream: Stream? = nil) {
    inside = Mutex(Inside(exchange: exchange))
    self.stream = stream
  }

  /// Milliseconds of the clock that the machine is told.
  static var now: UInt64 { DispatchTime.now().uptimeNanoseconds / 1_000_000 }

  func handle(_ event: Exchange.Event) {
    perform(inside.withLock { $0.exchange.handle(event, now: Self.now) })
  }

  /// What the carrier tells, in the exchange's words.
  func handle(_ event: CarrierEvent) {
    switch event {
    case .sent: handle(Exchange.Event.sent)
    case .head(let status, let fields):
      let now = UInt64(max(0, Date().timeIntervalSince1970 * 1000))
      handle(Exchange.Event.head(ResponseHead(status: status, fields: fields, now: now)))
    case .bytes(let bytes): handle(Exchange.Event.bytes(bytes))
    case .ended(let failure): handle(Exchange.Event.ended(failure))
    case .redirected(let place): handle(Exchange.Event.redirected(to: place))
    case .connectionGivenUp: handle(Exchange.Event.connectionGivenUp)
    }
  }

  /// Sends the request and waits for the answer, or for the stream to be open.
  func answer(to request: CarriedRequest, by carrier: any HTTPCarrier) async -> Answer {
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiting in
        let early = inside.withLock { inside -> Answer? in
          if let early = inside.early { return early }
          inside.waiting = waiting
          inside.watch = watch()
          return nil
        }
        guard let early else { return begin(request, carrier) }
        waiting.resume(returning: early)
      }
    } onCancel: {
      handle(Exchange.Event.cancelled)
    }
  }

  private func begin(_ request: CarriedRequest, _ carrier: any HTTPCarrier) {
    let callOff = carrier.carry(request) { self.handle($0) }
    let isOver = inside.withLock { inside in
      inside.callOff = callOff
      return inside.exchange.state == .finished
    }
    if isOver { callOff() }
  }

  /// Looks at the clock whenever the exchange may be over by then.
  private func watch() -> Task<Void, Never> {
    Task { [weak self] in
      while let rest = self?.rest {
        try? await Task.sleep(for: .milliseconds(rest))
        guard !Task.isCancelled else { return }
        self?.handle(Exchange.Event.tick)
      }
    }
  }

  /// Milliseconds until the exchange's deadline; nil when it is over.
  private var rest: UInt64? {
    inside.withLock { inside in
      guard inside.exchange.state != .finished else { return nil }
      let (deadline, now) = (inside.exchange.deadline, Self.now)
      return deadline > now ? deadline - now : 0
    }
  }

  private func perform(_ action: Exchange.Action) {
    switch action {
    case .none: break
    case .open: tell(.success([]))
    case .deliver(let bytes): stream?.deliver(bytes)
    case .finish(let answer):
      let (callOff, watch) = inside.withLock { ($0.callOff, $0.watch) }
      watch?.cancel()
      // Of no effect on what is over; anything else is not wanted any more.
      callOff?()
      tell(answer)
      stream?.end()
    }
  }

  private func tell(_ answer: Answer) {
    let waiting = inside.withLock { inside in
      defer { inside.waiting = nil }
      if inside.waiting == nil { inside.early = answer }
      return inside.waiting
    }
    waiting?.resume(returning: answer)
  }
}
