import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTP2
import NIOSSL
import NIOTLS

/// A connection that begins with TLS and goes on in the protocol that its two ends agree on there
/// (ALPN, RFC 7301): HTTP/2, or HTTP/1.1 for a caller that asks for that or for nothing.
///
/// The framework's own channel does the same, and gives a caller all the time in the world for its
/// handshake, and as many streams as it likes.
struct SecureChannel: ServerChildChannel {
  typealias Negotiated = NIONegotiatedHTTPVersion<HTTP1Channel.Value, HTTP2Channel.Value>

  struct Value: ServerChildChannelValue {
    let negotiated: EventLoopFuture<Negotiated>
    let channel: any Channel
  }

  /// What is offered, the best first.
  static let protocols = ["h2", "http/1.1"]

  private let tls: NIOSSLContext
  private let http1: HTTP1Channel
  private let http2: HTTP2Channel
  private let limits: Limits

  /// - Parameters:
  ///   - tls: with ``protocols`` as what it offers.
  ///   - http1: what a connection of its own becomes.
  ///   - http2: what a connection of many streams becomes.
  init(_ tls: NIOSSLContext, http1: HTTP1Channel, http2: HTTP2Channel, limits: Limits) {
    self.tls = tls
    self.http1 = http1
    self.http2 = http2
    self.limits = limits
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> {
        goOn($0, $1, logger)
      }
      try channel.pipeline.syncOperations.addHandlers(
        NIOSSLServerHandler(context: tls), HandshakeDeadline(limits.headerTime), negotiation)
      return Value(negotiated: negotiation.protocolNegotiationResult, channel: channel)
    }
  }

  private func goOn(
    _ agreed: ALPNResult, _ channel: any Channel, _ logger: Logger
  ) -> EventLoopFuture<Negotiated> {
    guard case .negotiated("h2") = agreed else {
      return http1.setup(channel: channel, logger: logger).map { .http1_1($0) }
    }
    return http2.setup(channel: channel, logger: logger).flatMapThrowing { value in
      try channel.pipeline.syncOperations.addHandler(MultiplexGuard(limits))
      return .http2(value)
    }
  }

  func handle(value: Value, logger: Logger) async {
    // It fails where the caller left, or was hung up on, before the two agreed.
    switch try? await value.negotiated.get() {
    case .http1_1(let connection)?: await http1.handle(value: connection, logger: logger)
    case .http2(let connection)?: await http2.handle(value: connection, logger: logger)
    case nil: break
    }
  }
}
