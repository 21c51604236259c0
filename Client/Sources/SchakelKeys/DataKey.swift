import Crypto
import Foundation

/// The random key under which a device keeps all that holds content or names. It is drawn once, and
/// stays the same when the passphrase changes that it is wrapped by (``WrappedKey``).
public struct DataKey: Sendable {
  private let key: SymmetricKey

  /// A fresh key, from the system's random numbers.
  public init() { key = SymmetricKey(size: .bits256) }

  /// nil unless there are exactly thirty-two bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == AESContentCipher.keyBytes else { return nil }
    key = SymmetricKey(data: bytes)
  }

  /// The key itself, to be wrapped or left in memory for a while.
  public var bytes: [UInt8] {
    // Unsafe: the key's bytes are copied during the call.
    unsafe key.withUnsafeBytes { unsafe Array($0) }
  }

  /// What seals with it.
  public var cipher: AESContentCipher { AESContentCipher(key) }
}
