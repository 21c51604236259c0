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
