public import SchakelCore

/// Something that a region did, for an operator's figures. It says how much, never whose.
public enum RegionEvent: Hashable, Sendable {
  /// A push to a space is on the disk. Changes count whether they are applied or wait; voids are
  /// those that were refused on the record, forks those kept beside the log.
  case taken(SpaceID, changes: UInt64, voids: UInt64, forks: UInt64)
  /// So many writes shared a transaction, which took this long, the wait for the disk included.
  case committed(writes: Int, duration: Duration)
  /// So many writes were not kept: their own doing, or the disk's.
  case failed(writes: Int)
  /// So many writes wait for the one under way.
  case waiting(writes: Int)
  /// A write came, and so many were in the line before it.
  case queued(behind: Int)
  /// A read began whose reader had no other, and so many of others' had begun while it waited.
  case reading(behind: Int)
  /// All logs were found to end in a checkpoint, or made to, at this time: milliseconds since 1970
  /// (UTC), by the region's clock.
  case signed(at: UInt64)
}
