/// A bundle whose body is sealed to a region's key: nobody reads it but the region, nor of which space
/// it is; not even whoever made it.
///
/// The core has no cipher. Whoever has one seals the bundle's ``Bundle/body`` by HPKE (RFC 9180) with
/// ``info(region:)`` and ``associatedData(recipient:encapsulated:)``; Protocol/spec/bundle.md names the
/// suite.
public struct AddressedBundle: Hashable, Sendable {
  /// The X25519 public key that it is sealed to (``BundleKey``), ``keyBytes`` bytes.
  public let recipient: [UInt8]
  /// HPKE's encapsulated key, ``keyBytes`` bytes.
  public let encapsulated: [UInt8]
  /// The ciphertext, sixteen bytes of tag last.
  public let sealed: [UInt8]

  /// The bytes of an X25519 public key.
  public static let keyBytes = 32
  /// What sealing adds to a body.
  public static let overhead = 16
  /// The number of HPKE among the sorts of envelope.
  static let sort: UInt64 = 2

  /// - Parameters:
  ///   - recipient: ``keyBytes`` bytes.
  ///   - encapsulated: ``keyBytes`` bytes.
  public init(recipient: [UInt8], encapsulated: [UInt8], sealed: [UInt8]) {
    self.recipient = recipient
    self.encapsulated = encapsulated
    self.sealed = sealed
  }

  /// HPKE's `info`: "schakel/bundle/1" ‖ the region's Ed25519 public key, so that what is sealed for one
  /// region opens at no other.
  public static func info(region: [UInt8]) -> [UInt8] { Array("schakel/bundle/1".utf8) + region }

  /// HPKE's `aad`: all of the file that comes before the sealed bytes, so that no envelope can be put
  /// around another's body.
  public static func associatedData(recipient: [UInt8], encapsulated: [UInt8]) -> [UInt8] {
    var out = CBORWriter()
    out.encoded(Bundle.magic)
    out.arrayHead(3)
    out.unsigned(ProtocolVersion.current)
    out.arrayHead(3)
    out.unsigned(sort)
    out.byteString(recipient)
    out.byteString(encapsulated)
    return out.bytes
  }

  /// The file: ``Bundle/magic``, then `[version, [2, recipient, encapsulated], sealed]`.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: sealed.count + 128)
    out.encoded(Self.associatedData(recipient: recipient, encapsulated: encapsulated))
    out.byteString(sealed)
    return out.bytes
  }

  /// Reads ``encoded``. Throws `shape` for what is no bundle, and `unsupported` for another version, sort of
  /// envelope, or none.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    guard bytes.starts(with: Bundle.magic) else { throw CBORError(.shape, at: 0) }
    var reader = CBORReader(bytes, in: Bundle.magic.count..<bytes.count)
    try reader.arrayHead(exactly: 3)
    let start = reader.offset
    guard try reader.unsigned() == ProtocolVersion.current
    else { throw CBORError(.unsupported, at: start) }
    // A passphrase's envelope has five items: its sort is not this one either.
    let envelope = reader.offset
    guard (try? reader.arrayHead(exactly: 3)) != nil, try reader.unsigned() == Self.sort
    else { throw CBORError(.unsupported, at: envelope) }
    recipient = try reader.byteString(count: Self.keyBytes)
    encapsulated = try reader.byteString(count: Self.keyBytes)
    let body = reader.offset
    sealed = try reader.byteString()
    guard sealed.count >= Self.overhead else { throw CBORError(.shape, at: body) }
    try reader.finish()
  }
}
