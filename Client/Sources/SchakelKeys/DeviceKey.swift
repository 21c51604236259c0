import Crypto
import Foundation

/// A device's Ed25519 key (RFC 8032), with which it seals what it sends.
///
///     let key = try DeviceKey.loadOrCreate(at: SecretFile(path: home + "/device.key"))
///     let signature = key.sign(seal.message(in: space))
///
/// The private half stays in one file that only its owner can read, and leaves this type only to
/// go there. It never expires: whoever loses it enrols again.
public struct DeviceKey: Sendable {
  let secret: Curve25519.Signing.PrivateKey

  /// The length of an Ed25519 public key.
  public static let publicKeyBytes = 32
  /// The length of the seed that the key pair is made from.
  public static let secretBytes = 32

  /// A fresh key, from the system's random numbers.
  public init() { secret = Curve25519.Signing.PrivateKey() }

  /// nil unless there are exactly ``secretBytes`` bytes.
  public init?(secretBytes: [UInt8]) {
    guard let secret = try? Curve25519.Signing.PrivateKey(rawRepresentation: secretBytes)
    else { return nil }
    self.secret = secret
  }

  /// The half that the region registers: thirty-two bytes.
  public var publicKey: [UInt8] { Array(secret.publicKey.rawRepresentation) }

  var secretBytes: [UInt8] { Array(secret.rawRepresentation) }

  /// The signature over `message`: sixty-four bytes.
  public func sign(_ message: [UInt8]) -> [UInt8] {
    guard let signature = try? secret.signature(for: message)
    else { preconditionFailure("RFC 8032 §5.1.6: a key signs every message") }
    return Array(signature)
  }
}
