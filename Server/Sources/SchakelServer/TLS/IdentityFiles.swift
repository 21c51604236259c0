/// Where the certificate and the key of a ``ServerIdentity`` lie.
public struct IdentityFiles: Equatable, Sendable {
  /// Path of the certificates, PEM.
  public var certificate: String
  /// Path of the private key, PEM.
  public var key: String

  /// The files at these paths.
  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
