import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A way to a server on this machine that keeps a copy of every byte that goes over it, in the clear.
final class Tap: Sendable {
  private let channel: any Channel
  private let copy: Copy

  /// Where it listens.
  let port: Int

  /// Begins to listen, on a port of its own.
  init(to port: Int) throws {
    let copy = Copy()
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { client in
        ClientBootstrap(group: client.eventLoop)
          .channelInitializer { Relay.add(to: $0, towards: client) { copy.add(answered: $0) } }
          .connect(host: "127.0.0.1", port: port)
          .flatMap { server in Relay.add(to: client, towards: server) { copy.add(asked: $0) } }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
    self.port = channel.localAddress?.port ?? 0
    self.copy = copy
  }

  deinit { channel.close(promise: nil) }

  /// All that was sent to the server so far, in the order in which it came here.
  var asked: Data { copy.bytes.withLock { $0.asked } }
  /// All that the server sent.
  var answered: Data { copy.bytes.withLock { $0.answered } }

  private final class Copy: Sendable {
    let bytes = Mutex((asked: Data(), answered: Data()))

    func add(asked more: ByteBuffer) {
      bytes.withLock { $0.asked.append(contentsOf: more.readableBytesView) }
    }

    func add(answered more: ByteBuffer) {
      bytes.withLock { $0.answered.append(contentsOf: more.readableBytesView) }
    }
  }

  /// Hands what comes in at one end to the other, and hangs up there when this one does.
  private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let other: any Channel
    private let note: @Sendable (ByteBuffer) -> Void

    private init(_ other: any Channel, _ note: @escaping @Sendable (ByteBuffer) -> Void) {
      (self.other, self.note) = (other, note)
    }

    static func add(
      to channel: any Channel, towards other: any Channel,
      _ note: @escaping @Sendable (ByteBuffer) -> Void
    ) -> EventLoopFuture<Void> {
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(Relay(other, note))
      }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      note(bytes)
      other.writeAndFlush(bytes, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
  }
}
