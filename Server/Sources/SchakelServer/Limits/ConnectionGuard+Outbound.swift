import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

extension ConnectionGuard {
  func read(context: ChannelHandlerContext) {
    state.startedWaiting(at: .now())
    context.read()
    schedule(context)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // After the last word the framework may still try to say something of its own.
    guard !state.isLingering else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let response): write(head: response, context, promise)
    case .body(let bytes):
      context.write(data, promise: counted(bytes.readableBytes, promise, context))
    case .end: writeEnd(data, context, promise)
    }
  }

  private func write(
    head response: HTTPResponse, _ context: ChannelHandlerContext,
    _ promise: EventLoopPromise<Void>?
  ) {
    var response = response
    // The rest of a body that is too large is not worth receiving.
    if response.status == .contentTooLarge, case .body = state.reading { state.end() }
    // HTTP/2 has no such field (RFC 9113 §8.2.2).
    if state.isEnding, carrier == .connection { response.headerFields[.connection] = "close" }
    context.write(wrapOutboundOut(.head(response)), promise: promise)
  }

  private func writeEnd(
    _ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    let isLastWord = state.answered(at: .now())
    context.write(data, promise: watched(promise, context))
    if isLastWord, let kind = refusalDue {
      refusalDue = nil
      refuse(kind, context)
    } else if isLastWord {
      hangUp(context)
    }
    schedule(context)
  }

  func flush(context: ChannelHandlerContext) {
    context.flush()
    updateOutput(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    updateOutput(context)
    context.fireChannelWritabilityChanged()
  }

  private func updateOutput(_ context: ChannelHandlerContext) {
    let pending = pendingBytes(context)
    if pending == 0 {
      output.flowing()
    } else {
      output.blocked(pending: pending, at: .now())
      schedule(context)
    }
  }

  /// Counts the bytes that a stream has written until the system has taken them.
  private func counted(
    _ bytes: Int, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
  ) -> EventLoopPromise<Void>? {
    guard carrier == .stream else { return promise }
    let written = promise ?? context.eventLoop.makePromise(of: Void.self)
    streamBytes += bytes
    written.futureResult.assumeIsolated().whenComplete { _ in
      self.streamBytes -= bytes
      if self.streamBytes == 0 { self.output.flowing() }
    }
    return written
  }

  /// Counts an answer as unwritten until the system has taken its last byte.
  private func watched(
    _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
  ) -> EventLoopPromise<Void> {
    let written = promise ?? context.eventLoop.makePromise(of: Void.self)
    unwritten += 1
    lastWritten = written.futureResult
    written.futureResult.assumeIsolated().whenComplete { _ in
      self.unwritten -= 1
      if self.isClosing { self.closeWhenWritten(context) }
    }
    return written
  }
}

extension ConnectionGuard {
  func triggerUserOutboundEvent(
    context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
  ) {
    guard let end = event as? AnswerEnd else {
      context.triggerUserOutboundEvent(event, promise: promise)
      return
    }
    if let lastWritten {
      lastWritten.whenComplete { _ in end.places.answered() }
    } else {
      end.places.answered()
    }
    promise?.succeed()
  }
}

extension ConnectionGuard {
  /// Answers in place of a handler, and hangs up.
  func refuse(_ kind: ProblemKind, _ context: ChannelHandlerContext) {
    let requestID = RequestID().description
    onRefusal(Refusal(kind: kind, requestID: requestID, origin: Self.origin(context)))
    let problem = Problem(kind)
    let body = context.channel.allocator.buffer(bytes: problem.json)
    var fields = problem.headers
    fields[.contentLength] = String(body.readableBytes)
    if carrier == .connection { fields[.connection] = "close" }
    fields[.date] = UTCTime.now.httpDate
    fields[.requestID] = requestID
    headers.add(to: &fields)
    let head = HTTPResponse(status: problem.status, headerFields: fields)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(body)), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: watched(nil, context))
    hangUp(context)
  }

  /// Says that nothing follows, and listens on for a while: a connection that is closed with
  /// bytes unread is reset, and the caller may lose the answer (RFC 9112 §9.6).
  private func hangUp(_ context: ChannelHandlerContext) {
    state.linger(at: .now())
    context.flush()
    if carrier == .stream { return closeWhenWritten(context) }
    context.close(mode: .output, promise: nil)
    updateOutput(context)
    context.read()
    schedule(context)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    switch mode {
    case .input: context.close(mode: .input, promise: promise)
    case .output where state.isLingering: promise?.succeed()
    case .output:
      hangUp(context)
      promise?.succeed()
    case .all:
      if let promise { closePromises.append(promise) }
      if !state.isLingering { closeWhenWritten(context) }
    }
  }

  /// Closes at once, or as soon as the last answer is on the wire. Whether that gets anywhere
  /// is ``OutputState``'s to say.
  func closeWhenWritten(_ context: ChannelHandlerContext) {
    isClosing = true
    guard unwritten == 0 else { return }
    if carrier == .stream, !isHeardWhole, state.owed == 0 || state.isLingering {
      // All is said, and the rest of the request is of no use (RFC 9113 §8.1).
      context.triggerUserOutboundEvent(
        NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
    }
    context.close(promise: nil)
  }
}
