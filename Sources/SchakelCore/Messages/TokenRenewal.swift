/// A device's word, under its own key, that a token which it drew is its credential from now on.
///
///     let renewal = TokenRenewal(
///       of: replica, answering: challenge, for: token, at: regionKey, hashing: hashing,
///       signedBy: sign)
///
/// Whoever has the device's key needs no invitation. The token is not in it, only its hash: who hears a
/// renewal go by cannot use what it brings. The challenge is the region's, and another one after each
/// renewal, so that a word that was given once says nothing a second time; there is no time in it, so
/// that no clock has to be right.
public struct TokenRenewal: Hashable, Sendable {
  /// The device.
  public let replica: ReplicaID
  /// The region's challenge that is answered, ``challengeBytes`` bytes.
  public let challenge: [UInt8]
  /// As ``hash(of:hashing:)`` makes it of the new token.
  public let tokenHash: Digest
  /// The device's Ed25519 signature over ``message(to:)``, sixty-four bytes.
  public let signature: [UInt8]

  /// The bytes of a challenge.
  public static let challengeBytes = 32
  /// The random bytes of a token, of which the hexadecimal digits are its text.
  public static let tokenBytes = 32

  /// A renewal as it came: nothing of it is checked.
  public init(replica: ReplicaID, challenge: [UInt8], tokenHash: Digest, signature: [UInt8]) {
    self.replica = replica
    self.challenge = challenge
    self.tokenHash = tokenHash
    self.signature = signature
  }

  /// A renewal under the device's signature.
  ///
  /// - Parameters:
  ///   - token: the new one, in ASCII.
  ///   - region: the region's public key, as it was at enrolment, so that this is good nowhere else.
  public init(
    of replica: ReplicaID, answering challenge: [UInt8], for token: String, at region: [UInt8],
    hashing: Hashing, signedBy sign: ([UInt8]) -> [UInt8]
  ) {
    let unsigned = TokenRenewal(
      replica: replica, challenge: challenge,
      tokenHash: Self.hash(of: Array(token.utf8), hashing: hashing), signature: [])
    self.init(
      replica: replica, challenge: challenge, tokenHash: unsigned.tokenHash,
      signature: sign(unsigned.message(to: region)))
  }

  /// "schakel/renewal/1" ‖ the region's public key ‖ replica ‖ challenge ‖ the token's hash.
  public func message(to region: [UInt8]) -> [UInt8] {
    var bytes = Array("schakel/renewal/1".utf8) + region
    BigEndian.append(replica.rawValue, count: 8, to: &bytes)
    return bytes + challenge + tokenHash.bytes
  }

  /// What the region keeps of a token: SHA-256 of "schakel/token/1" ‖ its ASCII bytes. Its randomness
  /// makes a slow hash needless.
  public static func hash(of token: [UInt8], hashing: Hashing) -> Digest {
    hashing.sha256(Array("schakel/token/1".utf8) + token)
  }
}
