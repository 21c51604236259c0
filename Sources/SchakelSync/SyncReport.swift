public import SchakelStore

/// What a synchronisation came to, in words that are true.
public struct SyncReport: Hashable, Sendable {
  /// Own changes that the region acknowledged.
  public var pushed = 0
  /// Changes and documents that came.
  public var pulled = 0
  /// Own changes that the region took for a coordinator to look at, since this device is in use no more.
  public var handedIn = 0
  /// Whether the region has no room for what is left here of that.
  public var isHandInFull = false
  /// Orders to erase that this device was told of although it is in use no more, and obeyed.
  public var orders = 0
  /// Of what came: others' changes, and documents.
  public var news = 0
  /// Exchanges with the region that were taken in.
  public var exchanges = 0
  /// What a person or a log should hear of, exchange by exchange.
  public var notices: [SyncProgress.Notice] = []
  /// Histories that documents here wait for and that did not come.
  public var missing: [MissingHistory] = []
  /// How it ended; nil while it goes on.
  public var ending: SyncSession.Ending?
  /// Where the replica stands now, by its own account.
  public var standing = Standing()

  /// Nothing done yet.
  public init() {}

  /// "Synchronised" may be said: the last exchange was complete, the outbox is empty, and each
  /// space is at the region's position with the region's digest.
  public var isSynchronised: Bool { ending == .complete && standing.isSynchronised }

  /// Own changes that the region does not have yet.
  public var waiting: Int { standing.waiting }

  /// Contributions that wait in a space to which this person has no right any more. Trying again
  /// does not help: they stay on the device, and can be exported or shared into another space.
  public var stranded: Int { standing.stranded }

  mutating func add(_ progress: SyncProgress) {
    pushed += progress.pushed
    pulled += progress.pulled
    news += progress.news
    exchanges += 1
    notices += progress.notices
  }
}
