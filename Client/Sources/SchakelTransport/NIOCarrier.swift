import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix
import SchakelSync
public import SchakelSyncHTTP

/// Carries an `HTTPTransport`'s requests by async-http-client: over HTTP/2 where the server has it,
/// with an ``Authority`` of the region's own where there is one, and with a word on what is the matter
/// with a certificate that does not hold.
///
///     let carrier = NIOCarrier(authority: try Authority(pem: file))
///     let transport = try HTTPTransport(server: address, token: token, carrier: carrier)
///
/// URLSession can do none of the three on Linux. What the two have in common, limits, errors and
/// streams, is the transport's, and the same tests hold both to it.
public final class NIOCarrier: HTTPCarrier {
  private let client: HTTPClient
  private let authority: Authority
  private let now: @Sendable () -> UInt64

  /// - Parameters:
  ///   - authority: who vouches for the server.
  ///   - environment: names the proxy to go through, as curl reads it; `server` decides whether one
  ///     is meant.
  ///   - server: the address that the requests are for.
  ///   - now: milliseconds since 1970 (UTC), as this device's clock says.
  public init(
    authority: Authority = .system, environment: [String: String] = [:], server: String = "",
    now: @escaping @Sendable () -> UInt64
  ) {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: authority.tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .nanoseconds(Self.patience), read: nil), decompression: .disabled)
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
    let host = URLComponents(string: server)?.host ?? ""
    configuration.proxy = Proxy(in: environment, towards: host).map {
      .server(host: $0.host, port: $0.port)
    }
    client = HTTPClient(
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
      configuration: configuration)
    self.authority = authority
    self.now = now
  }

  // A client that is let go of without this ends the process; done twice it does nothing.
  deinit { close() }

  /// Of HTTP/1.1: event streams take one each, and requests do not wait for them.
  private static let connections = 32
  /// The transport keeps the time.
  private static let patience = Int64(86_400) * 1_000_000_000

  public func carry(
    _ request: CarriedRequest, _ listener: @escaping @Sendable (CarrierEvent) -> Void
  ) -> @Sendable () -> Void {
    let delegate = CarrierDelegate(listener) { [authority, now] in
      await CertificateProbe(url: request.url, authority: authority, now: now()).fault()
    }
    do {
      var asked = try HTTPClient.Request(
        url: request.url, method: HTTPMethod(rawValue: request.method),
        headers: HTTPHeaders(request.fields.map { ($0.name, $0.value) }))
      asked.body = request.body.map { .byteBuffer(ByteBuffer(data: $0)) }
      let task = client.execute(request: asked, delegate: delegate)
      return { task.cancel() }
    } catch {
      listener(.ended(CarrierFailure(.badAddress, "\(error)")))
      return {}
    }
  }

  public func close() {
    // What is still under way is cancelled, and hears so.
    client.shutdown { _ in }
  }
}
