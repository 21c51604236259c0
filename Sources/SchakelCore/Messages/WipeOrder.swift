/// The region's order to a device to erase all that it holds, under the region's own key: what answers
/// at the region's address, and is not the region, cannot empty a device.
///
/// The device erases, and then says so under its own key.
public struct WipeOrder: Hashable, Sendable {
  /// The device that is meant, and no other.
  public let replica: ReplicaID
  /// When it was decided, milliseconds since 1970 (UTC).
  public let time: UInt64
  /// The region's Ed25519 signature over ``message``, sixty-four bytes.
  public let signature: [UInt8]

  public init(replica: ReplicaID, time: UInt64, signature: [UInt8]) {
    self.replica = replica
    self.time = time
    self.signature = signature
  }

  /// An order under the region's signature.
  public init(to replica: ReplicaID, time: UInt64, signedBy sign: ([UInt8]) -> [UInt8]) {
    self.init(
      replica: replica, time: time,
      signature: sign(Self.bytes("schakel/wipe/1", replica, time)))
  }

  /// "schakel/wipe/1" ‖ replica ‖ time; numbers as eight bytes, most significant first.
  public var message: [UInt8] { Self.bytes("schakel/wipe/1", replica, time) }

  /// What the device signs once it has erased everything: "schakel/wiped/1" ‖ replica ‖ time, likewise.
  public var confirmationMessage: [UInt8] { Self.bytes("schakel/wiped/1", replica, time) }

  private static func bytes(
    _ label: StaticString, _ replica: ReplicaID, _ time: UInt64
  ) -> [UInt8] {
    var bytes = Array(label.description.utf8)
    BigEndian.append(replica.rawValue, count: 8, to: &bytes)
    BigEndian.append(time, count: 8, to: &bytes)
    return bytes
  }
}
