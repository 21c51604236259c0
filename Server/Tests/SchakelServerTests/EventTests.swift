import EdgeTesting
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import Testing

@testable import SchakelServer

@Suite struct ServerSentEventTests {
  @Test("an event is fields and an empty line; its text is a field per line")
  func encoding() {
    let event = ServerSentEvent(id: "7", name: "moved", data: "a\nb\r\nc\rd", retry: 100)
    #expect(
      event.text
        == "id: 7\nevent: moved\nretry: 100\ndata: a\ndata: b\ndata: c\ndata: d\n\n")
    #expect(ServerSentEvent(data: "").text == "data: \n\n")
  }

  @Test("nothing in an id or a name can begin another field")
  func injection() {
    let event = ServerSentEvent(id: "1\ndata: x", name: "a\r\nid: 2\0", data: "y")
    #expect(event.text == "id: 1data: x\nevent: aid: 2\ndata: y\n\n")
  }
}

@Suite(.timeLimit(.minutes(10))) struct EventHubTests {
  static func frames(_ subscription: EventSubscription) async -> [EventSubscription.Frame] {
    var all: [EventSubscription.Frame] = []
    try? await subscription.forEachFrame { all.append($0) }
    return all
  }

  static func event(_ data: String) -> ServerSentEvent { ServerSentEvent(data: data) }

  @Test("a reader hears its topics, in order, and no others")
  func topics() async throws {
    let hub = EventHub<String>(maximum: 10)
    let reader = try hub.subscribe(to: ["a", "b"])
    hub.publish(Self.event("1"), to: "a")
    hub.publish(Self.event("2"), to: "c")
    hub.publish(Self.event("3"), to: "b")
    hub.close()
    #expect(await Self.frames(reader) == [.event(Self.event("1")), .event(Self.event("3"))])
    #expect(reader.ending == .closing)
  }

  @Test("a reader that falls behind is cut off after what it was handed; others are not")
  func slowReader() async throws {
    let hub = EventHub<String>(maximum: 10, buffer: 3)
    let slow = try hub.subscribe(to: ["a"])
    let other = try hub.subscribe(to: ["b"])
    for number in 0..<5 { hub.publish(Self.event("\(number)"), to: "a") }
    hub.handRound()
    #expect(slow.ending == .fellBehind)
    #expect(await Self.frames(slow).count == 3)
    #expect(other.ending == nil)
  }

  @Test("however often a space moves, a reader that has not heard it yet hears it once")
  func coalesced() async throws {
    let hub = EventHub<String>(maximum: 10, buffer: 3)
    let reader = try hub.subscribe(to: ["a", "b"])
    for _ in 0..<100 {
      hub.publish(Self.event("1"), to: "a")
      hub.publish(Self.event("2"), to: "b")
      hub.handRound()
    }
    #expect(reader.pending == [.event(Self.event("1")), .event(Self.event("2"))])
    hub.close()
    #expect(await Self.frames(reader).count == 2 && reader.ending == .closing)
  }

  @Test("what a space's readers were told and have heard does not keep them from hearing it again")
  func again() async throws {
    let hub = EventHub<String>(maximum: 10)
    let reader = try hub.subscribe(to: ["a"])
    let heard = Recorder<EventSubscription.Frame>()
    async let reading: Void = reader.forEachFrame { heard.add($0) }
    for count in 1...3 {
      hub.publish(Self.event("1"), to: "a")
      hub.handRound()
      try await heard.wait(for: count)
    }
    reader.leave()
    try await reading
  }

  @Test("publishing touches no reader: they hear of it from the hub's own task")
  func publishing() async throws {
    let hub = EventHub<String>(maximum: 10)
    let reader = try hub.subscribe(to: ["a"])
    hub.publish(Self.event("1"), to: "a")
    hub.publish(Self.event("1"), to: "a")
    #expect(reader.pending.isEmpty)
    hub.handRound()
    #expect(reader.pending == [.event(Self.event("1"))])
  }

  @Test("a hub has so many places, and one that is let go of is free again")
  func places() throws {
    let hub = EventHub<String>(maximum: 1)
    do {
      let reader = try hub.subscribe(to: ["a"])
      let error = #expect(throws: Problem.self) { try hub.subscribe(to: ["a"]) }
      #expect(error?.kind == .overloaded && error?.retryAfter == 10)
      reader.leave()
    }
    #expect(hub.count == 0)
    _ = try hub.subscribe(to: ["a"])
    #expect(hub.count == 0)  // let go of at once
  }

  @Test("a closed hub takes no readers")
  func closed() {
    let hub = EventHub<String>(maximum: 1)
    hub.close()
    let error = #expect(throws: Problem.self) { try hub.subscribe(to: ["a"]) }
    #expect(error?.kind == .shuttingDown)
  }
}

