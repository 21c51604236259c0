import NIOCore
import NIOPosix
package import NIOSSL

/// A raw connection to a server on this machine: what is sent is what the test says, byte for
/// byte, and what comes back is parsed by hand, so that nothing polite stands in between.
package final class Wire {
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private var received = ByteBuffer()

  private init(
    _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
    _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  ) {
    self.outbound = outbound
    self.inbound = inbound
  }

  /// Connects, runs `body`, and hangs up.
  ///
  /// - Parameters:
  ///   - security: the TLS to speak with `localhost`; nil for bytes in the clear.
  ///   - room: the bytes that this end's system keeps for a reader that does not read; nil for what
  ///     it thinks best, which may be many millions.
  ///   - origin: the address of this machine to come from; nil for what the system thinks best.
  package static func connect<Value>(
    to port: Int, by security: TLSConfiguration? = nil, room: Int? = nil,
    from origin: String? = nil,
    _ body: (Wire) async throws -> Value
  ) async throws -> Value {
    let security = try security.map { try NIOSSLContext(configuration: $0) }
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
    if let room {
      bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(room))
    }
    if let origin {
      bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: origin, port: 0))
    }
    let channel =
      try await bootstrap
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let security {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: security, serverHostname: "localhost"))
          }
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(Wire(outbound, inbound.makeAsyncIterator()))
    }
  }

  package func send(_ text: String) async throws {
    try await outbound.write(ByteBuffer(string: text))
  }

  package func send(bytes: [UInt8]) async throws {
    try await outbound.write(ByteBuffer(bytes: bytes))
  }

  package func send(byteCount: Int) async throws {
    try await outbound.write(ByteBuffer(repeating: UInt8(ascii: "x"), count: byteCount))
  }

  /// Sends no more, and still listens.
  package func finish() {
    outbound.finish()
  }

  /// All that comes until the other end hangs up, however it does.
  package func rest() async -> String {
    while await receive() {}
    return take(received.readableBytes)
  }

  /// Everything up to and including `end`; nil when the other end hangs up before.
  package func until(_ end: String) async -> String? {
    while true {
      if let range = position(of: end) { return take(range) }
      guard await receive() else { return nil }
    }
  }

  /// Bytes that came so far and were not taken.
  package var pendingCount: Int { received.readableBytes }

  package func exactly(_ count: Int) async -> String? {
    await exactBytes(count).map { String(decoding: $0, as: UTF8.self) }
  }

  package func exactBytes(_ count: Int) async -> [UInt8]? {
    while received.readableBytes < count {
      guard await receive() else { return nil }
    }
    return received.readBytes(length: count)
  }

  private func receive() async -> Bool {
    guard var bytes = try? await inbound.next() else { return false }
    received.writeBuffer(&bytes)
    return true
  }

  private func position(of end: String) -> Int? {
    let pattern = Array(end.utf8)
    let bytes = received.readableBytesView
    guard bytes.count >= pattern.count else { return nil }
    for start in bytes.startIndex...(bytes.endIndex - pattern.count)
    where bytes[start..<(start + pattern.count)].elementsEqual(pattern) {
      return start + pattern.count - bytes.startIndex
    }
    return nil
  }

  private func take(_ count: Int) -> String {
    received.readString(length: count) ?? ""
  }
}
