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

  init(_ record: DeviceRecord) {
    replica = record.replica
    person = record.person
    name = record.name
    publicKey = record.publicKey
  }
}
