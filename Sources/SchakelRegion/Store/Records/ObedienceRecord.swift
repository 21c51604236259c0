public import SchakelCore

/// Up to where a device has said that it obeyed a space's orders to erase.
public struct ObedienceRecord: Sendable {
  /// The device.
  public let replica: ReplicaID
  /// Its word.
  public let confirmation: ErasureConfirmation
  /// When it came, milliseconds since 1970 (UTC).
  public let received: UInt64

  public init(replica: ReplicaID, confirmation: ErasureConfirmation, received: UInt64) {
    self.replica = replica
    self.confirmation = confirmation
    self.received = received
  }
}
