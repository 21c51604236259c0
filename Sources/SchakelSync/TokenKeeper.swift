public import SchakelCore
public import SchakelStore

/// Where a device keeps its token, and with what it gets another.
///
///     let keeper = TokenKeeper(
///       replica: replica.identity.replica, regionKey: credential.regionKey, signer: sign,
///       hashing: hashing, load: { try file.read() }, save: { try file.write($0) })
public struct TokenKeeper: Sendable {
  /// The device.
  public let replica: ReplicaID
  /// The region's public key, as it was told at enrolment: what is signed is good there alone.
  public let regionKey: [UInt8]
  /// Signs with the device's key.
  public let signer: DeviceSigner
  /// SHA-256, for the hash of a token.
  public let hashing: Hashing
  /// The token as it is kept now: another process of this device may have put another there.
  public let load: @Sendable () throws -> String?
  /// Keeps a token in place of the one before; once this returns it outlasts a power cut. Where it
  /// throws, the one before is still there.
  public let save: @Sendable (String) throws -> Void
  /// Sixty-four random bits, from a source fit for secrets. Swapped in tests.
  public let random: @Sendable () -> UInt64

  public init(
    replica: ReplicaID, regionKey: [UInt8], signer: @escaping DeviceSigner, hashing: Hashing,
    load: @escaping @Sendable () throws -> String?,
    save: @escaping @Sendable (String) throws -> Void,
    random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
  ) {
    self.replica = replica
    self.regionKey = regionKey
    self.signer = signer
    self.hashing = hashing
    self.load = load
    self.save = save
    self.random = random
  }

  /// A new token, as hexadecimal digits.
  func draw() -> String {
    let bytes = (0..<TokenRenewal.tokenBytes / 8).flatMap { _ in
      let word = random()
      return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return Hex.encode(bytes)
  }
}
