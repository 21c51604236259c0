/// What a change says: its values, and the reason a person gave. It hangs on the chain by its
/// digest alone, so that it can be erased and the chain still verifies.
public enum Payload: Hashable, Sendable {
  /// The encoded ``Content``, unread.
  case intact([UInt8])
  /// Erased on the record; the digest that the chain covers is all that is left.
  case erased(Digest)

  /// A payload's content.
  ///
  /// The salt makes the digest of an erased payload useless for guessing what was in it.
  public struct Content: Hashable, Sendable {
    /// ``Limits/saltBytes`` fresh random bytes.
    public let salt: [UInt8]
    /// The values of all operations, in order.
    public let values: [Value]
    /// Why, in a person's words; at most ``Limits/reasonBytes``.
    public let reason: String?

    public init(salt: [UInt8], values: [Value], reason: String? = nil) {
      self.salt = salt
      self.values = values
      self.reason = reason
    }
  }

  /// SHA-256 of the bytes as they stand, salt and all.
  public func digest(_ hashing: Hashing) -> Digest {
    switch self {
    case .intact(let bytes): hashing.sha256(bytes)
    case .erased(let digest): digest
    }
  }

  /// The content, or nil where it was erased.
  public func content() throws(CBORError) -> Content? {
    switch self {
    case .intact(let bytes): try Content(encoded: bytes)
    case .erased: nil
    }
  }
}

extension Payload.Content {
  /// `[salt, values]`, and the reason where there is one.
  public var encoded: [UInt8] {
    let size = values.reduce(24) { $0 + $1.byteCount }
    var out = CBORWriter(reserving: size + (reason?.utf8.count ?? 0) + 9)
    out.arrayHead(reason == nil ? 2 : 3)
    out.byteString(salt)
    out.arrayHead(values.count)
    for value in values { value.encode(to: &out) }
    if let reason { out.text(reason) }
    return out.bytes
  }

  /// Reads ``encoded``. The values may be fewer or more than the header counts: ``Change`` compares
  /// the two.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    let hasReason = try reader.arrayHead(2, or: 3)
    salt = try reader.byteString(count: Limits.saltBytes)
    let count = try reader.arrayHead()
    var values: [Value] = []
    values.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count { values.append(try Value(from: &reader)) }
    self.values = values
    reason = hasReason ? try reader.text(limit: Limits.reasonBytes) : nil
    try reader.finish()
  }
}
