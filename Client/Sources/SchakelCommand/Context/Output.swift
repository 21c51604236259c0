/// Where a command prints: what was asked for on one side, everything else on the other.
public struct Output: Sendable {
  /// Standard output, whole lines with their line feeds.
  public let write: @Sendable (String) -> Void
  /// Standard error: reasons, notices and progress.
  public let writeError: @Sendable (String) -> Void
  /// Why something could not be written to standard output, if so.
  public let failure: @Sendable () -> (any Error)?

  public init(
    write: @escaping @Sendable (String) -> Void,
    writeError: @escaping @Sendable (String) -> Void,
    failure: @escaping @Sendable () -> (any Error)? = { nil }
  ) {
    self.write = write
    self.writeError = writeError
    self.failure = failure
  }

  /// One line on standard output; the line feed is put behind it.
  public func line(_ text: String = "") { write(text + "\n") }
  /// One line on standard error; the line feed is put behind it.
  public func errorLine(_ text: String) { writeError(text + "\n") }
}
