/// What came of the copies that a server makes by itself of one sort.
public struct BackupRecord: Hashable, Sendable {
  /// What is copied.
  public enum Content: Int64, Sendable, CaseIterable {
    /// The database.
    case database = 0
    /// What must outlast it.
    case ledger = 1
  }

  /// When it was last tried, milliseconds since 1970 (UTC), as all times here.
  public let attempted: UInt64
  /// When one was last made; nil where none ever was.
  public let done: UInt64?
  /// When the next is to be there at the latest; nil where that follows from nothing.
  public let next: UInt64?
  /// Why the last attempt failed, in words; nil where it did not.
  public let problem: String?

  public init(attempted: UInt64, done: UInt64?, next: UInt64?, problem: String?) {
    self.attempted = attempted
    self.done = done
    self.next = next
    self.problem = problem
  }
}
