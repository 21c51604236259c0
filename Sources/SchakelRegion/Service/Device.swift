public import SchakelCore

/// A device that has shown its token.
public struct Device: Hashable, Sendable {
  /// The device's database, as the region registered it.
  public let replica: ReplicaID
  /// Whose device it is: the author that its changes must name.
  public let person: PersonID
  /// What its owner calls it.
  public let name: String
  /// Ed25519, thirty-two bytes.
  public let publicKey: [UInt8]
  /// With which it came.
  public let token: Token?

  /// A token that was shown.
  public struct Token: Hashable, Sendable {
    /// As in ``TokenRecord/number``.
    public let number: Int64
    /// Whether the device is to have another one soon.
    public let isDue: Bool
  }

  init(_ record: DeviceRecord, _ token: Token? = nil) {
    replica = record.replica
    person = record.person
    name = record.name
    publicKey = record.publicKey
    self.token = token
  }
}
