public import SchakelCore

/// What taking in an answer came to.
public struct SyncProgress: Hashable, Sendable {
  /// Something a person or a log should hear of.
  public enum Notice: Hashable, Sendable {
    /// The region does not know this person in the space. Nothing was removed: it may have been put back.
    case noAccess(SpaceID)
    /// This person is in the space no more, and what was here of it is removed. What they wrote there and
    /// the region never got is in the tray: so many contributions.
    case left(SpaceID, name: String, kept: Int)
    /// The region refused a change of ours; its content is in the tray.
    case refused(Dot, VoidReason)
    /// The region has another change under one of our dots: this database was copied. It goes on
    /// under a new incarnation.
    case forked(Dot)
    /// The region knew more of our stream than we did: this database was put back. It goes on
    /// under a new incarnation, and what was lost here comes back.
    case putBack(SpaceID)
    /// The region's log is not the one we had read: everything is compared afresh.
    case startedOver(SpaceID)
    /// A run that we sent was refused whole; it will be sent again.
    case runRefused(SpaceID)
    /// What a bundle had brought, and was kept aside until what comes before it was here, is not what
    /// its device signed, or cannot be read any more: it was dropped. The bundle can be read again.
    case keptRunDropped(SpaceID)
    /// What the region had lost, nobody brought for long, and is here without its history, was written again
    /// from here, and has reached the region.
    case recovered(SpaceID)
  }

  /// Whether more is to be had, or to be sent, at once.
  public var more = false
  /// Own changes that the region acknowledged with this answer.
  public var pushed = 0
  /// Log entries and document states that came.
  public var pulled = 0
  /// Of what came: others' changes that were not here, and documents; with them, changes that were
  /// kept aside until now. What is not the echo of a push, nor the log's own account of members and
  /// devices.
  public var news = 0
  /// In the order in which they were come upon; one may be there more than once.
  public var notices: [Notice] = []

  /// Nothing happened.
  public init() {}
}
