import EdgeTesting
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct ShutdownTests {
  @Test("requests in flight finish, the store is closed after them, and once")
  func drain() async throws {
    let latch = Latch()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("slow") { _, _ in
        await latch.wait()
        return "done"
      }
    }
    let closings = try await TestServer.run(routes: routes) { server in
      async let answer = server.get("/slow")
      try await latch.arrivals.wait(for: 1)
      await server.group.triggerGracefulShutdown()
      try await Task.sleep(for: .milliseconds(50))
      #expect(server.closings.all.isEmpty)
      latch.open()
      #expect(try await answer.body == "done")
      return server.closings
    }
    #expect(closings.all == ["closed"])
  }

  @Test("an idle connection does not hold up the end")
  func idle() async throws {
    try await TestServer.run { server in
      try await server.connect { wire in
        let answer = try await wire.get("/livez")
        #expect(answer.status == 200)
        await server.group.triggerGracefulShutdown()
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("no new connections are taken while it drains, and open ones hear that it is not ready")
  func notReady() async throws {
    let latch = Latch()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("slow") { _, _ in
        await latch.wait()
        return "done"
      }
    }
    try await TestServer.run(routes: routes) { server in
      try await server.connect { wire in
        // Two requests on one connection: the second is read once the first is answered.
        try await wire.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        try await latch.arrivals.wait(for: 1)
        await server.group.triggerGracefulShutdown()
        while (try? await server.get("/livez")) != nil {
          try await Task.sleep(for: .milliseconds(5))
        }
        latch.open()
        #expect(try await wire.answer().unwrapped.body == "done")
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("an answer on its way is not cut off, however slowly it is taken")
  func largeAnswer() async throws {
    let size = 16 * 1024 * 1024
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("large") { _, _ in ByteBuffer(repeating: UInt8(ascii: "x"), count: size) }
    }
    try await TestServer.run(routes: routes) { server in
      try await server.connect { wire in
        try await wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await wire.answerHead().unwrapped
        await server.group.triggerGracefulShutdown()
        try await Task.sleep(for: .milliseconds(50))
        #expect(await wire.rest().utf8.count == size)
      }
    }
  }

  @Test("a handler that does not end is not waited for beyond the drain time")
  func stubborn() async throws {
    let latch = Latch()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("stubborn") { _, _ -> String in
        latch.arrivals.add(1)
        try await Task.sleep(for: .seconds(3600))
        return "never"
      }
    }
    let configuration = configured {
      $0.limits.drainTime = .milliseconds(100)
      $0.limits.requestTime = .seconds(3600)
    }
    let closings = try await TestServer.run(configuration, routes: routes) { server in
      async let answer = server.get("/stubborn")
      try await latch.arrivals.wait(for: 1)
      await server.group.triggerGracefulShutdown()
      _ = try? await answer
      return server.closings
    }
    #expect(closings.all == ["closed"])
  }

  @Test("the store is closed when the address cannot be listened on")
  func occupied() async throws {
    try await TestServer.run { server in
      var configuration = EdgeConfiguration()
      configuration.listen = ListenAddress("127.0.0.1:\(server.port)")!
      let closings = Recorder<String>()
      let second = EdgeServer<String>(
        configuration: configuration, health: HealthChecks { .ready },
        registry: MetricRegistry(), logger: .recording(to: server.log)
      ) { _ in }
      await #expect(throws: ListenError.self) {
        try await second.run(signals: []) { closings.add("closed") }
      }
      #expect(closings.all == ["closed"])
    }
  }
}
