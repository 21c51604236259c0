/// What became of a change that was held: its words are not kept any longer then. The number is stored.
public enum HeldOutcome: Int64, Sendable {
  /// A coordinator said it again.
  case released = 1
  /// A coordinator let it go.
  case dismissed = 2
  /// It was erased.
  case erased = 3
}
