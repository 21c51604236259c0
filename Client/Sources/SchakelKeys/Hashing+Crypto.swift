import Crypto
public import SchakelCore

extension Hashing {
  /// SHA-256 of swift-crypto, which uses the processor's own instructions where it has them: some
  /// times faster than the core's portable one, with the same result.
  public static let crypto = Hashing(sha256: { bytes in
    let hash = SHA256.hash(data: bytes)
    // unsafe: the bytes of a local, read during the call.
    guard let digest = unsafe hash.withUnsafeBytes({ unsafe Digest(bytes: $0.bytes) }) else {
      preconditionFailure("SHA-256 has thirty-two bytes")
    }
    return digest
  })
}
