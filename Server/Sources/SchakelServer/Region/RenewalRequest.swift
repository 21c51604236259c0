import SchakelCore

/// Which device wants to renew its token.
struct ChallengeRequest: Decodable {
  let replica: String

  func device() throws(Problem) -> ReplicaID {
    guard let replica = ReplicaID(text: replica) else { throw Problem.invalid("/replica") }
    return replica
  }
}

/// The body of a renewal: bytes in hexadecimal digits.
struct RenewalRequest: Decodable {
  let replica: String
  let challenge: String
  let tokenHash: String
  let signature: String

  /// As it was sent: whether it holds is the region's to say.
  func renewal() throws(Problem) -> TokenRenewal {
    guard let device = ReplicaID(text: replica) else { throw Problem.invalid("/replica") }
    let challenge = try Self.bytes(challenge, TokenRenewal.challengeBytes, "/challenge")
    guard let hash = Hex.decode(tokenHash).flatMap(Digest.init(bytes:)) else {
      throw Problem.invalid("/tokenHash")
    }
    return TokenRenewal(
      replica: device, challenge: challenge, tokenHash: hash,
      signature: try Self.bytes(signature, Seal.signatureBytes, "/signature"))
  }

  private static func bytes(
    _ text: String, _ count: Int, _ place: String
  ) throws(Problem) -> [UInt8] {
    guard let bytes = Hex.decode(text), bytes.count == count else { throw Problem.invalid(place) }
    return bytes
  }
}

extension Problem {
  /// A member of the body whose value cannot be.
  static func invalid(_ place: String) -> Problem {
    Problem(
      .invalidInput, "See errors for the places.",
      faults: [.init(.body, at: place, code: "invalid", "This value is not valid.")])
  }
}
