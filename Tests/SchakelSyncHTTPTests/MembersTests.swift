import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("Inviting and giving roles over HTTP")
struct MembersTests {
  private static let space = SpaceID(rawValue: 0x5c4a_6b65_6c00_0001)
  private static let person = PersonID(rawValue: 0xbea1)

  /// Runs `body` against a server that answers this once, and answers what it was asked.
  private func asked<Value>(
    _ status: String, _ answer: String, type: String = "application/json",
    _ body: (HTTPTransport) async throws -> Value
  ) async throws -> (Result<Value, any Error>, RawRequest) {
    let server = RawServer(.answer(.http(status, type: type, body: answer)))
    defer { server.stop() }
    let transport = try makeTransport(server: server.address, token: token, limits: .patient())
    do {
      return (.success(try await body(transport)), try #require(server.requests.first))
    } catch {
      return (.failure(error), try #require(server.requests.first))
    }
  }

  @Test("an invitation is asked for under the device's token, and its code is in the answer alone")
  func invites() async throws {
    let code = String(repeating: "0f", count: Invitation.codeBytes)
    let told =
      #"{"code":"\#(code)","person":"000000000000bea1","expires":"2025-10-09T08:53:20.125Z"}"#
    let (result, request) = try await asked("201 Created", told) {
      try await $0.invite(.new(name: "Anna \"B\""), to: Self.space, as: .reader)
    }
    let given = try result.get()
    #expect(given.code == [UInt8](repeating: 0x0f, count: Invitation.codeBytes))
    #expect(given.person == Self.person && given.expires == 1_760_000_000_125)
    #expect(request.line == "POST /v1/invitations HTTP/1.1")
    #expect(request.headers["authorization"] == "Bearer \(token)")
    let body = String(decoding: request.body, as: UTF8.self)
    #expect(body.contains(#""name":"Anna \"B\"""#) && body.contains(#""role":"reader""#))
    #expect(body.contains(#""space":"5c4a6b656c000001""#) && !body.contains("person"))
    for wrong in [
      told.replacing(code, with: "0f"), told.replacing("000000000000bea1", with: "bea1"),
      told.replacing("2025-10-09T", with: "1925-10-09T"), "{}",
    ] {
      let (result, request) = try await asked("201 Created", wrong) {
        try await $0.invite(.person(Self.person), to: Self.space, as: .reader)
      }
      #expect(throws: TransportFailure.self) { try result.get() }
      let body = String(decoding: request.body, as: UTF8.self)
      #expect(body.contains(#""person":"000000000000bea1""#) && !body.contains("name"))
    }
  }

  @Test("a role is given in a body, with nobody in the address, and what it came to is read")
  func roles() async throws {
    for isNews in [true, false] {
      let (result, request) = try await asked("200 OK", #"{"changed":\#(isNews)}"#) {
        try await $0.setRole(.none, of: Self.person, in: Self.space)
      }
      #expect(try result.get() == isNews)
      #expect(request.line == "POST /v1/role-changes HTTP/1.1")
      #expect(String(decoding: request.body, as: UTF8.self).contains(#""role":"none""#))
    }
  }

  @Test("why the region refuses comes through as the problem that it names")
  func refused() async throws {
    for (status, problem) in [
      ("404 Not Found", "/problems/unknown-person"), ("409 Conflict", "/problems/last-coordinator"),
    ] {
      let (result, _) = try await asked(
        status, #"{"type":"\#(problem)"}"#, type: "application/problem+json"
      ) {
        try await $0.setRole(.none, of: Self.person, in: Self.space)
      }
      let failure = #expect(throws: TransportFailure.self) { try result.get() }
      #expect(failure?.code == .requestRefused && failure?.problem == problem)
    }
  }
}
