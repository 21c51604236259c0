import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SchakelSyncHTTP

/// A look at the certificate of a server that is not believed, and at its clock.
enum CertificateSight {
  /// The exchange that failed has its own, and shorter, limit: this one is for what nobody awaits.
  private static let patience = TimeAmount.seconds(60)
  /// Of the server's answer: the head of one that has no body.
  private static let largestHead = 16 << 10

  static func of(_ url: URL) async -> CertificateProbe.Sight? {
    guard let host = url.host() else { return nil }
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.certificateVerification = .none
    guard let context = try? NIOSSLContext(configuration: tls) else { return nil }
    let group = MultiThreadedEventLoopGroup.singleton
    let channel = try? await ClientBootstrap(group: group).connectTimeout(patience)
      .connect(host: host, port: url.port ?? 443) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(handler(context, host))
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel)
        }
      }
    guard let channel else { return nil }
    let deadline = channel.channel.eventLoop.scheduleTask(in: patience) {
      channel.channel.close(promise: nil)
    }
    defer { deadline.cancel() }
    return try? await channel.executeThenClose { inbound, outbound in
      try await outbound.write(question(host))
      let head = await head(of: inbound)
      return try await sight(on: channel.channel, head)
    }
  }

  /// An address in numbers has no name to tell the server (RFC 6066 §3).
  private static func handler(
    _ context: NIOSSLContext, _ host: String
  ) throws -> NIOSSLClientHandler {
    do {
      return try NIOSSLClientHandler(context: context, serverHostname: host)
    } catch {
      return try NIOSSLClientHandler(context: context, serverHostname: nil)
    }
  }

  private static func question(_ host: String) -> ByteBuffer {
    ByteBuffer(string: "HEAD /livez HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
  }

  private static func head(
    of inbound: NIOAsyncChannelInboundStream<ByteBuffer>
  ) async -> String {
    var head = ""
    do {
      for try await bytes in inbound {
        head += String(buffer: bytes)
        if head.contains("\r\n\r\n") || head.utf8.count > largestHead { break }
      }
    } catch {
      // What came so far may do; the certificate was there before it.
    }
    return head
  }

  private static func sight(
    on channel: any Channel, _ head: String
  ) async throws -> CertificateProbe.Sight? {
    let certificate = try await channel.nioSSL_peerCertificate().get()
    guard let certificate else { return nil }
    let (begin, end) = (Int64(certificate.notValidBefore), Int64(certificate.notValidAfter))
    let date = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("date:") }
    let text = date.map { $0.dropFirst("date:".count).trimmingCharacters(in: .whitespaces) }
    return CertificateProbe.Sight(
      span: begin...max(begin, end),
      serverTime: text.flatMap(HTTPDate.milliseconds).map { Int64($0 / 1_000) })
  }
}
