/// Where a command prints: what was asked for on one side, everything else on the other.
public struct Output: Sendable {
  /// Standard output, whole lines with their line feeds.
  public let write: @Sendable (String) -> Void
  /// Standard error: reasons, notices and progress.
  public let writeError: @Sendable (String) -> Void

  public init(
    write: @escaping @Sendable (String) -> Void, writeError: @escaping @Sendable (String) -> Void
  ) {
    self.write = write
    self.writeError = writeError
  }

  public func line(_ text: String = "") { write(text + "\n") }
  public func errorLine(_ text: String) { writeError(text + "\n") }
}
