/// The names under which a log line tells what happened. An event that matters says all of
/// them: who (`actor`), from where (`origin`), did what (`action`) to what (`object`) with what
/// outcome (`result`). The time is on every line.
public enum LogKey {
  /// What was done: a method, or a verb.
  public static let action = "action"
  /// What it was done to: a path, an id, a file.
  public static let object = "object"
  /// How it ended: a status, or a word.
  public static let result = "result"
  /// Where it came from: an address, or the process itself.
  public static let origin = "origin"
  /// Who did it, as a pseudonym: `DEVICE/PERSON`, by their ids.
  public static let actor = "actor"
  /// The request that the line belongs to.
  public static let request = "request"
  /// What the framework calls the same: it gives every request a name too, which ``Correlation``
  /// puts the right one in the place of. Lines say ``request``.
  static let frameworkRequest = "hb.request.id"
  /// How many there were, where a line is of several.
  public static let count = "count"
  /// How long it took.
  public static let milliseconds = "ms"
}
