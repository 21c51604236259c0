/// How long an exchange may take and how much of an answer is read. The defaults suit a slow mobile
/// network; times are milliseconds.
public struct HTTPLimits: Hashable, Sendable {
  /// From the start until the first byte of the request has left or of the answer has come.
  public var connect: UInt64 = 15_000
  /// Without a byte either way; longer than a region takes to come to an answer.
  public var silence: UInt64 = 75_000
  /// For a whole exchange, however steadily it drips.
  public var total: UInt64 = 900_000
  /// Without a sign of life on the event stream, of which a region sends four in this time.
  public var streamSilence: UInt64 = 60_000

  /// Bytes of an answer to a sync or a history; a region sends what the device asks for, or one state
  /// that is longer.
  public var answerBytes = 72 << 20
  /// Bytes of an answer to an enrolment.
  public var enrolmentBytes = 1 << 20
  /// Bytes that are read of an error's description.
  public var problemBytes = 16 << 10
  /// Bytes of one event on the event stream.
  public var eventBytes = 64 << 10

  /// The longest time that a server's `Retry-After` is taken to mean, milliseconds: a week.
  static let longestRetryAfter: UInt64 = 7 * 86_400_000
  /// The characters of an error's description that a message repeats.
  static let quotedCharacters = 400
  /// Moved spaces that wait for whoever follows the event stream. What does not fit is dropped: any
  /// of them says that it is time to sync, and a sync is for all spaces.
  static let bufferedEvents = 256

  /// The bounds for a slow mobile network.
  public init() {}
}
