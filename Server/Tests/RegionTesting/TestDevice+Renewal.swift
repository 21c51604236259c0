package import EdgeTesting
import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

extension TestDevice {
  package static let challengesPath = "/v1/token-challenges"
  package static let renewalsPath = "/v1/token-renewals"

  /// Sends a body of JSON without a credential.
  package func ask(
    _ path: String, _ body: String, _ fields: [String] = []
  ) async throws -> Answer {
    try await Wire.connect(to: port) {
      try await $0.post(
        path, ["Content-Type: application/json"] + fields, body: Array(body.utf8))
    }
  }

  /// What this device's next renewal has to answer, as the region told it.
  package func challenge() async throws -> [UInt8] {
    let answer = try await ask(
      Self.challengesPath, #"{"replica": "\#(replica.identity.replica.text)"}"#)
    let told = try JSONDecoder().decode([String: String].self, from: Data(answer.bytes))
    return Hex.decode(told["challenge"] ?? "") ?? []
  }

  /// The body of a renewal under this device's key.
  package func renewal(_ token: String, answering challenge: [UInt8]) -> String {
    let renewal = TokenRenewal(
      of: replica.identity.replica, answering: challenge, for: token, at: regionKey,
      hashing: .portable, signedBy: signer)
    let members = [
      "replica": renewal.replica.text, "challenge": Hex.encode(renewal.challenge),
      "tokenHash": renewal.tokenHash.text, "signature": Hex.encode(renewal.signature),
    ]
    let data = try? JSONSerialization.data(withJSONObject: members)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  /// Renews the token, and shows the new one from now on where the region took it.
  @discardableResult
  package func renew() async throws -> Answer {
    let fresh = Hex.encode(randomBytes(TokenRenewal.tokenBytes))
    let answer = try await ask(
      Self.renewalsPath, renewal(fresh, answering: try await challenge()))
    if answer.status == 201 { token = fresh }
    return answer
  }
}
