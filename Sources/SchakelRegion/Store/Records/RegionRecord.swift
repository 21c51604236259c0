public import SchakelCore

/// The region itself.
public struct RegionRecord: Sendable {
  public var name: String
  /// The incarnation of the server's logs.
  public var epoch: EpochID
  public var created: UInt64

  public init(name: String, epoch: EpochID, created: UInt64) {
    self.name = name
    self.epoch = epoch
    self.created = created
  }
}
