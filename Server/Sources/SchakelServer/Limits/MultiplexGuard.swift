import NIOCore
import NIOHTTP2

/// Keeps one HTTP/2 connection within ``Limits``, beside what the protocol's own handler holds
/// against floods of frames: so many requests at once, and so much time without any.
///
/// Each stream has a ``ConnectionGuard`` of its own, which tells this one when it comes and goes. A
/// caller is told the number of streams as the connection begins (RFC 9113 §6.5.2); one more than
/// that is refused as the protocol has it, and may be tried again (§8.7).
final class MultiplexGuard: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame
  typealias OutboundOut = HTTP2Frame

  private let limits: Limits
  private var open = 0
  /// Bytes in the header fields of the streams that are open.
  private var headerBytes = 0
  private var timer: Scheduled<Void>?
  private var context: ChannelHandlerContext?

  init(_ limits: Limits) {
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let setting = HTTP2Setting(
      parameter: .maxConcurrentStreams, value: limits.streamsPerConnection)
    let frame = HTTP2Frame(streamID: .rootStream, payload: .settings(.settings([setting])))
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    hangUp(after: limits.headerTime)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    self.context = nil
    context.fireChannelInactive()
  }

  /// A stream begins. False where it is one too many; its end is to be told all the same.
  func opened() -> Bool {
    open += 1
    timer?.cancel()
    return open <= limits.streamsPerConnection
  }

  /// The header of an open stream came, of so many bytes. False where all of them together have more than
  /// one request may have: each is in the memory several times over until its answer is out, and many
  /// would be kept waiting by who lets none of them out.
  func heard(headerBytes count: Int) -> Bool {
    headerBytes += count
    return headerBytes <= limits.headerBytes
  }

  /// A stream is over, whose header had so many bytes.
  func closed(headerBytes count: Int) {
    open -= 1
    headerBytes -= count
    // The framework says goodbye after the idle time, and waits for a caller to answer that.
    if open == 0 { hangUp(after: limits.idleTime + limits.lingerTime) }
  }

  /// Hangs up when no stream has begun by then.
  private func hangUp(after time: Duration) {
    guard let context else { return }
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
      context.close(promise: nil)
    }
  }
}
