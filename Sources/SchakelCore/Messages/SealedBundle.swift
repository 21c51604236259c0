/// A bundle whose body is sealed under a passphrase: nobody reads it, nor whom it is for, without.
///
/// The core has no cipher. Whoever has one derives a key by ``cost``, and seals the bundle's
/// ``Bundle/body`` with AES-256-GCM and ``associatedData``; what comes of it, nonce first and tag
/// last, is ``sealed``.
public struct SealedBundle: Hashable, Sendable {
  /// How the key comes from the passphrase.
  public let cost: ScryptCost
  /// Twelve bytes of nonce, the ciphertext, sixteen of tag.
  public let sealed: [UInt8]

  public init(cost: ScryptCost, sealed: [UInt8]) {
    self.cost = cost
    self.sealed = sealed
  }

  /// What nonce and tag add to a body.
  public static let overhead = 28

  /// What a body is sealed with beside its key: all of the file that comes before it, so that no
  /// envelope can be put around another's body.
  public static func associatedData(_ cost: ScryptCost) -> [UInt8] {
    var out = CBORWriter()
    out.encoded(Bundle.magic)
    out.arrayHead(3)
    out.unsigned(ProtocolVersion.current)
    cost.encode(to: &out)
    return out.bytes
  }

  /// The file: ``Bundle/magic``, then `[version, encryption, sealed]`.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: sealed.count + 64)
    out.encoded(Self.associatedData(cost))
    out.byteString(sealed)
    return out.bytes
  }

  /// Reads ``encoded``. Throws `shape` for what is no bundle, or one in the clear, `unsupported` for
  /// another version or sort of envelope, and `limit` for one that asks for more work than is
  /// allowed.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    guard bytes.starts(with: Bundle.magic) else { throw CBORError(.shape, at: 0) }
    var reader = CBORReader(bytes, in: Bundle.magic.count..<bytes.count)
    try reader.arrayHead(exactly: 3)
    let start = reader.offset
    guard try reader.unsigned() == ProtocolVersion.current
    else { throw CBORError(.unsupported, at: start) }
    cost = try ScryptCost(from: &reader)
    let body = reader.offset
    sealed = try reader.byteString()
    guard sealed.count >= Self.overhead else { throw CBORError(.shape, at: body) }
    try reader.finish()
  }
}
