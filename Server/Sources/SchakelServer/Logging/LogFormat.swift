/// How log lines are written.
public enum LogFormat: String, CaseIterable, Sendable {
  /// One JSON object per line, for machines.
  case json
  /// One line of words, for a person at a terminal.
  case text
}
