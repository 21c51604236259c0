import SchakelCommand
import SchakelCore
import SchakelSync
import Synchronization

/// A region's network that notes whom a device has for the authority.
struct AuthorityNetwork: Network {
  final class Asked: Sendable {
    private let noted = Mutex<[[UInt8]?]>([])
    var all: [[UInt8]?] { noted.withLock { $0 } }
    func note(_ authority: [UInt8]?) { noted.withLock { $0.append(authority) } }
  }

  let inner: RegionNetwork
  let asked: Asked

  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    asked.note(authority)
    return try await inner.enrol(request, at: server, token: token, authority: authority)
  }

  func bundleKey(
    of server: String, authority: [UInt8]?
  ) async throws(TransportFailure) -> BundleKey {
    try await inner.bundleKey(of: server, authority: authority)
  }

  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure) {
    asked.note(authority)
    try await inner.confirmWipe(signature, to: server, token: token, authority: authority)
  }

  func transport(
    to server: String, token: String, keeper: TokenKeeper, authority: [UInt8]?
  ) -> any SyncTransport {
    asked.note(authority)
    return inner.transport(to: server, token: token, keeper: keeper, authority: authority)
  }

  /// A certificate whose key nobody has.
  static let pem = """
    -----BEGIN CERTIFICATE-----
    MIIBjzCCATWgAwIBAgIUBFZVgwa0zO8/bb3iltgtW1ULydkwCgYIKoZIzj0EAwIw
    HDEaMBgGA1UEAwwRRXhhbXBsZSBhdXRob3JpdHkwIBcNMjYxMTIzMDIxNjE5WhgP
    MjEyNjEwMzAwMjE2MTlaMBwxGjAYBgNVBAMMEUV4YW1wbGUgYXV0aG9yaXR5MFkw
    EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKhp06LuiA+GnDt+e9z9iJB5yATc7KFNq
    L45sZA2cYVAoWx3iCTw29cqYPwF3OIf4CfO984Ux4KfXbZ83NZQbBKNTMFEwHQYD
    VR0OBBYEFKrks+ntN63IKRqtLV4hBUxHhtnzMB8GA1UdIwQYMBaAFKrks+ntN63I
    KRqtLV4hBUxHhtnzMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIh
    ANdamxv69z+ZvGKKb3zOpuIVmqi+u8PuZFp7MmTd4x9bAiA5vhTlpFqCcewsQep6
    c81KpkZl4ZYf7W5qTCTouzF7xw==
    -----END CERTIFICATE-----
    """
}
