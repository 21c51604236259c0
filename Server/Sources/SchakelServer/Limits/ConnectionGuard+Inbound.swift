import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

extension ConnectionGuard {
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    sawPart = true
    guard !isDeaf, !state.isLingering else { return }
    let now = NIODeadline.now()
    switch unwrapInboundIn(data) {
    case .head(let request):
      state.heardHead(at: now)
      if carrier == .stream, refuseStream(request, context) { return }
      context.fireChannelRead(data)
      encourage(request, context)
    case .body(let bytes):
      if state.heardBody(bytes.readableBytes, at: now) {
        context.fireChannelRead(data)
      } else {
        interrupt(.bodyTooLarge, context)
      }
    case .end:
      isHeardWhole = true
      state.heardEnd(at: now)
      context.fireChannelRead(data)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Of a stream such bytes are frames that have nothing to do with its request.
    if !sawPart, carrier == .connection { state.heardBytes(at: .now()) }
    sawPart = false
    context.fireChannelReadComplete()
    schedule(context)
    // Nobody else reads on once the framework has been told that there is no more.
    if isDeaf || state.isLingering { context.read() }
  }

  /// Refuses what the codec of HTTP/1.1 refuses by itself, and what HTTP/2 alone can have too much of.
  private func refuseStream(_ request: HTTPRequest, _ context: ChannelHandlerContext) -> Bool {
    if isExcess || isTooMuch(request) {
      isDeaf = true
      context.triggerUserOutboundEvent(
        NIOHTTP2FramePayloadToHTTPEvent.reset(code: .refusedStream), promise: nil)
      return true
    }
    guard request.headerFields.count > limits.headerFields else { return false }
    refuse(.headersTooLarge, context)
    return true
  }

  /// A caller that asks whether it may send its body is told so (RFC 9110 §10.1.1), unless the
  /// body is longer than allowed: then the refusal comes before it was sent.
  private func encourage(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
    guard request.headerFields[.expect]?.lowercased() == "100-continue", state.owed == 1,
      request.declaredLength.map({ $0 <= limits.bodyBytes }) ?? true
    else { return }
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event, state.isLingering {
      closeWhenWritten(context)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is IOError || error is ChannelError {
      context.fireErrorCaught(error)
    } else if !isDeaf, !state.isLingering {
      misunderstood(error, context)
    }
  }

  /// What came in is not HTTP. A handler that reads the body hears it from its reading; else
  /// the caller gets a refusal of its own, in its turn.
  private func misunderstood(_ error: any Error, _ context: ChannelHandlerContext) {
    if case .body = state.reading {
      state.end()
      isDeaf = true
      context.fireErrorCaught(error)
    } else if state.owed == 0 {
      refuse(Problem(describing: error).kindOfRefusal, context)
    } else {
      isDeaf = true
      state.end()
      refusalDue = Problem(describing: error).kindOfRefusal
    }
  }
}

extension Problem {
  /// The codec has errors of its own that are not public; to the caller they are all one.
  fileprivate var kindOfRefusal: ProblemKind {
    kind == .headersTooLarge ? kind : .malformedRequest
  }
}

extension HTTPRequest {
  /// The length that a request says its body has; nil when it says none.
  var declaredLength: Int? {
    headerFields[.contentLength].flatMap { Int($0) }
  }
}
