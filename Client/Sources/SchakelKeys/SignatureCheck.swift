import Crypto
import Foundation

/// Checks Ed25519 signatures (RFC 8032).
public enum SignatureCheck {
  /// Whether `signature` over `message` was made with the private half of `publicKey`. False for
  /// keys and signatures of the wrong length.
  public static func holds(_ signature: [UInt8], over message: [UInt8], by publicKey: [UInt8])
    -> Bool
  {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }
}
