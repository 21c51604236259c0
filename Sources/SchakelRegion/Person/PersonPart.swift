/// What part a person has in a request to erase.
public enum PersonPart: String, Sendable {
  /// They asked for it, in their own words.
  case asked
  /// They agreed to it, or took it back.
  case decided
  /// It is about all that they wrote.
  case subject
}
