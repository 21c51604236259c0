public import SchakelCore

/// How long a kind is kept in a space, as a coordinator decided.
public struct RetentionRecord: Sendable {
  /// The number of the space.
  public let space: Int64
  /// The kind.
  public let kind: Name
  /// Days after the last change; nil for good.
  public let days: UInt64?
  /// Who decided it.
  public let decidedBy: PersonID
  /// When, milliseconds since 1970 (UTC).
  public let decided: UInt64

  public init(space: Int64, kind: Name, days: UInt64?, decidedBy: PersonID, decided: UInt64) {
    self.space = space
    self.kind = kind
    self.days = days
    self.decidedBy = decidedBy
    self.decided = decided
  }
}
