import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("What goes to the server")
struct RequestTests {
  @Test("a sync is the protocol's media type under the device's token, byte for byte")
  func sync() async throws {
    let server = RawServer(.answer(answer("pong")))
    defer { server.stop() }
    let transport = try makeTransport(
      server: server.address + "/", token: token, agent: "schakel/1\r\nX-Evil: 1",
      limits: .patient())
    #expect(transport.server == server.address)
    let body: [UInt8] = [0, 255, 13, 10, 0]
    #expect(try await transport.sync(body) == Array("pong".utf8))
    let request = try #require(server.requests.first)
    #expect(request.line == "POST /v1/sync HTTP/1.1")
    #expect(request.body == body)
    #expect(request.headers["authorization"] == "Bearer \(token)")
    #expect(request.headers["content-type"] == ProtocolVersion.mediaType)
    #expect(request.headers["accept"] == ProtocolVersion.mediaType)
    #expect(request.headers["content-length"] == "5")
    #expect(request.headers["user-agent"] == "schakel/1X-Evil: 1")
    #expect(request.headers["x-evil"] == nil)
  }

  @Test("a history is asked for at its own address, below the one the region gave")
  func history() async throws {
    let server = RawServer(.answer(answer("h")))
    defer { server.stop() }
    let transport = try makeTransport(
      server: server.address + "/regio", token: token, limits: .patient())
    #expect(try await transport.history([1]) == Array("h".utf8))
    #expect(server.requests.first?.line == "POST /regio/v1/history HTTP/1.1")
  }

  @Test("a large request arrives whole, and so does a large answer")
  func large() async throws {
    let size = 3 << 20
    let server = RawServer(.answer(answer(String(repeating: "å", count: size / 2))))
    defer { server.stop() }
    let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let got = try await transport(to: server).sync(body)
    #expect(got.count == size && got.starts(with: "åå".utf8))
    #expect(server.requests.first?.body == body)
  }

  @Test("exchanges one after another share a connection, and no cookie")
  func sharing() async throws {
    let server = RawServer([.read, .send(answer("x", ["Set-Cookie: a=b; Path=/"])), .again])
    defer { server.stop() }
    let transport = try transport(to: server)
    for _ in 0..<5 { #expect(try await transport.sync([1]) == Array("x".utf8)) }
    #expect(server.connections == 1)
    #expect(server.requests.count == 5)
    #expect(server.requests.allSatisfy { $0.headers["cookie"] == nil })
  }

  @Test("an answer that may be kept is asked for again all the same")
  func cache() async throws {
    let kept = ["Cache-Control: max-age=3600", "ETag: \"1\""]
    let server = RawServer(.answer(answer("one", kept)), .answer(answer("two", kept)))
    defer { server.stop() }
    let transport = try transport(to: server)
    #expect(try await transport.sync([1]) == Array("one".utf8))
    #expect(try await transport.sync([1]) == Array("two".utf8))
    #expect(server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
  }

  @Test("a connection that the server gave up between two exchanges is not noticed")
  func givenUp() async throws {
    let server = RawServer(
      [.read, .send(answer("one"))], [.read, .send(answer("two"))])
    defer { server.stop() }
    let transport = try transport(to: server)
    #expect(try await transport.sync([1]) == Array("one".utf8))
    #expect(try await transport.sync([UInt8](repeating: 2, count: 300_000)) == Array("two".utf8))
    #expect(server.requests.map(\.body.count) == [1, 300_000])
  }

  @Test("any number of exchanges go on at once, and none gets another's answer")
  func atOnce() async throws {
    let server = RawServer([.read, .send(answer("x")), .again])
    defer { server.stop() }
    let transport = try transport(to: server)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for count in 1...20 {
        group.addTask { try await transport.sync([UInt8](repeating: 1, count: count)).count }
      }
      for try await count in group { #expect(count == 1) }
    }
    #expect(server.requests.map(\.body.count).sorted() == Array(1...20))
  }

  @Test(
    "a redirection is not followed, and the token goes nowhere else",
    arguments: [301, 302, 307, 308])
  func redirection(_ status: Int) async throws {
    let elsewhere = RawServer(.answer(answer("stolen")))
    defer { elsewhere.stop() }
    let server = RawServer(
      .answer(.http("\(status) Moved", ["Location: \(elsewhere.address)/v1/sync"])))
    defer { server.stop() }
    let failure = try await failure(at: server)
    #expect(failure?.code == .redirected)
    #expect(failure?.isPassing == false)
    #expect(elsewhere.connections == 0)
  }

  @Test("a token that the server repeats is in no message")
  func secrecy() async throws {
    let server = RawServer(
      .answer(.problem("403 Forbidden", [], #"{"title":"No","detail":"Not with \#(token)"}"#)))
    defer { server.stop() }
    let failure = try #require(try await failure(at: server))
    #expect(failure.message.contains("Not with …"))
    #expect(!failure.message.contains(token))
  }

  @Test("what can be no token is not sent", arguments: ["", "a b", "a\r\nX: y", "é", "a\u{0}"])
  func badToken(_ text: String) {
    #expect(throws: TransportFailure.self) {
      try makeTransport(server: "https://region.example", token: text)
    }
  }
}
