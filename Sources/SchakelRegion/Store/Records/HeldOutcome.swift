/// What became of a change that was held. The number is stored. What it says is kept while it awaits
/// somebody, and while a release waits.
public enum HeldOutcome: Int64, Sendable {
  /// Nobody has decided. -> all others
  case awaiting = 0
  /// A coordinator said it again.
  case released = 1
  /// A coordinator let it go. -> released, where another said it again without having heard of that
  case dismissed = 2
  /// It was erased.
  case erased = 3
  /// A coordinator said it again, in a change that waits for others. -> released, erased, or, where that
  /// change is refused, awaiting; one that has not come itself is then forgotten
  case promised = 4
}
