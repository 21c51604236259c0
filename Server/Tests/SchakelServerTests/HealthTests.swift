import EdgeTesting
import Hummingbird
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct HealthTests {
  @Test("it lives, and is ready when what it stands on is")
  func health() async throws {
    try await TestServer.run { server in
      let alive = try await server.get("/livez")
      #expect(alive.status == 200 && alive.body == #"{"status":"ok"}"#)
      let ready = try await server.get("/readyz")
      #expect(ready.status == 200 && ready.body == #"{"status":"ready"}"#)
    }
    let asking: @Sendable () -> Readiness = { .readyBut("The last backup could not be made.") }
    try await TestServer.run(readiness: asking) { server in
      let answer = try await server.get("/readyz")
      let words = "The last backup could not be made."
      #expect(answer.status == 200)
      #expect(answer.body == #"{"status":"ready","attention":"\#(words)"}"#)
    }
    let checking: @Sendable () -> Readiness = { .notReady("The store is being checked.") }
    try await TestServer.run(readiness: checking) { server in
      #expect(try await server.get("/livez").status == 200)
      let answer = try await server.get("/readyz")
      #expect(answer.status == 503)
      #expect(answer.problemKind == "not-ready" && answer["retry-after"] == "10")
      #expect(answer.problem["detail"] as? String == "The store is being checked.")
    }
  }

  @Test("metrics count requests by route, not by path")
  func metrics() async throws {
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("things/:id") { _, _ in "x" }
    }
    try await TestServer.run(routes: routes) { server in
      for id in 0..<5 { _ = try await server.get("/things/\(id)") }
      _ = try await server.get("/made/up")
      _ = try await server.get("/things/1", method: "PROPFIND")
      let page = try await server.get("/metrics")
      #expect(page["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      let name = "http_server_request_duration_seconds_count"
      for line in [
        #"\#(name){method="GET",route="/things/{id}",status="200"} 5"#,
        #"\#(name){method="GET",route="NotFound",status="404"} 1"#,
        #"\#(name){method="other",route="NotFound",status="404"} 1"#,
        "http_server_active_requests 1",
      ] {
        #expect(page.body.contains(line + "\n"), "missing: \(line)\n\(page.body)")
      }
      #expect(!page.body.contains("made"))
    }
  }

  @Test("with an address of their own, metrics are nowhere else")
  func metricsListen() async throws {
    let configuration = configured {
      $0.metricsListen = ListenAddress("127.0.0.1:0")!
    }
    try await TestServer.run(configuration) { server in
      #expect(try await server.get("/metrics").status == 404)
      let started = server.log.all.compactMap { line in
        line.split(separator: "listening on 127.0.0.1:").last.flatMap { rest in
          Int(rest.prefix { $0.isNumber })
        }
      }
      let other = try #require(started.first { $0 != server.port })
      let page = try await Wire.connect(to: other) { try await $0.get("/metrics") }
      #expect(page.status == 200 && page.body.contains("# TYPE http_server_active_requests gauge"))
      let livez = try await Wire.connect(to: other) { try await $0.get("/livez") }
      #expect(livez.status == 404)
    }
  }

  @Test("behind a proxy the world is shown no figures; an address of their own has them")
  func metricsBehindProxy() async throws {
    let configuration = configured { $0.isBehindProxy = true }
    try await TestServer.run(configuration) { server async throws in
      #expect(try await server.get("/metrics").status == 404)
      #expect(try await server.get("/livez").status == 200)
    }
    var own = configuration
    own.metricsListen = ListenAddress("127.0.0.1:0")!
    try await TestServer.run(own) { server async throws in
      #expect(try await server.get("/metrics").status == 404)
    }
  }

  @Test("refused connections are counted")
  func refusals() async throws {
    try await TestServer.run { server in
      try await server.connect { wire in
        try await wire.send("nonsense\r\n\r\n")
        _ = await wire.answer()
      }
      let page = try await server.get("/metrics").body
      #expect(
        page.contains(
          #"http_server_refused_connections_total{problem="malformed-request"} 1"# + "\n"))
    }
  }
}
