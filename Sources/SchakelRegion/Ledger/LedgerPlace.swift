public import SchakelCore

/// How much of a ledger a database has obeyed: the number of its entries, and the SHA-256 of the last.
public struct LedgerPlace: Hashable, Sendable {
  /// How many entries.
  public let count: UInt64
  /// Of the last of them; of none, that of the ledger's beginning.
  public let hash: Digest

  public init(count: UInt64, hash: Digest) {
    self.count = count
    self.hash = hash
  }
}
