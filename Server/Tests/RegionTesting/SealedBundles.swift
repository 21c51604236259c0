import Crypto
import Foundation
package import SchakelCore

/// A bundle sealed to a region's key, as devices do it.
///
/// - Parameters:
///   - key: X25519.
///   - region: the region's signing key.
package func sealed(
  _ bundle: SchakelCore.Bundle, to key: [UInt8], of region: [UInt8]
) throws -> [UInt8] {
  let suite = HPKE.Ciphersuite(
    kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
  var sender = try HPKE.Sender(
    recipientKey: Curve25519.KeyAgreement.PublicKey(rawRepresentation: key), ciphersuite: suite,
    info: Data(AddressedBundle.info(region: region)))
  let encapsulated = Array(sender.encapsulatedKey)
  let head = AddressedBundle.associatedData(recipient: key, encapsulated: encapsulated)
  let body = try sender.seal(bundle.body, authenticating: head)
  return AddressedBundle(recipient: key, encapsulated: encapsulated, sealed: Array(body)).encoded
}
