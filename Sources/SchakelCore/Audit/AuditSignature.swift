/// A signature that somebody has to check: Ed25519.
public struct AuditSignature: Hashable, Sendable {
  /// The public key, thirty-two bytes.
  public let key: [UInt8]
  /// What was signed.
  public let message: [UInt8]
  /// Sixty-four bytes.
  public let signature: [UInt8]
  /// What to say if it does not hold.
  let fault: AuditFault
}
