import SchakelCore

extension VectorSuite {
  static let token = VectorSuite(
    name: "token",
    about: "What a device signs to renew its token and to be let in, with the Ed25519 test keys of "
      + "RFC 8032 §7.1 (spec/enrolment.md).",
    flags: [
      .init("Forged", "The signature does not hold."),
      .init("Replayed", "It was signed for something else."),
    ],
    scenarios: { tokenRenewals() + enrolmentProofs() },
    answer: { input in
      let (key, signature) = (try hex(input["publicKey"]), try hex(input["signature"]))
      let said = try input["code"] == .null ? renewal(input) : proof(input, key)
      return .object(
        .init(said.name, .hex(said.hash.bytes)), .init("message", .hex(said.message)),
        .init("signatureHolds", .bool(Signatures.holds(key, said.message, signature))))
    })

  private typealias Said = (name: String, hash: Digest, message: [UInt8])

  private static func renewal(_ input: JSON) throws -> Said {
    let renewal = TokenRenewal(
      replica: try identifier(input["replica"]), challenge: try hex(input["challenge"]),
      tokenHash: TokenRenewal.hash(
        of: Array((input["token"].text ?? "").utf8), hashing: .portable),
      signature: try hex(input["signature"]))
    return (
      name: "tokenHash", hash: renewal.tokenHash,
      message: renewal.message(to: try hex(input["regionKey"]))
    )
  }

  private static func proof(_ input: JSON, _ key: [UInt8]) throws -> Said {
    let code = try hex(input["code"])
    return (
      name: "codeHash", hash: EnrolmentProof.hash(ofCode: code, hashing: .portable),
      message: EnrolmentProof.message(
        code: code, replica: try identifier(input["replica"]), publicKey: key, hashing: .portable)
    )
  }

  private static let replica = ReplicaID(rawValue: 0xa1)
  private static let challenge = (0..<32).map { UInt8($0) }
  private static let tokenText = String(repeating: "0f", count: TokenRenewal.tokenBytes)

  private static func tokenRenewals() -> [Scenario] {
    let held = scenario("a device renews its token")
    return [
      held,
      scenario("another token", token: String(repeating: "f0", count: 32)),
      scenario("another challenge", challenge: challenge.reversed()),
      scenario("a signature that was altered", ["Forged"], forged: true),
      scenario("the token of another renewal", ["Replayed"], shown: "another"),
      scenario("at another region", ["Replayed"], region: Signatures.otherKey),
    ]
  }

  /// Signed by the device for the token and its own region, and then shown as told.
  private static func scenario(
    _ comment: String, _ flags: [String] = [], token: String = tokenText,
    challenge: [UInt8] = challenge, forged: Bool = false, shown: String? = nil,
    region: [UInt8] = Signatures.regionKey
  ) -> Scenario {
    let renewal = TokenRenewal(
      of: replica, answering: challenge, for: token, at: Signatures.regionKey, hashing: .portable,
      signedBy: Signatures.device)
    return Scenario(
      comment, flags,
      .object(
        .init("regionKey", .hex(region)), .init("replica", .string(replica.text)),
        .init("challenge", .hex(challenge)), .init("token", .string(shown ?? token)),
        .init("publicKey", .hex(Signatures.deviceKey)),
        .init("signature", .hex(altered(renewal.signature, if: forged)))))
  }

  private static func enrolmentProofs() -> [Scenario] {
    let code = (0..<16).map { UInt8($0 * 17) }
    return [
      proof("a device shows that it has its key", of: code, for: code),
      proof("a signature that was altered", of: code, for: code, ["Forged"], forged: true),
      proof("with the proof for another code", of: code, for: code.reversed(), ["Replayed"]),
    ]
  }

  private static func proof(
    _ comment: String, of code: [UInt8], for shown: [UInt8], _ flags: [String] = [],
    forged: Bool = false
  ) -> Scenario {
    let signature = Signatures.device(
      of: EnrolmentProof.message(
        code: code, replica: replica, publicKey: Signatures.deviceKey, hashing: .portable))
    return Scenario(
      comment, flags,
      .object(
        .init("code", .hex(shown)), .init("replica", .string(replica.text)),
        .init("publicKey", .hex(Signatures.deviceKey)),
        .init("signature", .hex(altered(signature, if: forged)))))
  }

  private static func altered(_ signature: [UInt8], if forged: Bool) -> [UInt8] {
    forged ? [signature[0] ^ 1] + signature.dropFirst() : signature
  }
}
