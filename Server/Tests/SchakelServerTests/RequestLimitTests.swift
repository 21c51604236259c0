import EdgeTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct RequestLimitTests {
  @Test("one request more than the limit is refused at once, and health still answers")
  func concurrentRequests() async throws {
    let latch = Latch()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("slow") { _, _ in
        await latch.wait()
        return "done"
      }
    }
    let limits = configured {
      $0.limits.requests = 2
      $0.limits.requestsPerAddress = 3
    }
    try await TestServer.run(limits, routes: routes) { server in
      async let first = server.get("/slow")
      async let second = server.get("/slow")
      try await latch.arrivals.wait(for: 2)
      let refused = try await server.get("/slow")
      #expect(refused.status == 503)
      #expect(refused.problemKind == "overloaded")
      #expect(refused["retry-after"] == "2")
      #expect(refused.problem["retryAfter"] as? Int == 2)
      #expect(try await server.get("/livez").status == 200)
      latch.open()
      #expect(try await first.status == 200)
      #expect(try await second.status == 200)
      #expect(try await server.get("/slow").status == 200)
    }
  }

  @Test("one address takes no more than its share of the places, and another gets in")
  func perAddress() async throws {
    let latch = Latch()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("slow") { _, _ in
        await latch.wait()
        return "done"
      }
    }
    let limits = configured {
      $0.limits.requests = 4
      $0.limits.requestsPerAddress = 2
      $0.isBehindProxy = true
    }
    try await TestServer.run(limits, routes: routes) { server in
      let (one, two) = (["X-Forwarded-For: 192.0.2.1"], ["X-Forwarded-For: 192.0.2.2"])
      async let first = server.get("/slow", one)
      async let second = server.get("/slow", one)
      try await latch.arrivals.wait(for: 2)
      let refused = try await server.get("/slow", one)
      #expect(refused.status == 429 && refused.problemKind == "too-many-requests")
      #expect(refused["retry-after"] == "2")
      async let other = server.get("/slow", two)
      try await latch.arrivals.wait(for: 3)
      latch.open()
      #expect(try await [first.status, second.status, other.status] == [200, 200, 200])
      #expect(try await server.get("/slow", one).status == 200)
    }
  }

  @Test("a device over its limit is refused, and others are not")
  func perDevice() async throws {
    let latch = Latch()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.group()
        .add(
          middleware: BearerAuthentication(pseudonym: { $0 }) {
            String(decoding: $0.bytes, as: UTF8.self)
          }
        )
        .add(middleware: DeviceLimit(1, key: { $0 }))
        .get("slow") { _, context in
          if context.device == "busy" { await latch.wait() }
          return "done"
        }
    }
    try await TestServer.run(routes: routes) { server in
      async let first = server.get("/slow", ["Authorization: Bearer busy"])
      try await latch.arrivals.wait(for: 1)
      let refused = try await server.get("/slow", ["Authorization: Bearer busy"])
      #expect(refused.status == 429)
      #expect(refused.problemKind == "too-many-requests")
      #expect(refused["retry-after"] == "5")
      #expect(try await server.get("/slow", ["Authorization: Bearer other"]).status == 200)
      latch.open()
      #expect(try await first.status == 200)
    }
  }

  @Test("a handler that takes too long is cancelled, and the caller is told to come back")
  func deadline() async throws {
    let cancelled = Recorder<String>()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("endless") { _, _ -> String in
        do {
          try await Task.sleep(for: .seconds(3600))
        } catch {
          cancelled.add("cancelled")
          throw error
        }
        return "never"
      }
    }
    try await TestServer.run(
      configured { $0.limits.requestTime = .milliseconds(50) }, routes: routes
    ) {
      let answer = try await $0.get("/endless")
      #expect(answer.status == 503)
      #expect(answer.problemKind == "timed-out")
      #expect(answer["retry-after"] == "5")
      try await cancelled.wait(for: 1)
    }
  }
}
