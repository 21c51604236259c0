import NIOSSL

/// The certificate and key by which callers know this server, and the TLS that it speaks: 1.2 and
/// 1.3, with what the NCSC's guidelines for TLS call good wherever both ends know it.
public struct ServerIdentity: Sendable {
  var configuration: TLSConfiguration
  /// When the first of the certificates ends that ends first; seconds since 1970 (UTC).
  public let expires: Int64
  /// Both files as they were read, by which a change is noticed.
  let bytes: [[UInt8]]

  /// - Parameters:
  ///   - certificate: PEM, the server's own certificate first, then those between it and a root.
  ///   - key: PEM, the private key of the first certificate, without a passphrase.
  ///
  /// Throws ``ServerIdentityError`` where either is not that, or the two do not belong together.
  public init(certificate: [UInt8], key: [UInt8]) throws(ServerIdentityError) {
    guard let chain = try? NIOSSLCertificate.fromPEMBytes(certificate), !chain.isEmpty else {
      throw ServerIdentityError.malformedCertificate
    }
    guard let privateKey = try? NIOSSLPrivateKey(bytes: key, format: .pem) else {
      throw ServerIdentityError.malformedKey
    }
    let configuration = Self.configuration(chain, privateKey)
    // The only way to learn whether the two can be used together, before anybody calls.
    guard (try? NIOSSLContext(configuration: configuration)) != nil else {
      throw ServerIdentityError.mismatch
    }
    self.configuration = configuration
    expires = chain.map { Int64($0.notValidAfter) }.min() ?? 0
    bytes = [certificate, key]
  }

  /// Whole days until the first of the certificates ends; less than 0 once one has.
  ///
  /// - Parameter milliseconds: since 1970 (UTC).
  public func daysLeft(at milliseconds: UInt64) -> Int64 {
    let seconds = expires - Int64(clamping: milliseconds / 1000)
    return seconds < 0 ? seconds / 86_400 - 1 : seconds / 86_400
  }

  private static func configuration(
    _ chain: [NIOSSLCertificate], _ key: NIOSSLPrivateKey
  ) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.cipherSuiteValues = suites
    configuration.curves = curves
    configuration.signingSignatureAlgorithms = signatures
    configuration.renegotiationSupport = .none
    configuration.applicationProtocols = SecureChannel.protocols
    return configuration
  }

  /// For TLS 1.2: forward secrecy, and encryption that authenticates. All suites of 1.3 are so.
  private static let suites: [NIOTLSCipher] = [
    .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  ]

  /// How the two agree on a key: first the way that also holds against quantum computers.
  private static let curves: [NIOTLSCurve] = [
    .x25519_MLKEM768, .x25519, .secp384r1, .secp256r1,
  ]

  /// How the handshake is signed: no SHA-1.
  private static let signatures: [SignatureAlgorithm] = [
    .ecdsaSecp384R1Sha384, .ecdsaSecp256R1Sha256, .ecdsaSecp521R1Sha512, .ed25519,
    .rsaPssRsaeSha512, .rsaPssRsaeSha384, .rsaPssRsaeSha256,
    .rsaPkcs1Sha512, .rsaPkcs1Sha384, .rsaPkcs1Sha256,
  ]
}