@Suite(.timeLimit(.minutes(10))) struct EventStreamTests {
  static func routes(
    _ hub: EventHub<String>, greeting: [ServerSentEvent] = []
  ) -> @Sendable (TestServer.Routes) -> Void {
    { routes in
      routes.get("events") { request, _ in
        try hub.subscribe(to: ["a"]).response(to: request, greeting: greeting)
      }
    }
  }

  static let request = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n"

  /// Waits until the stream has begun, and with it the subscription.
  static func begin(_ wire: Wire) async throws -> [String: String] {
    try await wire.send(request)
    let (status, fields) = try await wire.answerHead().unwrapped
    #expect(status == 200)
    #expect(try await wire.chunk().unwrapped == "retry: 3000\n\n")
    return fields
  }

  @Test("a stream greets, passes events on as they come, and is not kept by anyone on the way")
  func stream() async throws {
    let hub = EventHub<String>(maximum: 10)
    let routes = Self.routes(hub, greeting: [ServerSentEvent(id: "1", data: "here")])
    try await TestServer.run(streams: [hub], routes: routes) { server in
      try await server.connect { wire in
        let fields = try await Self.begin(wire)
        #expect(fields["content-type"] == "text/event-stream")
        #expect(fields["cache-control"] == "no-store")
        #expect(fields["x-accel-buffering"] == "no")
        #expect(try await wire.chunk().unwrapped == "id: 1\ndata: here\n\n")
        hub.publish(ServerSentEvent(id: "2", name: "moved", data: "x"), to: "a")
        #expect(try await wire.chunk().unwrapped == "id: 2\nevent: moved\ndata: x\n\n")
      }
    }
  }

  @Test("a silent stream shows that it lives")
  func keepAlive() async throws {
    let hub = EventHub<String>(maximum: 10, keepAlive: .milliseconds(30))
    try await TestServer.run(streams: [hub], routes: Self.routes(hub)) { server in
      try await server.connect { wire in
        _ = try await Self.begin(wire)
        #expect(try await wire.chunk().unwrapped == ":\n\n")
        #expect(try await wire.chunk().unwrapped == ":\n\n")
      }
    }
  }

  @Test("a stream outlives the time a request may take and a connection may idle")
  func outlivesTimes() async throws {
    let hub = EventHub<String>(maximum: 10)
    let configuration = configured {
      $0.limits.requestTime = .milliseconds(60)
      $0.limits.idleTime = .milliseconds(60)
    }
    try await TestServer.run(configuration, streams: [hub], routes: Self.routes(hub)) { server in
      try await server.connect { wire in
        _ = try await Self.begin(wire)
        try await Task.sleep(for: .milliseconds(250))
        hub.publish(ServerSentEvent(data: "still"), to: "a")
        #expect(try await wire.chunk().unwrapped == "data: still\n\n")
      }
    }
  }

  @Test("a reader that hangs up gives its place back, without waiting for an event")
  func hangingUp() async throws {
    let hub = EventHub<String>(maximum: 1)
    try await TestServer.run(streams: [hub], routes: Self.routes(hub)) { server in
      for _ in 0..<3 {
        try await server.connect { wire in
          _ = try await Self.begin(wire)
          #expect(hub.count == 1)
        }
        while hub.count > 0 { try await Task.sleep(for: .milliseconds(2)) }
      }
    }
  }

  @Test("a reader that fell behind is told to reconnect")
  func overflow() async throws {
    let hub = EventHub<String>(maximum: 1, buffer: 2)
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("events") { request, _ in
        let subscription = try hub.subscribe(to: ["a"])
        // Before the stream is read at all, so that the buffer is surely full.
        for number in 0..<4 { hub.publish(ServerSentEvent(data: "\(number)"), to: "a") }
        hub.handRound()
        return subscription.response(to: request)
      }
    }
    try await TestServer.run(streams: [hub], routes: routes) { server in
      try await server.connect { wire in
        _ = try await Self.begin(wire)
        var text = ""
        while let chunk = await wire.chunk(), !chunk.isEmpty { text += chunk }
        #expect(
          text == "data: 0\n\ndata: 1\n\nevent: overflow\ndata: fell behind; reconnect\n\n")
      }
    }
  }

  @Test("shutting down ends streams with a farewell, and waits for nobody")
  func shutdown() async throws {
    let hub = EventHub<String>(maximum: 10)
    try await TestServer.run(streams: [hub], routes: Self.routes(hub)) { server in
      try await server.connect { wire in
        _ = try await Self.begin(wire)
        await server.group.triggerGracefulShutdown()
        #expect(
          try await wire.chunk().unwrapped
            == "event: closing\nretry: 5000\ndata: reconnect later\n\n")
        #expect(try await wire.chunk().unwrapped == "")
        #expect(await wire.rest().isEmpty)
      }
    }
  }
}
