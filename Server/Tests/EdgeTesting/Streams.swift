package import HTTPTypes
package import NIOCore
import NIOHTTP2
package import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import NIOPosix
package import NIOSSL

/// A connection of HTTP/2 to a server on this machine, over TLS.
package struct Streams: Sendable {
  /// One request and its answer, part by part.
  package typealias Exchange = NIOAsyncChannel<HTTPResponsePart, HTTPRequestPart>
  private let multiplexer: NIOHTTP2Handler.AsyncStreamMultiplexer<Exchange>

  /// The other end chose something else than HTTP/2, or hung up before it chose.
  package struct OtherProtocol: Error {}

  /// Connects to `localhost`, from an address of this machine or the usual, runs `body`, and hangs up.
  package static func connect<Value>(
    to port: Int, by security: TLSConfiguration, from origin: String? = nil,
    _ body: (Streams) async throws -> Value
  ) async throws -> Value {
    var security = security
    security.applicationProtocols = ["h2"]
    let context = try NIOSSLContext(configuration: security)
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    if let origin {
      bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: origin, port: 0))
    }
    let negotiated =
      try await bootstrap
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: "localhost"))
        }.flatMap {
          channel.configureAsyncHTTP2Pipeline(mode: .client) { stream in
            stream.eventLoop.makeCompletedFuture {
              try Exchange(wrappingChannelSynchronously: stream)
            }
          }.map { (channel, $0) }
        }
      }
    defer { negotiated.0.close(promise: nil) }
    return try await body(Streams(multiplexer: negotiated.1))
  }

  /// Begins a request on a stream of its own, and runs `body` with both ways of it.
  package func open<Value>(
    _ request: HTTPRequest,
    _ body: (
      NIOAsyncChannelInboundStream<HTTPResponsePart>,
      NIOAsyncChannelOutboundWriter<HTTPRequestPart>
    ) async throws -> Value
  ) async throws -> Value {
    let stream = try await multiplexer.openStream { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPClientCodec())
        return try Exchange(wrappingChannelSynchronously: channel)
      }
    }
    return try await stream.executeThenClose { inbound, outbound in
      try await outbound.write(.head(request))
      return try await body(inbound, outbound)
    }
  }

  /// Sends a request and waits for its answer.
  package func send(
    _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields = [:], body: [UInt8] = []
  ) async throws -> Answer {
    let request = HTTPRequest(
      method: method, scheme: "https", authority: "localhost", path: path, headerFields: fields)
    return try await open(request) { inbound, outbound in
      if !body.isEmpty { try await outbound.write(.body(ByteBuffer(bytes: body))) }
      try await outbound.write(.end(nil))
      return try await Self.answer(inbound)
    }
  }

  /// The whole answer that comes in; throws where it breaks off.
  package static func answer(
    _ inbound: NIOAsyncChannelInboundStream<HTTPResponsePart>
  ) async throws -> Answer {
    var (status, fields, bytes, isWhole) = (0, [String: String](), [UInt8](), false)
    for try await part in inbound {
      switch part {
      case .head(let head) where head.status.kind == .informational: continue
      case .head(let head):
        status = head.status.code
        for field in head.headerFields { fields[field.name.canonicalName] = field.value }
      case .body(let buffer): bytes += buffer.readableBytesView
      case .end: isWhole = true
      }
      if isWhole { break }
    }
    guard isWhole else { throw HungUp() }
    return Answer(status: status, fields: fields, bytes: bytes)
  }
}
