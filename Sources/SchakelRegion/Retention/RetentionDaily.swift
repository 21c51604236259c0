public import SchakelCore

/// That the region erases each day what is due that day, because a coordinator said so who had seen what
/// that comes to.
public struct RetentionDaily: Sendable {
  /// The coordinator.
  public let person: PersonID
  /// Why, in words.
  public let ground: String
  /// When it was decided, milliseconds since 1970 (UTC).
  public let since: UInt64
  /// When it last ran, milliseconds since 1970 (UTC).
  public var lastRun: UInt64

  /// The region's epoch when it was decided, and the SHA-256 of the terms: in another one, or with other
  /// terms, somebody has to look first.
  let epoch: EpochID
  let terms: Digest
}

/// What a daily look at retention came to.
public enum RetentionRun: Sendable {
  /// Nobody asked for it, or the last one is less than a day ago.
  case notDue
  /// What was due is gone.
  case done(RetentionReport)
  /// It was asked for, and somebody has to look again before more goes.
  case suspended(Reason)

  /// Why somebody has to look.
  public enum Reason: Sendable {
    /// The region was put back, copied or moved.
    case putBack
    /// The terms are others.
    case otherTerms
    /// Whoever decided it is no coordinator any more of a space in which something is due.
    case noCoordinator
    /// The clock is more than a week away from the last run: it may be wrong, or the server stood still.
    case clock
  }
}
