/// What a check of the whole file found.
public enum CheckReport: Hashable, Sendable {
  case sound
  /// What SQLite said, one finding an entry.
  case damaged([String])
}
