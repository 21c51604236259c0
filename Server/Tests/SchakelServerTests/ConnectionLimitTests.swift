import EdgeTesting
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import SchakelServer

/// Each of these would wait for ever, or get another answer, without the limit it is about.
@Suite(.timeLimit(.minutes(10))) struct ConnectionLimitTests {
  /// Takes a body whole and says how long it was.
  static func lengthRoute(_ routes: TestServer.Routes) {
    routes.post("length") { request, _ in
      String(try await request.body.collect(upTo: .max).readableBytes)
    }
  }

  @Test("a header that dribbles in is answered with 408, and the connection ends")
  func slowHeader() async throws {
    try await TestServer.run(configured { $0.limits.headerTime = .seconds(2) }) { server in
      try await server.connect { wire in
        try await wire.send("GET /livez HTTP/1.1\r\nHost: loc")
        let answer = try await wire.answer().unwrapped
        #expect(answer.status == 408)
        #expect(answer.problemKind == "too-slow")
        #expect(answer["connection"] == "close")
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a connection that says nothing is closed without a word")
  func silence() async throws {
    try await TestServer.run(configured { $0.limits.headerTime = .milliseconds(80) }) { server in
      try await server.connect { wire in #expect(await wire.rest().isEmpty) }
    }
  }

  @Test("a second request's header is timed too")
  func slowSecondHeader() async throws {
    try await TestServer.run(configured { $0.limits.headerTime = .seconds(2) }) { server in
      try await server.connect { wire in
        #expect(try await wire.get("/livez").status == 200)
        try await wire.send("GET /li")
        #expect(try await wire.answer().unwrapped.status == 408)
      }
    }
  }

  @Test("a connection idle between requests is closed")
  func idle() async throws {
    try await TestServer.run(configured { $0.limits.idleTime = .milliseconds(80) }) { server in
      try await server.connect { wire in
        let answer = try await wire.get("/livez")
        #expect(answer.status == 200)
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a body that stops coming is answered with 408")
  func slowBody() async throws {
    let configuration = configured {
      $0.limits.bodyTime = .milliseconds(80)
    }
    try await TestServer.run(configuration, routes: Self.lengthRoute) { server in
      try await server.connect { wire in
        try await wire.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        let answer = try await wire.answer().unwrapped
        #expect(answer.status == 408)
        #expect(answer.problemKind == "too-slow")
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a slow body is borne with as long as it keeps up the pace")
  func steadyBody() async throws {
    let configuration = configured {
      $0.limits.bodyTime = .seconds(2)
      $0.limits.bytesPerSecond = 20
    }
    try await TestServer.run(configuration, routes: Self.lengthRoute) { server in
      try await server.connect { wire in
        try await wire.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        for _ in 0..<10 {
          try await Task.sleep(for: .milliseconds(250))
          try await wire.send(byteCount: 100)
        }
        #expect(try await wire.answer().unwrapped.body == "1000")
      }
    }
  }

  @Test("a body that a handler leaves unread is not waited for longer than one it reads")
  func unreadBody() async throws {
    let configuration = configured {
      $0.limits.bodyTime = .milliseconds(80)
    }
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.post("deaf") { _, _ in "done" }
    }
    try await TestServer.run(configuration, routes: routes) { server in
      try await server.connect { wire in
        try await wire.send("POST /deaf HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        #expect(try await wire.answer().unwrapped.body == "done")
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a body that says it is too large is refused before it is sent")
  func declaredTooLarge() async throws {
    try await TestServer.run(configured { $0.limits.bodyBytes = 10 }, routes: Self.lengthRoute) {
      server in
      try await server.connect { wire in
        try await wire.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")
        let answer = try await wire.answer().unwrapped
        #expect(answer.status == 413)
        #expect(answer.problemKind == "too-large")
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a caller that goes on sending is not reset before it can read why it was refused")
  func lingering() async throws {
    let configuration = configured {
      $0.limits.bodyBytes = 10
      $0.limits.lingerTime = .seconds(30)
    }
    try await TestServer.run(configuration, routes: Self.lengthRoute) { server in
      try await server.connect { wire in
        try await wire.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
        #expect(try await wire.answer().unwrapped.status == 413)
        #expect(await wire.rest().isEmpty)
        for _ in 0..<5 {
          try await wire.send(byteCount: 100_000)
          try await Task.sleep(for: .milliseconds(10))
        }
      }
    }
  }

  @Test("a caller that never hangs up is not listened to for ever")
  func lingeringEnds() async throws {
    let configuration = configured {
      $0.limits.bodyBytes = 10
      $0.limits.lingerTime = .milliseconds(50)
    }
    try await TestServer.run(configuration, routes: Self.lengthRoute) { server in
      try await server.connect { wire in
        try await wire.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
        #expect(try await wire.answer().unwrapped.status == 413)
        await #expect(throws: (any Error).self) {
          while true {
            try await wire.send(byteCount: 1000)
            try await Task.sleep(for: .milliseconds(10))
          }
        }
      }
    }
  }

  @Test("a body that does not say how large it is, is cut off at the limit")
  func chunkedTooLarge() async throws {
    try await TestServer.run(configured { $0.limits.bodyBytes = 10 }, routes: Self.lengthRoute) {
      server in
      try await server.connect { wire in
        try await wire.send(
          "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        try await wire.send("b\r\nelevenbytes\r\n")
        let answer = try await wire.answer().unwrapped
        #expect(answer.status == 413)
        #expect(answer.problemKind == "too-large")
      }
    }
  }

  @Test("a body of exactly the limit is taken")
  func exactlyTheLimit() async throws {
    try await TestServer.run(configured { $0.limits.bodyBytes = 10 }, routes: Self.lengthRoute) {
      server in
      try await server.connect { wire in
        try await wire.send("POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
        try await wire.send(byteCount: 10)
        #expect(try await wire.answer().unwrapped.body == "10")
      }
    }
  }

  @Test("headers that are too long or too many are answered with 431")
  func largeHeaders() async throws {
    try await TestServer.run(
      configured {
        $0.limits.headerBytes = 1000
        $0.limits.headerFields = 20
      }
    ) { server in
      let long = try await server.get("/livez", ["X-Long: " + String(repeating: "a", count: 2000)])
      #expect(long.status == 431)
      #expect(long.problemKind == "headers-too-large")
      let many = try await server.get("/livez", (0..<30).map { "X-\($0): a" })
      #expect(many.status == 431)
    }
  }

  @Test(
    "what is no HTTP is answered with 400, as a problem",
    arguments: [
      "nonsense\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    ])
  func malformed(request: String) async throws {
    try await TestServer.run { server in
      try await server.connect { wire in
        try await wire.send(request)
        let answer = try await wire.answer().unwrapped
        #expect(answer.status == 400)
        #expect(answer.problemKind == "malformed-request")
        #expect(answer["date"]?.hasSuffix("GMT") == true)
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a good request before a bad one gets its answer first")
  func pipelined() async throws {
    try await TestServer.run { server in
      try await server.connect { wire in
        try await wire.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n")
        #expect(try await wire.answer().unwrapped.status == 200)
        #expect(try await wire.answer().unwrapped.status == 400)
        #expect(await wire.rest().isEmpty)
      }
    }
  }

  @Test("a malformed chunk in a body that a handler reads is answered with 400")
  func malformedChunk() async throws {
    try await TestServer.run(routes: Self.lengthRoute) { server in
      try await server.connect { wire in
        try await wire.send(
          "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        try await wire.send("3\r\nabc\r\nnot a length\r\n")
        let answer = try await wire.answer().unwrapped
        #expect(answer.status == 400)
        #expect(answer.problemKind == "malformed-request")
      }
    }
  }

  @Test("who asks whether to send a body is told to, or told why not")
  func expectContinue() async throws {
    try await TestServer.run(configured { $0.limits.bodyBytes = 10 }, routes: Self.lengthRoute) {
      server in
      try await server.connect { wire in
        let head = "POST /length HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
        try await wire.send(head + "Content-Length: 5\r\n\r\n")
        #expect(try await wire.answer().unwrapped.status == 100)
        try await wire.send("12345")
        #expect(try await wire.answer().unwrapped.body == "5")
        try await wire.send(head + "Content-Length: 50\r\n\r\n")
        #expect(try await wire.answer().unwrapped.status == 413)
      }
    }
  }

  @Test("who does not take its answer is cut off, and who takes it slowly is not")
  func stalled() async throws {
    let size = 24 * 1024 * 1024
    let configuration = configured {
      $0.limits.stallTime = .milliseconds(1500)
    }
    let large: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("large") { _, _ in
        ByteBuffer(repeating: UInt8(ascii: "x"), count: size)
      }
    }
    try await TestServer.run(configuration, routes: large) { server in
      try await server.connect { wire in
        try await wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = await wire.answerHead()
        try await Task.sleep(for: .milliseconds(4000))
        #expect(await wire.rest().utf8.count < size)
      }
      try await server.connect { wire in
        try await wire.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = await wire.answerHead()
        for _ in 0..<8 {
          try await Task.sleep(for: .milliseconds(250))
          _ = await wire.exactly(size / 8)
        }
        #expect(wire.pendingCount == 0)
      }
    }
  }

  @Test("more connections than allowed wait until one ends")
  func connections() async throws {
    try await TestServer.run(configured { $0.limits.connections = 1 }) { server in
      let answered = Recorder<String>()
      try await server.connect { first in
        #expect(try await first.get("/livez").status == 200)
        let port = server.port
        let second = Task {
          _ = try await Wire.connect(to: port) { try await $0.get("/livez") }
          answered.add("second")
        }
        try await Task.sleep(for: .milliseconds(100))
        #expect(answered.all.isEmpty)
        first.finish()
        _ = await first.rest()
        try await second.value
        #expect(answered.all == ["second"])
      }
    }
  }
}
