import Crypto
public import SchakelCore

extension Hashing {
  /// SHA-256 of swift-crypto, which uses the processor's own instructions where it has them: some
  /// times faster than the core's portable one, with the same result.
  public static let crypto = Hashing(sha256: { bytes in
    guard let digest = Digest(bytes: Array(SHA256.hash(data: bytes))) else {
      preconditionFailure("SHA-256 has thirty-two bytes")
    }
    return digest
  })
}
