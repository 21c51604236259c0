import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("Following the event stream over HTTP")
struct EventsTests {
  private static let open = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
  private static let first = "5c4a6b656c000001"
  private static let second = "5c4a6b656c000002"

  private static func moved(_ space: String) -> String { "event: moved\ndata: \(space)\n\n" }

  @Test("each space that moved is told, in order, until the server ends the stream")
  func spaces() async throws {
    let server = RawServer([
      .readHead, .send(Self.open + "retry: 3000\n\n" + Self.moved(Self.first) + ":\n\nevent: mo"),
      .send("ved\r\ndata: \(Self.second)\r\n\r\nevent: closing\ndata: \(Self.first)\n\n"),
      .send(Self.moved("no id") + Self.moved(Self.first)),
    ])
    defer { server.stop() }
    let transport = try transport(to: server)
    #expect(transport.reconnectDelay == nil)
    var heard: [String] = []
    for await space in try await transport.events() { heard.append(space.text) }
    #expect(heard == [Self.first, Self.second, Self.first])
    #expect(transport.reconnectDelay == 3_000)
  }

  @Test("the request carries the token, and asks for a stream")
  func request() async throws {
    let server = RawServer([.read, .send(Self.open), .hang])
    defer { server.stop() }
    let transport = try transport(to: server)
    _ = try await transport.events()
    let request = try #require(server.requests.first)
    #expect(request.line == "GET /v1/events HTTP/1.1")
    #expect(request.headers["authorization"] == "Bearer \(token)")
    #expect(request.headers["accept"] == "text/event-stream")
  }

  static let refusals = [
    Misbehaviour(.problem("401 Unauthorized"), .tokenRefused),
    Misbehaviour(
      .problem("503 Service Unavailable", ["Retry-After: 10"]), .busy, retryAfter: 10_000),
    Misbehaviour(.http("200 OK", type: "text/html", body: "<p>"), .notSchakel),
    Misbehaviour(.http("302 Found", ["Location: https://portal.example/"]), .redirected),
    Misbehaviour("hangs up", .interrupted, [.read]),
  ]

  @Test("a stream that cannot be had says why", arguments: refusals)
  func refused(_ case: Misbehaviour) async throws {
    let server = RawServer(`case`.script)
    defer { server.stop() }
    let transport = try transport(to: server)
    do throws(TransportFailure) {
      _ = try await transport.events()
      Issue.record("the stream is open")
    } catch {
      #expect(error.code == `case`.code, "\(error.message)")
      #expect(error.retryAfter == `case`.retryAfter)
    }
  }

  @Test("a server that takes the request and says nothing is given up")
  func silentStart() async throws {
    let server = RawServer([.readHead, .hang])
    defer { server.stop() }
    let transport = try transport(to: server, limits: .patient(connect: 300))
    await #expect(throws: TransportFailure.self) { _ = try await transport.events() }
  }

  @Test("a stream without a sign of life ends")
  func silence() async throws {
    let server = RawServer([.readHead, .send(Self.open + Self.moved(Self.first)), .hang])
    defer { server.stop() }
    let transport = try transport(to: server, limits: .patient(silence: 300))
    var count = 0
    for await _ in try await transport.events() { count += 1 }
    #expect(count == 1)
    await server.ended(1)
  }

  @Test("signs of life keep a stream open beyond every other limit")
  func signsOfLife() async throws {
    let server = RawServer([.readHead, .send(Self.open), .drip(":\n\n", milliseconds: 50)])
    defer { server.stop() }
    var limits = HTTPLimits.patient(connect: 2_000, silence: 2_000, total: 100)
    limits.streamSilence = 20_000
    let transport = try transport(to: server, limits: limits)
    let stream = try await transport.events()
    let reading = Task {
      for await _ in stream {}
      return true
    }
    // Well over the limits of an exchange, and nothing else ends it.
    try await Task.sleep(for: .milliseconds(600))
    #expect(server.ended == 0)
    reading.cancel()
    #expect(await reading.value)
    await server.ended(1)
  }

  @Test("an event that never ends is cut off, and the stream with it")
  func overflow() async throws {
    let server = RawServer([.readHead, .send(Self.open), .drip("data: x", milliseconds: 1)])
    defer { server.stop() }
    var limits = HTTPLimits.patient()
    limits.eventBytes = 100
    let transport = try transport(to: server, limits: limits)
    for await _ in try await transport.events() { Issue.record("no event was whole") }
    await server.ended(1)
  }

  @Test("a stream that nobody follows any more is closed")
  func letGo() async throws {
    let server = RawServer([.readHead, .send(Self.open), .hang])
    defer { server.stop() }
    let transport = try transport(to: server)
    _ = try await transport.events()
    await server.ended(1)
  }

  @Test("a transport that is let go of ends its streams")
  func transportGone() async throws {
    let server = RawServer([.readHead, .send(Self.open), .hang])
    defer { server.stop() }
    var transport: HTTPTransport? = try transport(to: server)
    let stream = try #require(try await transport?.events())
    transport = nil
    for await _ in stream {}
    await server.ended(1)
  }

  @Test("whoever reads slowly loses no more than repetitions")
  func slowReader() async throws {
    let many = String(repeating: Self.moved(Self.first), count: 5_000)
    let server = RawServer([.readHead, .send(Self.open + many + Self.moved(Self.second))])
    defer { server.stop() }
    let transport = try transport(to: server)
    let stream = try await transport.events()
    await server.ended(1)
    var heard: [SpaceID] = []
    for await space in stream { heard.append(space) }
    #expect(heard.last?.text == Self.second)
    #expect(heard.count <= 5_001)
  }
}
