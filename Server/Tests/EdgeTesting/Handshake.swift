import NIOCore
import NIOPosix
package import NIOSSL
import NIOTLS

/// What a caller and a server on this machine agreed on as their connection began.
package struct Handshake: Sendable {
  package let version: TLSVersion?
  /// As ALPN names it; nil where nothing was agreed.
  package let applicationProtocol: String?
  /// The server's own certificate, DER.
  package let certificate: [UInt8]

  /// Begins a connection and hangs up. Throws where the two do not agree.
  package static func with(_ port: Int, by security: TLSConfiguration) async throws -> Handshake {
    let context = try NIOSSLContext(configuration: security)
    let group = MultiThreadedEventLoopGroup.singleton
    let done = group.next().makePromise(of: Handshake.self)
    let channel = try await ClientBootstrap(group: group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            NIOSSLClientHandler(context: context, serverHostname: "localhost"), Watch(done))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    defer { channel.close(promise: nil) }
    return try await done.futureResult.get()
  }

  private final class Watch: ChannelInboundHandler {
    typealias InboundIn = Any
    private let done: EventLoopPromise<Handshake>

    init(_ done: EventLoopPromise<Handshake>) {
      self.done = done
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      guard case TLSUserEvent.handshakeCompleted(let agreed) = event else { return }
      let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
      done.succeed(
        Handshake(
          version: tls?.tlsVersion, applicationProtocol: agreed,
          certificate: (try? tls?.peerCertificate?.toDERBytes()) ?? []))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      done.fail(error)
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
      done.fail(HungUp())
    }
  }
}
