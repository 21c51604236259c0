import EdgeTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import SchakelServer

@Suite struct BearerTokenTests {
  @Test(
    "a token is read from its header, whatever the case of the scheme",
    arguments: [
      ("Bearer abc", "abc"), ("bearer abc==", "abc=="), ("BEARER  a-._~+/9", "a-._~+/9"),
    ])
  func wellFormed(value: String, token: String) {
    #expect(BearerToken(authorization: value)?.bytes == Array(token.utf8))
  }

  @Test(
    "what is no token is none",
    arguments: [
      "", "Bearer", "Bearer ", "Basic abc", "Bearerabc", "Bearer a b", "Bearer =", "Bearer a=b",
      "Bearer \u{e9}", "Bearer a\"", "Bearer " + String(repeating: "a", count: 513),
    ])
  func malformed(value: String) {
    #expect(BearerToken(authorization: value) == nil)
  }

  @Test("a token does not show itself")
  func silent() throws {
    let token = try #require(BearerToken(authorization: "Bearer hush"))
    #expect(!"\(token)".contains("hush") && !String(reflecting: token).contains("hush"))
    var dumped = ""
    dump(token, to: &dumped)
    #expect(!dumped.contains("104"))
  }
}

@Suite(.timeLimit(.minutes(10))) struct AuthenticationTests {
  /// Knows one token, and notes all that it is asked.
  static func routes(_ asked: Recorder<String>) -> @Sendable (TestServer.Routes) -> Void {
    { routes in
      routes.group("v1")
        .add(
          middleware: BearerAuthentication(pseudonym: { "device-" + $0 }) { token in
            let text = String(decoding: token.bytes, as: UTF8.self)
            asked.add(text)
            return text == "good" ? "7" : nil
          }
        )
        .get("me") { _, context in try context.requireDevice() }
    }
  }

  @Test("the device behind a good token reaches the handler and the log")
  func good() async throws {
    try await TestServer.run(routes: Self.routes(Recorder())) { server in
      let answer = try await server.get("/v1/me", ["Authorization: Bearer good"])
      #expect(answer.status == 200 && answer.body == "7")
      let lines = server.log.all.filter { $0.contains(#""actor":"device-7""#) }
      #expect(lines.contains { $0.contains(#""object":"/v1/me""#) })
      #expect(!server.log.all.contains { $0.contains("good") })
    }
  }

  @Test("whoever bears a token that is known and gives no access any more is told why")
  func explained() async throws {
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.group("v1")
        .add(
          middleware: BearerAuthentication<String>(
            pseudonym: { $0 },
            explain: { token in token.bytes == Array("old".utf8) ? .deviceRevoked : nil },
            lookup: { _ in nil })
        )
        .get("me") { _, context in try context.requireDevice() }
    }
    try await TestServer.run(routes: routes) { server in
      let old = try await server.get("/v1/me", ["Authorization: Bearer old"])
      #expect(old.status == 403 && old.problemKind == "device-revoked")
      let unknown = try await server.get("/v1/me", ["Authorization: Bearer unknown"])
      #expect(unknown.status == 401 && unknown.problemKind == "unauthenticated")
    }
  }

  @Test("a bad token is bad in one way only: same answer, same one lookup")
  func bad() async throws {
    let asked = Recorder<String>()
    try await TestServer.run(routes: Self.routes(asked)) { server in
      var bodies: Set<String> = []
      for value in ["Bearer unknown", "Bearer b a d", "Bearer", "Basic Zm9v", "good"] {
        let before = asked.all.count
        let answer = try await server.get("/v1/me", ["Authorization: " + value])
        #expect(answer.status == 401)
        #expect(answer["www-authenticate"] == #"Bearer realm="schakel", error="invalid_token""#)
        #expect(answer.problemKind == "unauthenticated")
        #expect(answer["api-version"] == "1.0.0")
        #expect(asked.all.count == before + 1)
        bodies.insert(answer.body)
      }
      #expect(bodies.count == 1)
    }
  }

  @Test("a request without a credential is asked for one, without an error code")
  func none() async throws {
    let asked = Recorder<String>()
    try await TestServer.run(routes: Self.routes(asked)) { server in
      let answer = try await server.get("/v1/me")
      #expect(answer.status == 401)
      #expect(answer["www-authenticate"] == #"Bearer realm="schakel""#)
      #expect(asked.all.isEmpty)
    }
  }
}
