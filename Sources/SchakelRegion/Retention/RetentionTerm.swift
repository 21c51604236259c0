public import SchakelCore

/// How long contributions of a kind are kept in a space after their last change.
public struct RetentionTerm: Sendable {
  /// The space.
  public let space: SpaceInfo
  /// The kind.
  public let kind: Name
  /// Days after the last change; nil where they are kept for good.
  public let days: UInt64?
  /// The coordinator who decided it; nil where nobody has, and the default stands.
  public let decidedBy: PersonID?
  /// When that was, milliseconds since 1970 (UTC); nil where nobody has.
  public let decided: UInt64?

  /// What stands for a kind where nobody decided: field notes are kept for five years, the rest for good.
  public static func standard(for kind: Name) -> UInt64? {
    kind == Kind.fieldNote.name ? 1_827 : nil
  }

  /// The shortest and the longest term that can be set.
  public static let bounds: ClosedRange<UInt64> = 1...36_525

  static let dayLength: UInt64 = 24 * 3_600_000
}
