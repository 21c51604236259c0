import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Keeps one HTTP/1.1 connection within ``Limits``, where the framework leaves callers all the
/// time in the world: slow headers, slow and long bodies, answers that nobody takes. It answers
/// malformed requests with a ``Problem``, and hangs up so that the caller can read the answer.
///
/// ``ConnectionState`` and ``OutputState`` decide; this handler carries out. It sits behind the
/// HTTP codec and before the framework's own handlers, so their closing passes through it: a
/// close waits here until the last answer is on the wire.
///
/// A stream of an HTTP/2 connection has the same guard (``Carrier``): the body's clock and the
/// answer's are its own, while its header comes whole and its end is the protocol's.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private var timer: (task: Scheduled<Void>, deadline: NIODeadline)?
  let limits: Limits
  let headers: CommonHeaders
  let onRefusal: @Sendable (Refusal) -> Void
  var state: ConnectionState
  var output: OutputState
  /// Whether a part came out of the bytes that were read last.
  var sawPart = false
  /// What is received is dropped: its reader has been told that there is no more.
  var isDeaf = false
  /// A malformed request waits for its refusal until those before it are answered.
  var refusalDue: ProblemKind?
  /// Answers whose last byte the system has not taken yet.
  var unwritten = 0
  /// When the system has taken the last byte of the answer that was written last, or never will.
  var lastWritten: EventLoopFuture<Void>?
  /// The connection closes when all is written; the promises wait for it.
  var isClosing = false
  var closePromises: [EventLoopPromise<Void>] = []
  /// The connection is over, and nothing is timed any more.
  private var isGone = false
  let carrier: Carrier
  /// Of a stream: the bytes of bodies that were written and that the system has not taken.
  var streamBytes = 0
  /// Of a stream: nothing more is to come.
  var isHeardWhole = false
  /// Of a stream: there are as many others as there may be.
  private(set) var isExcess = false
  /// Of a stream: the bytes of its header, once they are counted.
  private var headerBytes = 0
  private var multiplex: MultiplexGuard?

  /// What carries requests and their answers.
  enum Carrier {
    /// An HTTP/1.1 connection, one request after the other.
    case connection
    /// A stream of an HTTP/2 connection, for one request.
    case stream
  }

  /// A request that was not let through.
  struct Refusal: Sendable {
    let kind: ProblemKind
    /// The name in the answer's `X-Request-Id`; nil where a handler answers, and names it itself.
    let requestID: String?
    /// The other end, an address without its port.
    let origin: String
  }

  /// A guard for one new connection or stream. `onRefusal` hears of every refusal made here, which
  /// has `headers` besides its own.
  init(
    limits: Limits, carrier: Carrier = .connection, headers: CommonHeaders,
    onRefusal: @escaping @Sendable (Refusal) -> Void
  ) {
    self.limits = limits
    self.carrier = carrier
    self.headers = headers
    self.onRefusal = onRefusal
    state = ConnectionState(limits: limits, now: .now())
    output = OutputState(limits: limits)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if carrier == .stream {
      multiplex = try? context.channel.parent?.pipeline.syncOperations.handler(
        type: MultiplexGuard.self)
      isExcess = multiplex?.opened() == false
    }
    schedule(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    finishClosing()
  }

  func channelInactive(context: ChannelHandlerContext) {
    finishClosing()
    context.fireChannelInactive()
  }

  /// Whether a stream's header is too much beside those of the others.
  func isTooMuch(_ request: HTTPRequest) -> Bool {
    headerBytes = request.headerFields.reduce(request.path?.utf8.count ?? 0) {
      // As RFC 9113 §6.5.2 counts them.
      $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 32
    }
    return multiplex?.heard(headerBytes: headerBytes) == false
  }

  private func finishClosing() {
    isGone = true
    timer?.task.cancel()
    timer = nil
    multiplex?.closed(headerBytes: headerBytes)
    multiplex = nil
    let promises = closePromises
    closePromises = []
    for promise in promises { promise.succeed() }
  }
}

extension ConnectionGuard {
  /// Sees to it that the timer rings no later than the next deadline. A deadline that moved on
  /// leaves the timer as it is; it then rings early and is set again.
  func schedule(_ context: ChannelHandlerContext) {
    // While closing waits for the last bytes to be taken, only their pace matters.
    let deadlines = [isClosing ? nil : state.deadline, output.deadline].compactMap(\.self)
    guard let next = deadlines.min(), !isGone else { return }
    if let timer, timer.deadline <= next { return }
    timer?.task.cancel()
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
      self.timer = nil
      self.ring(context)
    }
    timer = (task, next)
  }

  private func ring(_ context: ChannelHandlerContext) {
    let now = NIODeadline.now()
    if output.isStalled(pending: pendingBytes(context), at: now) {
      context.close(promise: nil)
      return
    }
    switch state.expire(at: now) {
    case .nothing: break
    case .refuse(let kind): refuse(kind, context)
    case .interrupt(let kind): interrupt(Problem(kind), context)
    case .close: closeWhenWritten(context)
    }
    schedule(context)
  }

  static func origin(_ context: ChannelHandlerContext) -> String {
    context.channel.remoteAddress?.ipAddress ?? "-"
  }

  /// Bytes that were written and that the system has not taken.
  func pendingBytes(_ context: ChannelHandlerContext) -> Int {
    // A stream's channel cannot be asked: it ends the process.
    if carrier == .stream { return streamBytes }
    return (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  /// Fails the reading of the handler at work; it answers, and the connection ends.
  func interrupt(_ problem: Problem, _ context: ChannelHandlerContext) {
    state.end()
    isDeaf = true
    onRefusal(Refusal(kind: problem.kind, requestID: nil, origin: Self.origin(context)))
    context.fireErrorCaught(problem)
  }
}
