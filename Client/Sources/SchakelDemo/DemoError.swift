/// Why the demonstration could not go on. What it shows may be right or wrong, which is for its
/// claims to say; this is about what it needs to show it.
public struct DemoError: Error, Hashable, Sendable {
  /// What was lacking, for programs.
  public enum Code: Hashable, Sendable {
    /// A program cannot be started.
    case notStarted
    /// A command ended otherwise than it should have.
    case refused
    /// What a command printed is not what its JSON is documented to be.
    case unreadable
    /// The server does not come up.
    case noServer
    /// A file cannot be read or written.
    case file
    /// There is too little in the input to show anything with.
    case input
  }

  /// What was lacking.
  public let code: Code
  /// What happened, and what to look at.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
