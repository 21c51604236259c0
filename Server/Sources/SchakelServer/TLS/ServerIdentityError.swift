/// Why a certificate and a key are no ``ServerIdentity``.
public enum ServerIdentityError: Error, Equatable {
  /// No certificate in PEM.
  case malformedCertificate
  /// No private key in PEM, or one that needs a passphrase.
  case malformedKey
  /// The key is not that of the first certificate, or one of the two is of a kind that TLS does not
  /// take, such as a key that is too short.
  case mismatch
}
