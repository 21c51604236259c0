import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("Renewing a token over HTTP")
struct RenewalTests {
  private static let replica = ReplicaID(rawValue: 0xa1)
  private static let token = "00ff"

  /// Runs `body` against a server that answers this once, and answers what it was asked.
  private func asked<Value>(
    _ answer: String, _ body: (HTTPTransport) async throws -> Value
  ) async throws -> (Result<Value, any Error>, RawRequest) {
    let server = RawServer(.answer(answer))
    defer { server.stop() }
    let transport = try makeTransport(
      server: server.address, token: Self.token, limits: .patient())
    do {
      let value = try await body(transport)
      return (.success(value), try #require(server.requests.first))
    } catch {
      return (.failure(error), try #require(server.requests.first))
    }
  }

  private static func json(_ status: String, _ body: String) -> String {
    .http(status, type: "application/json", body: body)
  }

  @Test("a challenge is asked for without a token, and read as it was told")
  func challenge() async throws {
    let told = String(repeating: "0f", count: TokenRenewal.challengeBytes)
    let (result, request) = try await asked(Self.json("200 OK", "{\"challenge\":\"\(told)\"}")) {
      try await $0.tokenChallenge(for: Self.replica)
    }
    #expect(try result.get() == [UInt8](repeating: 0x0f, count: 32))
    #expect(request.line == "POST /v1/token-challenges HTTP/1.1")
    #expect(request.headers["authorization"] == nil)
    #expect(String(decoding: request.body, as: UTF8.self) == #"{"replica":"00000000000000a1"}"#)
    let (short, _) = try await asked(Self.json("200 OK", #"{"challenge":"0f"}"#)) {
      try await $0.tokenChallenge(for: Self.replica)
    }
    #expect(throws: TransportFailure.self) { try short.get() }
  }

  @Test("a renewal tells of the token's hash, never of a token")
  func renewal() async throws {
    let renewal = TokenRenewal(
      of: Self.replica, answering: [UInt8](repeating: 1, count: 32), for: "another", at: [],
      hashing: .portable, signedBy: { _ in [UInt8](repeating: 2, count: 64) })
    let (result, request) = try await asked(Self.json("201 Created", "{}")) {
      try await $0.renewToken(renewal)
    }
    try result.get()
    let body = String(decoding: request.body, as: UTF8.self)
    #expect(request.line == "POST /v1/token-renewals HTTP/1.1")
    #expect(request.headers["authorization"] == nil && !body.contains("another"))
    #expect(body.contains(renewal.tokenHash.text))
    let refused = String.problem("409 Conflict", [], #"{"type":"/problems/conflict"}"#)
    let (conflict, _) = try await asked(refused) { try await $0.renewToken(renewal) }
    #expect(throws: TransportFailure.self) { try conflict.get() }
  }

  @Test("a token that has ended is told from one that nobody knows; the next one is shown")
  func shown() async throws {
    for (type, code) in [
      ("/problems/token-expired", TransportFailure.Code.tokenExpired),
      ("/problems/unauthenticated", .tokenRefused),
    ] {
      let answer = String.problem("401 Unauthorized", [], "{\"type\":\"\(type)\"}")
      let (result, request) = try await asked(answer) { transport in
        transport.use("next")
        return try await transport.sync([])
      }
      #expect(request.headers["authorization"] == "Bearer next")
      let failure = #expect(throws: TransportFailure.self) { try result.get() }
      #expect(failure?.code == code)
    }
  }

  @Test("the key for bundles is asked for without a token")
  func bundleKey() async throws {
    let (key, signature) = (String(repeating: "0a", count: 32), String(repeating: "0b", count: 64))
    let body = "{\"bundleKey\":\"\(key)\",\"bundleKeySignature\":\"\(signature)\"}"
    let (result, request) = try await asked(Self.json("200 OK", body)) {
      try await $0.bundleKey()
    }
    let told = try result.get()
    #expect(Hex.encode(told.publicKey) == key && Hex.encode(told.signature) == signature)
    #expect(request.line == "GET /v1/region HTTP/1.1")
    #expect(request.headers["authorization"] == nil)
  }
}
