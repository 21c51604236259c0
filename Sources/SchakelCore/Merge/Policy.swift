/// How a field shows concurrent values. A policy never throws a value away: all siblings stay in
/// the state, and what is shown is a pure function of them.
public enum Policy: Hashable, Sendable {
  /// The newest; the others stay as parallel edits.
  case latest
  /// All; a person settles.
  case keepAll
  /// Words are merged where they do not touch each other; where they do, all are shown and a
  /// person settles.
  case text
  /// An observed-remove set: an element that somebody added and nobody who saw it removed is in.
  case union
  /// The more careful value.
  case strictest(Strictness)
  /// One value for each person.
  case perPerson
}
