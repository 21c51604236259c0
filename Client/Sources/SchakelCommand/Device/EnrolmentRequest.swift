public import SchakelCore

/// What a device tells the region when it enrols.
public struct EnrolmentRequest: Hashable, Sendable {
  /// As in ``Invitation/code``.
  public let code: [UInt8]
  /// What its owner calls it; the operator sees it too.
  public let deviceName: String
  /// Drawn when the database was made; no other device may have it.
  public let replica: ReplicaID
  /// Ed25519, thirty-two bytes.
  public let publicKey: [UInt8]
  /// The device's signature over `EnrolmentProof.message`: so that a device which the region knows is
  /// let in again.
  public let proof: [UInt8]

  public init(
    code: [UInt8], deviceName: String, replica: ReplicaID, publicKey: [UInt8], proof: [UInt8]
  ) {
    self.code = code
    self.deviceName = deviceName
    self.replica = replica
    self.publicKey = publicKey
    self.proof = proof
  }
}
