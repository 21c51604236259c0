/// What a region signs of an audit file: a hash that runs over its parts.
///
///     start = SHA-256("schakel/audit/1")
///     next  = SHA-256(hash ‖ part)
public struct AuditSeal: Hashable, Sendable {
  /// After the parts so far.
  public private(set) var hash: Digest

  public init(hashing: Hashing) {
    hash = hashing.sha256(Array("schakel/audit/1".utf8))
  }

  /// - Parameter part: its encoding, without the head of the byte string around it.
  public mutating func add(_ part: [UInt8], hashing: Hashing) {
    hash = hashing.sha256(hash.bytes + part)
  }

  /// The bytes that the region signs when no part is to follow but the signature.
  public var message: [UInt8] { Array("schakel/audit-end/1".utf8) + hash.bytes }
}
