public import SchakelCore

/// Where a run of a stream's changes lies in the log: one after the other from ``position``.
public struct RunRecord: Sendable {
  /// The counter of the first change.
  public let first: UInt64
  /// The place of the first change in the log.
  public let position: UInt64
  /// The link before the first change.
  public let before: Digest

  public init(first: UInt64, position: UInt64, before: Digest) {
    self.first = first
    self.position = position
    self.before = before
  }
}
