import EdgeTesting
import Hummingbird
import Testing

@testable import SchakelServer

/// Work that goes on past its time.
@Suite(.timeLimit(.minutes(10))) struct RequestDeadlineTests {
  private static let bearer = ["Authorization: Bearer slow"]

  /// `/stuck` heeds nothing until `latch` opens, and then says whether it was cancelled; `/late`
  /// then reads the body; `/length` reads the body at once; `/small` does nothing.
  private static func routes(
    _ latch: Latch, _ seen: Recorder<String>, _ limits: Limits
  ) -> @Sendable (TestServer.Routes) -> Void {
    { routes in
      routes.group()
        .add(
          middleware: BearerAuthentication(isRequired: false, pseudonym: { $0 }) {
            String(decoding: $0.bytes, as: UTF8.self)
          }
        )
        .add(middleware: DeviceLimit<String, String>(limits.requestsPerDevice) { $0 })
        .add(middleware: ByteLimit<String, String>(limits) { $0 })
        .get("small") { _, _ in "x" }
        .get("stuck") { _, _ in
          await latch.hold()
          seen.add(Task.isCancelled ? "cancelled" : "heedless")
          return "late"
        }
        .post("late") { request, _ in
          await latch.hold()
          seen.add(await length(of: request.body))
          return "late"
        }
        .post("length") { request, _ in
          let length = await length(of: request.body)
          seen.add(length)
          return length
        }
    }
  }

  private static func length(of body: RequestBody) async -> String {
    do {
      return "\(try await body.collect(upTo: .max).readableBytes)"
    } catch {
      return "\(type(of: error))"
    }
  }

  private static func run(
    _ change: (inout Limits) -> Void = { _ in },
    _ body: (TestServer, Latch, Recorder<String>) async throws -> Void
  ) async throws {
    let (latch, seen) = (Latch(), Recorder<String>())
    let configuration = configured {
      $0.limits.requestTime = .milliseconds(50)
      change(&$0.limits)
    }
    try await TestServer.run(configuration, routes: routes(latch, seen, configuration.limits)) {
      // A test that fails would else wait for its own latch.
      defer { latch.open() }
      try await body($0, latch, seen)
    }
  }

  private static func expectTimedOut(_ answer: Answer) {
    #expect(answer.status == 503 && answer.problemKind == "timed-out")
    #expect(answer["retry-after"] == "5" && answer.problem["retryAfter"] as? Int == 5)
  }

  /// Until `latch` opens, `/small` is refused with `status`; then it is answered.
  private static func expectHeld(
    _ status: Int, until latch: Latch, on server: TestServer
  ) async throws {
    #expect(try await server.get("/small", bearer).status == status)
    latch.open()
    while try await server.get("/small", bearer).status != 200 {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test("the answer leaves at the limit whatever the handler does, and its place when that ends")
  func heedless() async throws {
    try await Self.run({ $0.requests = 1 }) { server, latch, seen in
      Self.expectTimedOut(try await server.get("/stuck", Self.bearer))
      #expect(seen.all.isEmpty)
      try await Self.expectHeld(503, until: latch, on: server)
      #expect(seen.all == ["cancelled"])
    }
  }

  @Test("the device of a handler that goes on is held to its number of requests")
  func perDevice() async throws {
    try await Self.run({ $0.requestsPerDevice = 1 }) { server, latch, _ in
      Self.expectTimedOut(try await server.get("/stuck", Self.bearer))
      #expect(try await server.get("/small", ["Authorization: Bearer other"]).status == 200)
      try await Self.expectHeld(429, until: latch, on: server)
    }
  }

  @Test("a body counts for as long as a handler that was given up has it")
  func bytes() async throws {
    try await Self.run({ $0.bytesPerDevice = 10_000 }) { server, latch, _ in
      let body = [UInt8](repeating: 0, count: 9_000)
      func post(_ path: String) async throws -> Answer {
        try await server.connect { try await $0.post(path, Self.bearer, body: body) }
      }
      Self.expectTimedOut(try await post("/late"))
      #expect(try await post("/length").status == 429)
      latch.open()
      while try await post("/length").status == 429 {
        try await Task.sleep(for: .milliseconds(5))
      }
    }
  }

  @Test("a handler that was given up reads no more of the body, and the connection goes on")
  func lateBody() async throws {
    try await Self.run { server, latch, seen in
      try await server.connect { wire in
        let body = [UInt8](repeating: 0, count: 100)
        Self.expectTimedOut(try await wire.post("/late", Self.bearer, body: body))
        latch.open()
        #expect(try await wire.get("/small", Self.bearer).body == "x")
        try await seen.wait(for: 1)
        #expect(seen.all == ["CancellationError"])
        #expect(try await wire.get("/small", Self.bearer).body == "x")
      }
    }
  }

  @Test("the time covers a body that stays away")
  func slowBody() async throws {
    try await Self.run { server, _, seen in
      try await server.connect { wire in
        try await wire.send(
          "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\(Self.bearer[0])\r\n\r\nhalf")
        Self.expectTimedOut(try await wire.answer().unwrapped)
        try await seen.wait(for: 1)
      }
    }
  }

  @Test("an address that is not there, and one that takes another method, say so as before")
  func elsewhere() async throws {
    try await Self.run { server, _, _ in
      #expect(try await server.get("/nowhere").problemKind == "not-found")
      let refused = try await server.get("/small", method: "DELETE", Self.bearer)
      #expect(refused.problemKind == "method-not-allowed" && refused["allow"] == "GET, HEAD")
      #expect(try await server.get("/livez", method: "POST").status == 405)
    }
  }
}
