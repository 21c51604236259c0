import Crypto
public import SchakelCore

/// A data key under a passphrase, as it lies in a file of the device's home.
///
///     let wrapped = WrappedKey(wrapping: DataKey(), under: passphrase, cost)
///     let key = try WrappedKey(encoded: bytes).unwrapped(by: passphrase)
///
/// The file ends with a SHA-256 over what comes before: a file that was damaged is told from a
/// passphrase that is wrong, which the seal itself could not do. Somebody who alters it on purpose
/// can make the one look like the other, and gets at nothing.
public struct WrappedKey: Hashable, Sendable {
  /// How the wrapping key comes from the passphrase.
  public let cost: ScryptCost
  /// The data key, sealed under the wrapping key.
  private let wrapped: [UInt8]

  private static let magic = Array("SCHAKELK".utf8)
  private static let version: UInt64 = 1
  /// Nonce, key and tag.
  private static let wrappedBytes = 12 + AESContentCipher.keyBytes + 16

  /// nil where the work could not be done, for lack of memory.
  public init?(wrapping key: DataKey, under passphrase: Passphrase, _ cost: ScryptCost) {
    guard let cipher = passphrase.cipher(cost),
      let wrapped = cipher.seal(key.bytes, for: Self.head(cost))
    else { return nil }
    self.cost = cost
    self.wrapped = wrapped
  }

  /// The key.
  public func unwrapped(by passphrase: Passphrase) throws(WrappedKeyError) -> DataKey {
    guard let cipher = passphrase.cipher(cost) else { throw .outOfMemory }
    guard let bytes = cipher.open(wrapped, for: Self.head(cost)), let key = DataKey(bytes: bytes)
    else { throw .wrongPassphrase }
    return key
  }

  /// What the key is sealed with beside the passphrase: all of the file before it.
  private static func head(_ cost: ScryptCost) -> [UInt8] {
    var out = CBORWriter()
    out.encoded(magic)
    out.arrayHead(3)
    out.unsigned(version)
    cost.encode(to: &out)
    return out.bytes
  }

  /// As it lies in the file.
  public var encoded: [UInt8] {
    var out = CBORWriter()
    out.encoded(Self.head(cost))
    out.byteString(wrapped)
    return out.bytes + Array(SHA256.hash(data: out.bytes))
  }

  /// Reads ``encoded``: a file of another sort or a later version, or one that is not whole, is
  /// refused before any work is done on it.
  public init(encoded bytes: [UInt8]) throws(WrappedKeyError) {
    let end = bytes.count - SHA256.byteCount
    guard bytes.starts(with: Self.magic), end > Self.magic.count,
      bytes[end...].elementsEqual(SHA256.hash(data: bytes[..<end]))
    else { throw .damaged }
    do throws(CBORError) {
      var reader = CBORReader(bytes, in: Self.magic.count..<end)
      try reader.arrayHead(exactly: 3)
      guard try reader.unsigned() == Self.version else { throw reader.fail(.unsupported) }
      cost = try ScryptCost(from: &reader)
      wrapped = try reader.byteString(count: Self.wrappedBytes)
      try reader.finish()
    } catch {
      switch error.code {
      case .unsupported: throw .newer
      case .limit: throw .tooCostly
      default: throw .damaged
      }
    }
  }
}
