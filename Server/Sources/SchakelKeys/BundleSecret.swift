import Crypto
import FoundationEssentials

/// The secret half of the key to which bundles for a region are sealed: X25519 (RFC 7748), for HPKE
/// (RFC 9180) with HKDF-SHA256 and AES-256-GCM.
///
/// It opens what devices sealed, and signs nothing. The secret leaves this type only through ``seed``,
/// which ``KeyFile`` writes.
public struct BundleSecret: Sendable {
  private let key: Curve25519.KeyAgreement.PrivateKey

  private static let suite = HPKE.Ciphersuite(
    kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

  /// A new key pair from the system's random source.
  public init() { key = Curve25519.KeyAgreement.PrivateKey() }

  /// The key pair of 32 secret bytes. Throws ``KeyError`` for another length.
  public init(seed: [UInt8]) throws(KeyError) {
    guard seed.count == SigningKey.seedLength else { throw .seedLength(seed.count) }
    do {
      key = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: seed)
    } catch {
      throw .refused(by: error)
    }
  }

  /// The 32 secret bytes. Keep them out of logs and answers.
  public var seed: [UInt8] { Array(key.rawRepresentation) }

  /// The 32 bytes that others seal to.
  public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

  /// What was sealed to this key; nil where it was sealed to another or in another setting, or was
  /// altered: which of them nobody can tell.
  ///
  /// - Parameters:
  ///   - sealed: the ciphertext with its tag.
  ///   - encapsulated: HPKE's encapsulated key.
  ///   - info: HPKE's `info`.
  ///   - head: HPKE's `aad`.
  public func open(
    _ sealed: [UInt8], encapsulated: [UInt8], info: [UInt8], authenticating head: [UInt8]
  ) -> [UInt8]? {
    guard
      var recipient = try? HPKE.Recipient(
        privateKey: key, ciphersuite: Self.suite, info: Data(info),
        encapsulatedKey: Data(encapsulated)),
      let opened = try? recipient.open(sealed, authenticating: head)
    else { return nil }
    return Array(opened)
  }
}
