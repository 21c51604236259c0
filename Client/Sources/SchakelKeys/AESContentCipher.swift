import Crypto
import Foundation
public import SchakelStore

/// AES-256-GCM (NIST SP 800-38D) with a fresh random nonce of 96 bits for each value.
///
/// What it seals is the nonce, as many bytes as there were, and a tag of 128 bits. One key seals no
/// more than 2^32 values (§8.3 there): more than a device writes in a life of a century.
public struct AESContentCipher: ContentCipher {
  private let key: SymmetricKey

  /// The length of a key.
  public static let keyBytes = 32

  /// nil unless there are exactly ``keyBytes`` bytes.
  public init?(key: [UInt8]) {
    guard key.count == Self.keyBytes else { return nil }
    self.init(SymmetricKey(data: key))
  }

  init(_ key: SymmetricKey) { self.key = key }

  public func seal(_ content: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    guard let box = try? AES.GCM.seal(content, using: key, authenticating: identity)
    else { return nil }
    return box.combined.map { Array($0) }
  }

  public func open(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let content = try? AES.GCM.open(box, using: key, authenticating: identity)
    else { return nil }
    return Array(content)
  }
}
