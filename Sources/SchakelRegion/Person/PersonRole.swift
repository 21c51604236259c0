public import SchakelCore

/// A role in a space's log in which a person has a part.
public struct PersonRole: Sendable {
  /// The role.
  public let role: Role
  /// Whether the person gave it to somebody; else they got it.
  public let isGiven: Bool
  /// When, milliseconds since 1970 (UTC).
  public let time: UInt64
  /// Where in the log.
  public let position: UInt64
}
