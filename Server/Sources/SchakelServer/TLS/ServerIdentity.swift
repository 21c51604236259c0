import NIOSSL

/// The certificate and key by which callers know this server, and the TLS that it speaks: 1.2 and
/// 1.3, with suites alone that have forward secrecy and authenticate what they encrypt.
public struct ServerIdentity: Sendable {
  let configuration: TLSConfiguration
  /// When the first of the certificates ends that ends first; seconds since 1970 (UTC).
  public let expires: Int64

  /// - Parameters:
  ///   - certificate: PEM, the server's own certificate first, then those between it and a root.
  ///   - key: PEM, the private key of the first certificate, without a passphrase.
  ///
  /// Throws ``ServerIdentityError`` where either is not that, or the two do not belong together.
  public init(certificate: [UInt8], key: [UInt8]) throws(ServerIdentityError) {
    guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificate), !chain.isEmpty else {
      throw ServerIdentityError.malformedCertificate
    }
    guard let key = try? NIOSSLPrivateKey(bytes: key, format: .pem) else {
      throw ServerIdentityError.malformedKey
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.cipherSuiteValues = Self.suites
    configuration.applicationProtocols = ["http/1.1"]
    // The only way to learn whether the two can be used together, before anybody calls.
    guard (try? NIOSSLContext(configuration: configuration)) != nil else {
      throw ServerIdentityError.mismatch
    }
    self.configuration = configuration
    expires = chain.map { Int64($0.notValidAfter) }.min() ?? 0
  }

  /// Whole days until the first of the certificates ends; less than 0 once one has.
  ///
  /// - Parameter milliseconds: since 1970 (UTC).
  public func daysLeft(at milliseconds: UInt64) -> Int64 {
    let seconds = expires - Int64(clamping: milliseconds / 1000)
    return seconds < 0 ? seconds / 86_400 - 1 : seconds / 86_400
  }

  /// For TLS 1.2; all suites of TLS 1.3 are of this kind.
  private static let suites: [NIOTLSCipher] = [
    .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  ]
}
