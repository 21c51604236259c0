import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A server over TLS that gives every request the same answer, and notes what it was asked.
final class SecureServer: Sendable {
  struct Asked: Sendable {
    let isHTTP2: Bool
    let method: String
    let path: String
    let fields: [String]
  }

  struct Answer: Sendable {
    var status = HTTPResponseStatus.ok
    var fields: [(String, String)] = []
    var body = ""
  }

  private let channel: any Channel
  private let notes: Notes

  final class Notes: Sendable {
    let all = Mutex<[Asked]>([])
  }

  var port: Int { channel.localAddress?.port ?? 0 }
  var asked: [Asked] { notes.all.withLock { $0 } }

  private init(_ channel: any Channel, _ notes: Notes) {
    self.channel = channel
    self.notes = notes
  }

  /// Serves for the time of `body`, on a free port of this machine.
  ///
  /// - Parameter change: to the TLS that it speaks, with HTTP/2 before HTTP/1.1 unless changed.
  static func run(
    _ identity: TestAuthority.Identity, answering answer: Answer,
    _ change: (inout TLSConfiguration) -> Void = { _ in },
    _ body: (SecureServer) async throws -> Void
  ) async throws {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8))
    let key = try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    tls.applicationProtocols = ["h2", "http/1.1"]
    change(&tls)
    let (context, notes) = (try NIOSSLContext(configuration: tls), Notes())
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { setUp($0, context, answer, notes) }
      .bind(host: "127.0.0.1", port: 0).get()
    let server = SecureServer(channel, notes)
    do {
      try await body(server)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  private static func setUp(
    _ channel: any Channel, _ context: NIOSSLContext, _ answer: Answer, _ notes: Notes
  ) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    }.flatMap {
      channel.configureHTTP2SecureUpgrade(
        h2ChannelConfigurator: { channel in
          channel.configureHTTP2Pipeline(mode: .server) { stream in
            stream.eventLoop.makeCompletedFuture {
              try stream.pipeline.syncOperations.addHandlers(
                HTTP2FramePayloadToHTTP1ServerCodec(),
                Answering(isHTTP2: true, answer: answer, notes: notes))
            }
          }.map { _ in }
        },
        http1ChannelConfigurator: { channel in
          channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
            try channel.pipeline.syncOperations.addHandler(
              Answering(isHTTP2: false, answer: answer, notes: notes))
          }
        })
    }
  }
}

private final class Answering: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let isHTTP2: Bool
  private let answer: SecureServer.Answer
  private let notes: SecureServer.Notes

  init(isHTTP2: Bool, answer: SecureServer.Answer, notes: SecureServer.Notes) {
    self.isHTTP2 = isHTTP2
    self.answer = answer
    self.notes = notes
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      let asked = SecureServer.Asked(
        isHTTP2: isHTTP2, method: head.method.rawValue, path: head.uri,
        fields: head.headers.map { "\($0.name.lowercased()): \($0.value)" })
      notes.all.withLock { $0.append(asked) }
    case .body: break
    case .end:
      let fields = HTTPHeaders(answer.fields + [("content-length", "\(answer.body.utf8.count)")])
      let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: fields)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      let body = ByteBuffer(string: answer.body)
      context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
