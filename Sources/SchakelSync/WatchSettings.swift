/// How closely a device follows its region. Times are milliseconds.
public struct WatchSettings: Hashable, Sendable {
  /// Between a word of news and the sync it brings about, at the most: what comes in a burst costs
  /// one sync, and a region's devices do not all come at once.
  public var gather: UInt64 = 500
  /// Between syncs while there is no event stream, at the most.
  public var poll: UInt64 = 60_000
  /// Between syncs while an event stream is open and silent, at the most: nobody's word is taken
  /// for ever.
  public var reassurance: UInt64 = 900_000
  /// Between looks whether another process of this device wrote something; nil where there is none.
  public var look: UInt64? = 2_000
  /// How many documents are brought into the search index at a time while no sync is under way or
  /// due; nil leaves them all to the next search.
  public var indexBatch: Int? = 500
  /// How long to wait after syncs that failed.
  public var syncBackoff = Backoff()
  /// How long to wait after event streams that could not be had or that ended.
  public var streamBackoff = Backoff()
  /// How long a stream must have been open for its end not to count as one more failure in a row.
  public var steady: UInt64 = 60_000

  /// What suits a device of somebody at work.
  public init() {}
}
