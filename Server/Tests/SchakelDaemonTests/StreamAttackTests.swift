import EdgeTesting
import Foundation
import HTTPTypes
import NIOSSL
import RegionTesting
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

/// What HTTP/2 gives an attacker beside what ``AttackTests`` has, each against the built program, over
/// TLS and by hand. What each leaves is asked by ``Attacked``: the program serves on, and its memory is
/// within bounds.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StreamAttackTests {
  /// The streams that a connection may have at once, by default: eight requests of a device and two.
  private static let streams = 10

  /// Runs `attack` on so many connections at once, with the frames of each.
  private static func crowd<Value: Sendable>(
    _ count: Int, at port: Int, by security: TLSConfiguration?, window: UInt32? = nil,
    room: Int? = nil, _ attack: @escaping @Sendable (Frames) async throws -> Value
  ) async throws -> [Value] {
    var security = try #require(security)
    security.applicationProtocols = ["h2"]
    return try await Attacked.crowd(count, at: port) { [security] port, _ in
      try await Wire.connect(to: port, by: security, room: room, from: Attacked.elsewhere) { wire in
        try await attack(try await Frames(wire, window: window))
      }
    }
  }

  /// Sends what `bytes` gives until the other end hangs up, so many times at the most; whether it did.
  private static func flood(
    _ frames: Frames, _ most: Int, _ bytes: (Int) -> [UInt8]
  ) async -> Bool {
    for number in 0..<most {
      guard (try? await frames.send(bytes: bytes(number))) != nil else { return true }
    }
    return false
  }

  /// How many answers begin until the other end says goodbye, or hangs up.
  private static func answers(_ frames: Frames) async -> Int {
    var count = 0
    _ = try? await frames.next { frame in
      if frame.kind == Frames.headers { count += 1 }
      return frame.kind == Frames.goAway
    }
    return count
  }

  @Test("streams that are begun and given up in masses take up no memory, and hold up nobody")
  func rapidReset() async throws {
    try await Attacked.run([], isSecure: true) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      for _ in 0..<4 {
        _ = try await Self.crowd(4, at: port, by: security) { frames in
          await Self.flood(frames, 30_000) { number in
            let stream = 2 * number + 1
            return Frames.bytes(
              Frames.headers, Frames.request(0x82, "/v1/spaces"), stream: stream,
              flags: Frames.endStream | Frames.endHeaders)
              + Frames.bytes(Frames.reset, [0, 0, 0, 8], stream: stream)
          }
        }
        try await attacked.worksOn()
      }
    }
  }

  @Test(
    "settings and pings in masses, whose answers nobody reads, take up no memory",
    arguments: [
      Frames.bytes(Frames.settings, [0, 4, 0, 0, 0, 1]),
      Frames.bytes(Frames.ping, [1, 2, 3, 4, 5, 6, 7, 8]),
    ])
  func control(frame: [UInt8]) async throws {
    let mass = [[UInt8]](repeating: frame, count: 1_000).flatMap { $0 }
    try await Attacked.run([], isSecure: true) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      for _ in 0..<4 {
        _ = try await Self.crowd(4, at: port, by: security, room: 4_096) { frames in
          await Self.flood(frames, 2_000) { _ in mass }
        }
        try await attacked.worksOn()
      }
    }
  }

  @Test("a few bytes of header fields that unfold to many are not unfolded")
  func folded() async throws {
    let field = Frames.kept("x-long", String(repeating: "x", count: 3_900))
    let folded = [UInt8](repeating: Frames.lastKept, count: 16_000)
    let ends = Frames.endStream | Frames.endHeaders
    try await Attacked.run([], isSecure: true) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      for _ in 0..<4 {
        let answers = try await Self.crowd(4, at: port, by: security) { frames in
          _ = await Self.flood(frames, 500) { number in
            let fields = number == 0 ? field : folded
            return Frames.bytes(
              Frames.headers, Frames.request(0x82, "/livez") + fields, stream: 2 * number + 1,
              flags: ends)
          }
          return await Self.answers(frames)
        }
        // The first has its long field once, and may be answered.
        #expect(answers.allSatisfy { $0 <= 1 }, "\(answers)")
        try await attacked.worksOn()
      }
    }
  }

  @Test("header fields that never come to their end take up no memory")
  func endless() async throws {
    let more = [UInt8](repeating: 0x82, count: 16_000)
    try await Attacked.run([], isSecure: true) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      for _ in 0..<4 {
        let answers = try await Self.crowd(8, at: port, by: security) { frames in
          _ = await Self.flood(frames, 2_000) { number in
            Frames.bytes(number == 0 ? Frames.headers : Frames.continuation, more, stream: 1)
          }
          return await Self.answers(frames)
        }
        #expect(answers.allSatisfy { $0 == 0 }, "\(answers)")
        try await attacked.worksOn()
      }
    }
  }

  @Test(
    "the longest fields on all streams of all connections, whose answers nobody lets in, hold up nobody"
  )
  func held() async throws {
    let long = String(repeating: "x", count: 15_000)
    let fields = Frames.request(0x82, "/v1/openapi.json", [("x-long", long)])
    let ends = Frames.endStream | Frames.endHeaders
    try await Attacked.run(["connections-per-address=150"], isSecure: true) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      let open = Latch()
      async let answers = Self.crowd(150, at: port, by: security, window: 0) { frames in
        for stream in 0..<Self.streams {
          try await frames.send(Frames.headers, fields, stream: 2 * stream + 1, flags: ends)
        }
        // Each is answered, or was one too many.
        var begun = 0
        for _ in 0..<Self.streams {
          let frame = try await frames.next { $0.kind == Frames.headers || $0.kind == Frames.reset }
          if frame.kind == Frames.headers { begun += 1 }
        }
        await open.wait()
        return begun
      }
      try await open.arrivals.wait(for: 150)
      for _ in 0..<5 { try await attacked.worksOn() }
      open.open()
      // Two have as many bytes of fields as a connection may.
      #expect(try await answers.allSatisfy { $0 == 2 })
    }
  }

  @Test("large answers that nobody lets in are held to the bytes that may be under way")
  func window() async throws {
    try await Attacked.run(
      ["bytes-per-device=8388608", "requests-per-device=30"], isSecure: true
    ) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      let text = String(repeating: "words ", count: 20_000)
      for _ in 0..<40 {
        _ = try attacked.honest.replica.create(
          "fieldNote", ["title": [Value("a note")], "body": [Value(text)]], in: attacked.space)
      }
      try await attacked.worksOn()
      let body = try attacked.hostile.nextRequest().encoded
      let fields = Frames.request(
        0x83, "/v1/sync",
        [
          ("authorization", "Bearer \(attacked.hostile.token)"),
          ("content-type", ProtocolVersion.mediaType), ("content-length", "\(body.count)"),
        ])
      let open = Latch()
      async let answers = Self.crowd(4, at: port, by: security, window: 0) { frames in
        for stream in 0..<8 {
          try await frames.send(
            Frames.headers, fields, stream: 2 * stream + 1, flags: Frames.endHeaders)
          try await frames.send(Frames.data, body, stream: 2 * stream + 1, flags: Frames.endStream)
        }
        var goodCount = 0
        for _ in 0..<8 {
          let answer = try await frames.next { $0.kind == Frames.headers }
          if answer.payload.first == 0x88 { goodCount += 1 }
        }
        await open.wait()
        return goodCount
      }
      try await open.arrivals.wait(for: 4)
      for _ in 0..<5 { try await attacked.worksOn() }
      open.open()
      let given = try await answers.reduce(0, +)
      #expect((1..<16).contains(given), "\(given)")
    }
  }

  @Test("many bodies that do not say how long they are count as the longest that is taken")
  func bodies() async throws {
    try await Attacked.run(
      ["bytes-per-device=16777216", "requests-per-device=30"], isSecure: true
    ) { attacked in
      let (port, security) = (attacked.port, attacked.security)
      let token = attacked.hostile.token
      let statuses = try await Attacked.crowd(20, at: port) { port, _ in
        try await Streams.connect(to: port, by: security.unwrapped, from: Attacked.elsewhere) {
          streams in
          try await streams.send(
            .post, "/v1/sync",
            [.authorization: "Bearer \(token)", .contentType: ProtocolVersion.mediaType],
            body: [UInt8](repeating: 0x78, count: 7_900_000)
          ).status
        }
      }
      #expect(statuses.contains(400) && statuses.contains(429))
      #expect(Set(statuses).isSubset(of: [0, 400, 429]), "\(statuses)")
    }
  }
}
