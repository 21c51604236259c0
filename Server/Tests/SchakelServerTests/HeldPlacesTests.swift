import EdgeTesting
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import SchakelServer

/// What a request takes up of the limits, and for how long.
@Suite(.timeLimit(.minutes(10))) struct HeldPlacesTests {
  /// More than the sockets of both ends take at once.
  static let size = 24 * 1024 * 1024

  /// A device is whatever its token says. `/large` answers with ``size`` bytes, `/small` with one,
  /// `/length` with the number of bytes that it was sent.
  static func routes(_ limits: Limits) -> @Sendable (TestServer.Routes) -> Void {
    { routes in
      let devices = routes.group()
        .add(
          middleware: BearerAuthentication(isRequired: false, pseudonym: { $0 }) {
            String(decoding: $0.bytes, as: UTF8.self)
          }
        )
      devices.get("open") { _, _ in large }
      devices.add(middleware: DeviceLimit<String, String>(limits.requestsPerDevice) { $0 })
        .add(middleware: ByteLimit<String, String>(limits) { $0 })
        .get("large") { _, _ in large }
        .get("small") { _, _ in "x" }
        .post("length") { request, _ in
          "\(try await request.body.collect(upTo: .max).readableBytes)"
        }
    }
  }

  private static var large: ByteBuffer { ByteBuffer(repeating: UInt8(ascii: "x"), count: size) }

  private static func run(
    _ change: (inout Limits) -> Void, _ body: (TestServer) async throws -> Void
  ) async throws {
    let configuration = configured { change(&$0.limits) }
    try await TestServer.run(configuration, routes: routes(configuration.limits), body)
  }

  /// Asks for a large answer and takes no more of it than its head, until `body` is done; then takes
  /// all of it.
  private static func whileUntaken(
    _ path: String, as device: String = "slow", on server: TestServer,
    _ body: () async throws -> Void
  ) async throws {
    try await server.connect { wire in
      try await wire.send(
        "GET \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(device)\r\n\r\n")
      #expect(try await wire.answerHead().unwrapped.0 == 200)
      try await body()
      #expect(await wire.exactBytes(size)?.count == size)
    }
  }

  private static func get(
    _ path: String, as device: String, on server: TestServer
  ) async throws -> Answer {
    try await server.get(path, ["Authorization: Bearer \(device)"])
  }

  /// Asks until the place that another answer held is free.
  private static func expectFree(
    _ path: String, as device: String, on server: TestServer
  ) async throws {
    while try await get(path, as: device, on: server).status != 200 {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test("a request counts until its answer has been taken")
  func together() async throws {
    try await Self.run({ $0.requests = 1 }) { server in
      try await Self.whileUntaken("/open", on: server) {
        let refused = try await Self.get("/small", as: "other", on: server)
        #expect(refused.status == 503 && refused.problemKind == "overloaded")
      }
      try await Self.expectFree("/small", as: "other", on: server)
    }
  }

  @Test("a device's request counts until its answer has been taken, and others' are not held up")
  func perDevice() async throws {
    try await Self.run({ $0.requestsPerDevice = 1 }) { server in
      try await Self.whileUntaken("/large", on: server) {
        let refused = try await Self.get("/small", as: "slow", on: server)
        #expect(refused.status == 429 && refused.problemKind == "too-many-requests")
        #expect(refused["retry-after"] == "5")
        #expect(try await Self.get("/small", as: "other", on: server).status == 200)
      }
      try await Self.expectFree("/small", as: "slow", on: server)
    }
  }

  @Test("answers that nobody takes fill their share of the memory and no more")
  func answers() async throws {
    let limit = Self.size + Self.size / 2
    try await Self.run({ $0.bytesInFlight = limit }) { server in
      try await Self.whileUntaken("/large", on: server) {
        let refused = try await Self.get("/large", as: "other", on: server)
        #expect(refused.status == 503 && refused.problemKind == "overloaded")
        #expect(refused["retry-after"] == "2")
        #expect(try await Self.get("/small", as: "other", on: server).status == 200)
      }
      try await Self.expectFree("/large", as: "other", on: server)
    }
    try await Self.run({ $0.bytesPerDevice = limit }) { server in
      try await Self.whileUntaken("/large", on: server) {
        let refused = try await Self.get("/large", as: "slow", on: server)
        #expect(refused.status == 429)
        #expect(try await Self.get("/large", as: "other", on: server).status == 200)
      }
      try await Self.expectFree("/large", as: "slow", on: server)
    }
  }

  @Test("a body that is on its way counts with all its length")
  func bodies() async throws {
    try await Self.run({ $0.bytesInFlight = 10_000 }) { server in
      try await server.connect { slow in
        try await slow.send(
          """
          POST /length HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer slow\r
          Content-Length: 9000\r\nExpect: 100-continue\r\n\r\n
          """)
        #expect(try await slow.answer().unwrapped.status == 100)
        let body = [UInt8](repeating: 0, count: 2_000)
        let refused = try await Self.post(body, on: server)
        #expect(refused.status == 503 && refused.problemKind == "overloaded")
        try await slow.send(byteCount: 9_000)
        #expect(try await slow.answer().unwrapped.body == "9000")
        #expect(try await Self.post(body, on: server).body == "2000")
      }
    }
  }

  private static func post(_ body: [UInt8], on server: TestServer) async throws -> Answer {
    try await server.connect {
      try await $0.post("/length", ["Authorization: Bearer other"], body: body)
    }
  }

  @Test("who hangs up before the end gives back what it took up")
  func hangingUp() async throws {
    try await Self.run({ $0.requests = 1 }) { server in
      for _ in 0..<3 {
        try await server.connect { wire in
          try await wire.send("GET /open HTTP/1.1\r\nHost: a\r\n\r\n")
          #expect(try await wire.answerHead().unwrapped.0 == 200)
        }
        try await Self.expectFree("/small", as: "other", on: server)
      }
    }
  }

  @Test("a stream has limits of its own, and holds no request's place")
  func streams() async throws {
    let hub = EventHub<String>(maximum: 10)
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("events") { request, _ in try hub.subscribe(to: ["a"]).response(to: request) }
      routes.get("small") { _, _ in "x" }
    }
    try await TestServer.run(
      configured { $0.limits.requests = 1 }, streams: [hub], routes: routes
    ) { server in
      try await server.connect { wire in
        try await wire.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await wire.answerHead().unwrapped
        #expect(try await server.get("/small").status == 200)
      }
    }
  }
}
