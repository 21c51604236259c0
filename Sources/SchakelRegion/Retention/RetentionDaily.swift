public import SchakelCore

/// That the region erases each day what is due that day, because a coordinator said so who had seen what
/// that comes to.
public struct RetentionDaily: Sendable {
  /// The coordinator.
  public let person: PersonID
  /// Why, in words.
  public let ground: String
  /// When it was decided, milliseconds since 1970 (UTC).
  public let since: UInt64
  /// When it last ran, milliseconds since 1970 (UTC).
  public var lastRun: UInt64

  /// The region's epoch when it was decided, and the SHA-256 of the terms: in another one, or with other
  /// terms, somebody has to look first.
  let epoch: EpochID
  let terms: Digest
}
