import EdgeTesting
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import NIOSSL
import ServiceLifecycle
import Testing

@testable import SchakelServer

/// Requests over HTTP/2: what holds for a connection of HTTP/1.1 holds for each stream.
@Suite(.timeLimit(.minutes(10))) struct StreamTests {
  static func serving(
    _ configuration: EdgeConfiguration = EdgeConfiguration(),
    routes: @escaping @Sendable (TestServer.Routes) -> Void = { _ in },
    _ body: (Streams, TestServer) async throws -> Void
  ) async throws {
    let authority = try TestAuthority()
    let identity = try ServerIdentity(authority.identity())
    try await TestServer.run(configuration, identity: identity, routes: routes) { server in
      try await Streams.connect(to: server.port, by: authority.client()) { streams in
        try await body(streams, server)
      }
    }
  }

  static func echo(_ routes: TestServer.Routes) {
    routes.post("echo") { request, _ in
      let bytes = try await request.body.collect(upTo: 2_000_000)
      return Response(status: .ok, body: ResponseBody(byteBuffer: bytes))
    }
  }

  @Test("many requests share a connection, and large bodies go both ways")
  func shared() async throws {
    let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await Self.serving(routes: Self.echo) { streams, _ in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
          group.addTask {
            let answer = try await streams.send(.post, "/echo", body: body)
            return answer.status == 200 && answer.bytes == body
          }
        }
        for try await isSame in group { #expect(isSame) }
      }
    }
  }

  @Test("an answer has the fields that it has over HTTP/1.1, but for those of its connection")
  func fields() async throws {
    let authority = try TestAuthority()
    let identity = try ServerIdentity(authority.identity())
    try await TestServer.run(identity: identity) { server in
      for path in ["/livez", "/v1/nothing"] {
        let streamed = try await Streams.connect(to: server.port, by: authority.client()) {
          try await $0.send(.get, path)
        }
        let plain = try await Wire.connect(to: server.port, by: authority.client()) {
          try await $0.get(path)
        }
        #expect(streamed.status == plain.status && streamed.body.count == plain.body.count)
        #expect(streamed.fields.keys.sorted() == plain.fields.keys.sorted())
      }
    }
  }

  @Test("a body that is too long is refused, and the connection goes on")
  func long() async throws {
    let limits = configured { $0.limits.bodyBytes = 1_000 }
    try await Self.serving(limits, routes: Self.echo) { streams, _ in
      let declared = try await streams.send(
        .post, "/echo", [.contentLength: "2000"], body: [UInt8](repeating: 1, count: 2_000))
      #expect(declared.status == 413)
      let undeclared = try await streams.send(
        .post, "/echo", body: [UInt8](repeating: 1, count: 2_000))
      #expect(undeclared.status == 413 && undeclared["connection"] == nil)
      #expect(try await streams.send(.get, "/livez").status == 200)
    }
  }

  @Test("too many fields are refused, and the connection goes on")
  func fieldCount() async throws {
    let limits = configured { $0.limits.headerFields = 10 }
    try await Self.serving(limits) { streams, server in
      var fields = HTTPFields()
      for number in 0..<20 { fields.append(HTTPField(name: .init("x-\(number)")!, value: "1")) }
      let answer = try await streams.send(.get, "/livez", fields)
      #expect(answer.status == 431 && answer.problemKind == "headers-too-large")
      #expect(try await streams.send(.get, "/livez").status == 200)
      #expect(server.log.all.contains { $0.contains("headers-too-large") })
    }
  }

  @Test("a body that drips in is refused, and the connection goes on")
  func drip() async throws {
    let limits = configured { $0.limits.bodyTime = .milliseconds(50) }
    try await Self.serving(limits, routes: Self.echo) { streams, _ in
      let request = HTTPRequest(
        method: .post, scheme: "https", authority: "localhost", path: "/echo")
      let answer = try await streams.open(request) { inbound, outbound in
        try await outbound.write(.body(ByteBuffer(string: "a little")))
        return try await Streams.answer(inbound)
      }
      #expect(answer.status == 408)
      #expect(try await streams.send(.get, "/livez").status == 200)
    }
  }

  @Test("more streams at once than one device may use are refused, and those before go on")
  func crowd() async throws {
    let limits = configured { $0.limits.requestsPerDevice = 1 }
    let most = limits.limits.streamsPerConnection
    let latch = Latch()
    let authority = try TestAuthority()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("wait") { _, _ in
        await latch.wait()
        return Response(status: .ok)
      }
    }
    try await TestServer.run(
      limits, identity: ServerIdentity(authority.identity()), routes: routes
    ) { server in
      // By hand: a library's client does not ask for more than it was told it may.
      let client = try authority.client(offering: ["h2"])
      try await Wire.connect(to: server.port, by: client) { wire in
        let frames = try await Frames(wire)
        for stream in 0...most { try await frames.get("/wait", stream: 1 + 2 * stream) }
        var told: [UInt8] = []
        let refusal = try await frames.next { frame in
          if frame.kind == Frames.settings { told += frame.payload }
          return frame.kind == Frames.reset
        }
        #expect(refusal.stream == 1 + 2 * most)
        #expect(refusal.payload == [0, 0, 0, 7])
        // The setting MAX_CONCURRENT_STREAMS, the last that was told.
        #expect(told.suffix(6) == [0, 3, 0, 0, 0, UInt8(most)])
        try await latch.arrivals.wait(for: most)
        latch.open()
        for _ in 0..<most {
          let answer = try await frames.next { $0.kind == Frames.headers }
          #expect(answer.stream < refusal.stream)
        }
      }
    }
  }

  @Test("all streams of a connection have as many bytes of fields as one request may, and no more")
  func fieldBytes() async throws {
    let latch = Latch()
    let authority = try TestAuthority()
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("wait") { _, _ in
        await latch.wait()
        return Response(status: .ok)
      }
    }
    try await TestServer.run(
      configured { $0.limits.headerBytes = 1_000 }, identity: ServerIdentity(authority.identity()),
      routes: routes
    ) { server in
      let client = try authority.client(offering: ["h2"])
      try await Wire.connect(to: server.port, by: client) { wire in
        let frames = try await Frames(wire)
        let long = Frames.request(0x82, "/wait", [("x-long", String(repeating: "x", count: 600))])
        let ends = Frames.endStream | Frames.endHeaders
        try await frames.send(Frames.headers, long, stream: 1, flags: ends)
        try await latch.arrivals.wait(for: 1)
        try await frames.send(Frames.headers, long, stream: 3, flags: ends)
        let refusal = try await frames.next { $0.kind == Frames.reset }
        // REFUSED_STREAM: it may be tried again.
        #expect(refusal.stream == 3 && refusal.payload == [0, 0, 0, 7])
        try await frames.get("/wait", stream: 5)
        try await latch.arrivals.wait(for: 2)
        latch.open()
        for _ in 0..<2 { _ = try await frames.next { $0.kind == Frames.headers } }
        // What the first had is free again, once its end was seen.
        try await frames.send(Frames.headers, long, stream: 7, flags: ends)
        let answer = try await frames.next { $0.kind == Frames.headers || $0.kind == Frames.reset }
        #expect(answer.kind == Frames.headers && answer.stream == 7)
      }
    }
  }

  @Test("a body that does not say how long it is counts as the longest that is taken")
  func unsaidLength() async throws {
    let configuration = configured {
      $0.limits.bodyBytes = 1_000
      $0.limits.bytesPerDevice = 1_500
    }
    try await Self.serving(configuration, routes: HeldPlacesTests.routes(configuration.limits)) {
      streams, _ in
      let token: HTTPFields = [.authorization: "Bearer anna"]
      let request = HTTPRequest(
        method: .post, scheme: "https", authority: "localhost", path: "/length",
        headerFields: token)
      let answer = try await streams.open(request) { inbound, outbound in
        try await outbound.write(.body(ByteBuffer(string: "a little")))
        // It is refused once the first one's handler is at work.
        while try await streams.send(.post, "/length", token, body: [1]).status != 429 {}
        #expect(try await streams.send(.get, "/small", token).status == 200)
        try await outbound.write(.end(nil))
        return try await Streams.answer(inbound)
      }
      #expect(answer.body == "8")
    }
  }

  @Test("fields that are longer than can be taken end their connection, and no other")
  func longFields() async throws {
    try await Self.serving { streams, server in
      let long = String(repeating: "x", count: 20_000)
      await #expect(throws: (any Error).self) {
        try await streams.send(.get, "/livez", [.init("x-long")!: long])
      }
      #expect(server.log.all.allSatisfy { !$0.contains("/livez") })
    }
    try await Self.serving { streams, _ in
      let status = try await streams.send(.get, "/livez").status
      #expect(status == 200)
    }
  }

  @Test("a request under way is answered before the server shuts down, and its connection ends")
  func shutdown() async throws {
    let latch = Latch()
    try await Self.serving(
      routes: { routes in
        routes.get("wait") { _, _ in
          await latch.hold()
          return Response(status: .ok)
        }
      }
    ) { streams, server in
      async let answer = streams.send(.get, "/wait")
      try await latch.arrivals.wait(for: 1)
      await server.group.triggerGracefulShutdown()
      latch.open()
      let status = try await answer.status
      #expect(status == 200)
      try await server.closings.wait(for: 1)
      await #expect(throws: (any Error).self) { try await streams.send(.get, "/livez") }
    }
  }

  @Test("who says nothing more is hung up on, and so is who never said anything")
  func silent() async throws {
    let limits = configured {
      $0.limits.headerTime = .milliseconds(50)
      $0.limits.idleTime = .milliseconds(50)
      $0.limits.lingerTime = .milliseconds(50)
    }
    let authority = try TestAuthority()
    let identity = try ServerIdentity(authority.identity())
    var client = try authority.client(offering: ["h2"])
    client.certificateVerification = .fullVerification
    try await TestServer.run(limits, identity: identity) { server in
      // Spoken by hand: no client of a library keeps silent, or leaves a ping unanswered.
      try await Wire.connect(to: server.port, by: client) { wire in _ = await wire.rest() }
    }
  }
}
