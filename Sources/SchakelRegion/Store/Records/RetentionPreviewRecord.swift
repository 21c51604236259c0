public import SchakelCore

/// What the list of the last preview is known by, and what it depends on.
public struct RetentionPreviewRecord: Sendable {
  /// The SHA-256 that whoever saw the list was given.
  public let token: Digest
  /// When it was made, milliseconds since 1970 (UTC).
  public let time: UInt64
  /// The region's epoch then.
  public let epoch: EpochID
  /// The SHA-256 of the terms then.
  public let terms: Digest

  public init(token: Digest, time: UInt64, epoch: EpochID, terms: Digest) {
    self.token = token
    self.time = time
    self.epoch = epoch
    self.terms = terms
  }
}
