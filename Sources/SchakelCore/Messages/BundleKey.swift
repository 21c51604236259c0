/// The key to which bundles for a region are sealed, under the region's own signature: whoever knows
/// the region by its signing key knows this one by it.
public struct BundleKey: Hashable, Sendable {
  /// X25519, ``AddressedBundle/keyBytes`` bytes.
  public let publicKey: [UInt8]
  /// The region's Ed25519 signature over ``message``, sixty-four bytes.
  public let signature: [UInt8]

  /// A key as it came: nothing of it is checked.
  public init(publicKey: [UInt8], signature: [UInt8]) {
    self.publicKey = publicKey
    self.signature = signature
  }

  /// A key under the region's signature.
  public init(publicKey: [UInt8], signedBy sign: ([UInt8]) -> [UInt8]) {
    self.init(publicKey: publicKey, signature: sign(Self.message(of: publicKey)))
  }

  /// What the region signs: "schakel/bundle-key/1" ‖ the key.
  public var message: [UInt8] { Self.message(of: publicKey) }

  private static func message(of key: [UInt8]) -> [UInt8] {
    Array("schakel/bundle-key/1".utf8) + key
  }
}
