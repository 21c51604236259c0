import Crypto
import CryptoExtras
import Foundation
public import SchakelCore

/// What somebody remembers, and the key that comes of it.
///
/// Two spellings of one letter are one passphrase (Unicode's form C, RFC 8265 §4.2): a phone and a
/// keyboard may well write é differently.
public struct Passphrase: Sendable {
  private let bytes: [UInt8]

  /// How many letters, digits, spaces and other characters a new one has at least.
  public static let shortest = 12
  /// The length in bytes of what is looked at as a passphrase at all.
  public static let longest = 1_024

  /// nil for one that is empty or longer than ``longest``.
  public init?(_ text: String) {
    let bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
    guard !bytes.isEmpty, bytes.count <= Self.longest else { return nil }
    self.bytes = bytes
  }

  /// Whether a new one may be so short.
  public static func isLongEnough(_ text: String) -> Bool { text.count >= shortest }

  /// Whether both are the same.
  public func isSame(as other: Passphrase) -> Bool { bytes == other.bytes }

  /// The cipher whose key is this passphrase's under `cost`: the same each time.
  /// - Complexity: as much as `cost` says, and meant to be: some tenths of a second.
  public func cipher(_ cost: ScryptCost) -> AESContentCipher? {
    let key = try? KDF.Scrypt.deriveKey(
      from: bytes, salt: cost.salt, outputByteCount: AESContentCipher.keyBytes,
      rounds: 1 << Int(cost.logRounds), blockSize: Int(cost.blockSize),
      parallelism: Int(cost.parallelism))
    return key.map(AESContentCipher.init)
  }
}

extension ScryptCost {
  /// Fresh random bytes for a salt.
  public static func freshSalt() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<saltBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
