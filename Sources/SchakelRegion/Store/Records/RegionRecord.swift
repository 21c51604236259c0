public import SchakelCore

/// The region itself.
public struct RegionRecord: Sendable {
  /// As people know the region.
  public var name: String
  /// The incarnation of the server's logs.
  public var epoch: EpochID
  /// When it was founded, milliseconds since 1970 (UTC).
  public var created: UInt64

  public init(name: String, epoch: EpochID, created: UInt64) {
    self.name = name
    self.epoch = epoch
    self.created = created
  }
}
