public import SchakelCore

/// What a region needs from its host: time, chance and cryptography.
///
///     let environment = RegionEnvironment(
///       now: { milliseconds() }, randomBytes: { random($0) }, hashing: .portable,
///       verify: { key, message, signature in … }, sign: { message in … }, publicKey: key)
///
/// Nothing in this module looks at the time or draws a number by itself, so that a test can decide
/// what they say. (How long a commit takes is measured, and nothing depends on it.)
public struct RegionEnvironment: Sendable {
  /// Milliseconds since 1970 (UTC).
  public let now: @Sendable () -> UInt64
  /// As many fresh bytes as asked for, from a source fit for secrets.
  public let randomBytes: @Sendable (Int) -> [UInt8]
  /// SHA-256 for chains, logs, digests and the hashes of secrets.
  public let hashing: Hashing
  /// Whether the third is the Ed25519 signature (RFC 8032) of the first, a public key of thirty-two
  /// bytes, over the second. Answers false for whatever is malformed.
  public let verify: @Sendable (_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool
  /// The region's own Ed25519 signature, sixty-four bytes.
  public let sign: @Sendable ([UInt8]) -> [UInt8]
  /// With which that signature is verified, thirty-two bytes.
  public let publicKey: [UInt8]

  public init(
    now: @escaping @Sendable () -> UInt64, randomBytes: @escaping @Sendable (Int) -> [UInt8],
    hashing: Hashing,
    verify: @escaping @Sendable (_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool,
    sign: @escaping @Sendable ([UInt8]) -> [UInt8], publicKey: [UInt8]
  ) {
    self.now = now
    self.randomBytes = randomBytes
    self.hashing = hashing
    self.verify = verify
    self.sign = sign
    self.publicKey = publicKey
  }

  /// As what the region writes changes of its own.
  var identity: RegionIdentity { RegionIdentity(publicKey: publicKey, hashing: hashing) }

  /// A random name for something new.
  func identifier<Subject>() -> Identifier<Subject> {
    Identifier(rawValue: randomBytes(8).reduce(0) { $0 << 8 | UInt64($1) })
  }
}
