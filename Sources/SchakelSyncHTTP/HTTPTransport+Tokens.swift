import Foundation
public import SchakelCore
public import SchakelSync
import Synchronization

extension HTTPTransport: TokenTransport {
  /// Shows this token in all that is asked from now on. What can be no token is refused by the server.
  public func use(_ token: String) { self.token.withLock { $0 = Self.isToken(token) ? token : $0 } }

  /// `POST /v1/token-challenges`.
  public func tokenChallenge(for replica: ReplicaID) async throws(TransportFailure) -> [UInt8] {
    let body = Data("{\"replica\":\"\(replica.text)\"}".utf8)
    let answer = try await ask("/v1/token-challenges", body, statuses: 200...200)
    guard let given = try? JSONDecoder().decode(GivenChallenge.self, from: Data(answer)),
      let challenge = Hex.decode(given.challenge), challenge.count == TokenRenewal.challengeBytes
    else { throw TransportFailure(.notSchakel, "The answer about the token cannot be read.") }
    return challenge
  }

  /// `POST /v1/token-renewals`.
  public func renewToken(_ renewal: TokenRenewal) async throws(TransportFailure) {
    let members = [
      "replica": renewal.replica.text, "challenge": Hex.encode(renewal.challenge),
      "tokenHash": renewal.tokenHash.text, "signature": Hex.encode(renewal.signature),
    ]
    // Hexadecimal digits alone: there is nothing to escape.
    let pairs = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
    let body = Data("{\(pairs.joined(separator: ","))}".utf8)
    _ = try await ask("/v1/token-renewals", body, statuses: 201...201)
  }

  private func ask(
    _ path: String, _ body: Data, statuses: ClosedRange<Int>
  ) async throws(TransportFailure) -> [UInt8] {
    let type = "application/json"
    let hope = Exchange.Hope(type, statuses: statuses, limit: limits.enrolmentBytes)
    return try await exchange(path, body: body, type: type, hope: hope, showingToken: false)
  }
}

private struct GivenChallenge: Decodable {
  let challenge: String
}
