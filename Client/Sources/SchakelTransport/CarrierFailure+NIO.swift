import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SchakelSync
import SchakelSyncHTTP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension CarrierFailure {
  /// What async-http-client, or what lies below it, broke off for.
  init(describing error: any Error) {
    switch error {
    case let error as HTTPClientError: self.init(Self.code(error), error.description)
    case let error as NIOConnectionError:
      self.init(.unreachable, "\(error.connectionErrors.first?.error ?? error)")
    case let error as IOError: self.init(Self.code(error.errnoCode), error.description)
    case is HTTPParserError: self.init(.notSchakel, "it does not speak HTTP (\(error))")
    case let error as NIOSSLError: self.init(error)
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      self.init(.certificate, "it is that of another server", fault: .wrongName)
    case is NIOSSLExtraError: self.init(.certificate, "\(error)")
    default: self.init(.interrupted, "\(error)")
    }
  }

  private init(_ error: NIOSSLError) {
    guard case .handshakeFailed(let cause) = error else {
      self.init(.interrupted, "\(error)")
      return
    }
    let words = "\(cause)"
    if words.contains("CERTIFICATE_VERIFY_FAILED") {
      self.init(.certificate, "it does not verify")
    } else if case .sslError(let stack) = cause, stack.first == .eofDuringHandshake {
      self.init(.interrupted, "the handshake broke off")
    } else {
      self.init(.notSchakel, "it does not speak the TLS that is asked of it (\(words))")
    }
  }

  private static func code(_ error: HTTPClientError) -> TransportFailure.Code {
    switch error {
    case .connectTimeout, .tlsHandshakeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
      .readTimeout, .writeTimeout, .httpProxyHandshakeTimeout:
      .timedOut
    case .proxyAuthenticationRequired, .invalidProxyResponse: .unreachable
    case .invalidURL, .emptyHost, .emptyScheme: .badAddress
    default: .interrupted
    }
  }

  /// Of the system's reasons those that mean that there is no way to the server.
  private static func code(_ number: CInt) -> TransportFailure.Code {
    switch number {
    case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, EADDRNOTAVAIL: .unreachable
    case ETIMEDOUT: .timedOut
    default: .interrupted
    }
  }
}
