public import SchakelCore

/// A space and the head of its log: one row says where the space is, at any size.
public struct SpaceRecord: Sendable {
  /// Its short name in the rows of the store.
  public let number: Int64
  /// Its name everywhere.
  public let id: SpaceID
  /// What the operator calls it now.
  public var name: String
  /// When it was made, milliseconds since 1970 (UTC).
  public let created: UInt64
  /// The epoch that its log is in now.
  public var epoch: EpochID
  /// The number of entries in the log, which is the position of the last.
  public var position: UInt64 = 0
  /// The log's hash at ``position``.
  public var hash: Digest
  /// The sum of all documents' shares.
  public var digest: UInt64 = 0
  /// The documents of which something was seen.
  public var documents: UInt64 = 0
  /// The highest number given to a document.
  public var lastDocument: UInt64 = 0
  /// The change entries in the log, of changes that wait too.
  public var changes: UInt64 = 0
  /// The void entries in the log.
  public var voids: UInt64 = 0
  /// The forks that were kept.
  public var forks: UInt64 = 0
  /// The entries that wait for others now.
  public var waiting: UInt64 = 0
  /// The position of the last checkpoint's entry in the log; 0 for none.
  public var checkpoint: UInt64 = 0

  public init(
    number: Int64, id: SpaceID, name: String, created: UInt64, epoch: EpochID, hash: Digest
  ) {
    self.number = number
    self.id = id
    self.name = name
    self.created = created
    self.epoch = epoch
    self.hash = hash
  }

  /// The end of the log.
  public var head: Cursor { Cursor(epoch: epoch, position: position, mark: hash.prefix64) }
}
