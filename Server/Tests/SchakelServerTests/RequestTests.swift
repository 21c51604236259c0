import EdgeTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct RequestTests {
  static func routes(_ routes: TestServer.Routes) {
    routes.group("v1").get("thing") { _, context in context.origin }
    routes.get("cached") { _, _ in
      Response(status: .ok, headers: [.cacheControl: "public, max-age=60"])
    }
  }

  @Test("every answer says the version of the interface")
  func version() async throws {
    try await TestServer.run(routes: Self.routes) { server async throws in
      #expect(try await server.get("/v1/thing")["api-version"] == "1.0.0")
      #expect(try await server.get("/v1/nothing")["api-version"] == "1.0.0")
      #expect(try await server.get("/livez")["api-version"] == "1.0.0")
    }
  }

  @Test("every answer tells browsers and proxies to leave it alone", arguments: ["/livez", "/x"])
  func headers(path: String) async throws {
    try await TestServer.run(routes: Self.routes) { server async throws in
      let answer = try await server.get(path)
      #expect(answer["cache-control"] == "no-store")
      #expect(answer["x-content-type-options"] == "nosniff")
      #expect(answer["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
      #expect(answer["x-frame-options"] == "DENY")
      #expect(answer["referrer-policy"] == "no-referrer")
      #expect(answer["server"] == nil)
    }
  }

  @Test("a handler's own header stands")
  func ownHeaders() async throws {
    try await TestServer.run(routes: Self.routes) { server async throws in
      #expect(try await server.get("/cached")["cache-control"] == "public, max-age=60")
    }
  }

  @Test("a request's name is kept when it is well-formed, and made up when it is not")
  func names() async throws {
    try await TestServer.run { server in
      #expect(try await server.get("/livez", ["X-Request-Id: a-1b"])["x-request-id"] == "a-1b")
      for bad in ["a b", "\u{e9}", String(repeating: "a", count: 37), "a\"b", "anna", "A1"] {
        let name = try await server.get("/livez", ["X-Request-Id: " + bad])["x-request-id"]
        #expect(name != bad && name?.isEmpty == false)
      }
      let first = try await server.get("/livez")["x-request-id"]
      let second = try await server.get("/livez")["x-request-id"]
      #expect(first != second)
    }
  }

  @Test("the origin is the connection's; behind a proxy, the last one the proxy names")
  func origins() async throws {
    let forwarded = ["X-Forwarded-For: 203.0.113.9, 198.51.100.7"]
    try await TestServer.run(routes: Self.routes) { server async throws in
      #expect(try await server.get("/v1/thing", forwarded).body == "127.0.0.1")
    }
    try await TestServer.run(configured { $0.isBehindProxy = true }, routes: Self.routes) {
      server async throws in
      #expect(try await server.get("/v1/thing", forwarded).body == "198.51.100.7")
      #expect(try await server.get("/v1/thing", ["X-Forwarded-For: <x>"]).body == "127.0.0.1")
      #expect(try await server.get("/v1/thing", ["Forwarded: for=192.0.2.1"]).body == "127.0.0.1")
      #expect(try await server.get("/v1/thing").body == "127.0.0.1")
    }
  }

  @Test("a log line tells action, object, result, origin and actor, and no query string")
  func accessLog() async throws {
    try await TestServer.run(routes: Self.routes) { server async throws in
      _ = try await server.get("/v1/thing?token=hush", ["X-Request-Id: a1"])
      let lines = server.log.all.filter { $0.contains("\"request\":\"a1\"") }
      let line = try #require(lines.first { $0.contains("\"message\":\"request\"") })
      #expect(
        line.hasPrefix(
          #"{"time":"1970-01-01T00:00:01.000Z","level":"info","action":"GET","#
            + #""object":"/v1/thing","result":"200","origin":"127.0.0.1","actor":"-","#))
      #expect(!server.log.all.contains { $0.contains("hush") })
    }
  }

  @Test("the lines of a request carry one name, which is that of its answer")
  func oneName() async throws {
    try await TestServer.run(routes: Self.routes) { server async throws in
      let name = try #require(try await server.get("/v1/thing")["x-request-id"])
      #expect(server.log.all.contains { $0.contains(#""request":"\#(name)""#) })
      let other = server.log.all.filter { $0.contains("request.id") || $0.contains("requestID") }
      #expect(other.isEmpty, "\(other)")
    }
  }

  @Test("health checks are logged only on request")
  func quietPaths() async throws {
    try await TestServer.run { server in
      _ = try await server.get("/livez", ["X-Request-Id: a2"])
      let lines = server.log.all.filter { $0.contains("\"request\":\"a2\"") }
      #expect(lines.allSatisfy { $0.contains("\"level\":\"debug\"") } && !lines.isEmpty)
    }
  }
}
