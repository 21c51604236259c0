import Crypto

/// An Ed25519 key pair (RFC 8032): the region signs receipts with one, a device its pushes.
///
/// ```swift
/// let key = SigningKey()
/// let signature = try key.sign(bytes)
/// SigningKey.isValid(signature, of: bytes, by: key.publicKey)  // true
/// ```
///
/// Everything goes in and out as plain bytes, so that ``sign(_:)`` and
/// ``isValid(_:of:by:)`` can be handed to code that knows no cryptography. The secret leaves
/// this type only through ``seed``, which ``KeyFile`` writes.
public struct SigningKey: Sendable {
  /// Bytes in a seed, the secret a key pair is derived from.
  public static let seedLength = 32
  /// Bytes in a public key.
  public static let publicKeyLength = 32
  /// Bytes in a signature.
  public static let signatureLength = 64

  private let key: Curve25519.Signing.PrivateKey

  /// A new key pair from the system's random source.
  public init() {
    key = Curve25519.Signing.PrivateKey()
  }

  /// The key pair of a 32-byte seed (RFC 8032 §5.1.5). Throws ``KeyError`` for another length.
  public init(seed: [UInt8]) throws(KeyError) {
    guard seed.count == Self.seedLength else { throw .seedLength(seed.count) }
    do {
      key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    } catch {
      throw .refused(by: error)
    }
  }

  /// The 32 secret bytes. Keep them out of logs and answers.
  public var seed: [UInt8] { Array(key.rawRepresentation) }

  /// The 32 bytes that others verify with.
  public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// The 64-byte signature over `message`.
  public func sign(_ message: [UInt8]) throws(KeyError) -> [UInt8] {
    do {
      return Array(try key.signature(for: message))
    } catch {
      throw .refused(by: error)
    }
  }

  /// Whether `signature` is that of `publicKey` over `message`. Wrong lengths and points that
  /// are no key are answered with false: a verifier never throws at what a stranger sent.
  public static func isValid(
    _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    guard
      signature.count == signatureLength,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
