public import SchakelCore

/// A device's token, of which only the hash is here.
public struct TokenRecord: Sendable {
  /// Rises: of two tokens of a device the greater is the newer. No other token has had it while this
  /// one is there.
  public let number: Int64
  /// As ``TokenRenewal/hash(of:hashing:)`` makes it.
  public let hash: Digest
  /// Whose it is.
  public let replica: ReplicaID
  /// When the region took it, milliseconds since 1970 (UTC).
  public let born: UInt64
  /// When it was first used, likewise; nil for one that was not. Those before it are gone from then on.
  public let used: UInt64?

  public init(number: Int64, hash: Digest, replica: ReplicaID, born: UInt64, used: UInt64?) {
    self.number = number
    self.hash = hash
    self.replica = replica
    self.born = born
    self.used = used
  }
}
