import Crypto
import Foundation
public import SchakelCore

extension AddressedBundle {
  private static let suite = HPKE.Ciphersuite(
    kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)

  /// A bundle sealed to a region's key, which the region alone can open; nil for what is no key.
  ///
  /// - Parameters:
  ///   - key: the region's, X25519. Whoever has it from elsewhere than this device's enrolment checks
  ///     the region's signature first (`BundleKey`).
  ///   - region: the region's Ed25519 public key, as it was at enrolment.
  public init?(_ bundle: SchakelCore.Bundle, to key: [UInt8], of region: [UInt8]) {
    guard let recipient = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: key),
      var sender = try? HPKE.Sender(
        recipientKey: recipient, ciphersuite: Self.suite, info: Data(Self.info(region: region)))
    else { return nil }
    let encapsulated = Array(sender.encapsulatedKey)
    let head = Self.associatedData(recipient: key, encapsulated: encapsulated)
    guard let sealed = try? sender.seal(bundle.body, authenticating: head) else { return nil }
    self.init(recipient: key, encapsulated: encapsulated, sealed: Array(sealed))
  }
}
