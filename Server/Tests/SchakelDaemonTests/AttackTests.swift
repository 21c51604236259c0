import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelSync
import Testing

/// The limits that hold under attack, each against the built program. What each leaves is asked by
/// ``Attacked``: the program serves on, and its memory is within bounds.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AttackTests {
  /// Sends `head`, then byte after byte for up to a minute, until the other end hangs up; the status
  /// of its answer, or 0 where it goes on listening or said nothing.
  private static func drip(_ head: String, _ port: Int) async throws -> Int {
    try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
      try await wire.send(head)
      for _ in 0..<1200 {
        guard (try? await wire.send("a")) != nil else {
          return await wire.answer()?.status ?? 0
        }
        try await Task.sleep(for: .milliseconds(50))
      }
      return 0
    }
  }

  @Test("headers that drip in end in a refusal, however many do, and hold up nobody")
  func drippingHeaders() async throws {
    try await Attacked.run(["header-seconds=5", "linger-seconds=1"]) { attacked in
      let port = attacked.port
      async let statuses = Attacked.crowd(12, at: port) { port, _ in
        try await Self.drip("GET /v1/spaces HTTP/1.1\r\nHost: a\r\nX-Slow: ", port)
      }
      for _ in 0..<5 { try await attacked.worksOn() }
      #expect(try await statuses.allSatisfy { $0 == 408 })
    }
  }

  @Test("bodies that drip in end in a refusal, whatever their length is said to be")
  func drippingBodies() async throws {
    try await Attacked.run(["body-seconds=4", "linger-seconds=1", "bytes-per-second=1000"]) {
      attacked in
      let port = attacked.port
      let heads = [
        attacked.push("Content-Length: 1000000"),
        attacked.push("Transfer-Encoding: chunked") + "f4240\r\n",
      ]
      async let statuses = Attacked.crowd(4, at: port) { port, number in
        try await Self.drip(heads[number % 2], port)
      }
      for _ in 0..<5 { try await attacked.worksOn() }
      #expect(try await statuses.allSatisfy { $0 == 408 })
    }
  }

  @Test(
    "a body larger than any is refused before it is sent, and one without a length where it ends")
  func hugeBodies() async throws {
    try await Attacked.run([]) { attacked in
      let port = attacked.port
      let said = attacked.push("Content-Length: 99999999999")
      let unsaid = attacked.push("Transfer-Encoding: chunked")
      let statuses = try await Attacked.crowd(4, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          try await wire.send(said)
          return try await wire.answer().unwrapped.status
        }
      }
      #expect(statuses == [413, 413, 413, 413])
      for _ in 0..<2 {
        let status = try await attacked.connect { wire in
          try await wire.send(unsaid)
          // Nobody reads on after the limit of eight million, and the connection ends.
          for _ in 0..<12 {
            guard (try? await wire.send("f4240\r\n")) != nil,
              (try? await wire.send(byteCount: 1_000_000)) != nil,
              (try? await wire.send("\r\n")) != nil
            else { break }
          }
          return await wire.answer()?.status
        }
        #expect(status == 413 || status == nil)
      }
    }
  }

  @Test("many large bodies at once are held to the bytes that may be under way")
  func manyBodies() async throws {
    try await Attacked.run(["bytes-per-device=16777216"]) { attacked in
      let port = attacked.port
      let head = attacked.push("Content-Length: 8000000")
      let statuses = try await Attacked.crowd(16, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire -> Int in
          try await wire.send(head)
          // Whoever is refused is told at once; the others' bodies are no message.
          try? await wire.send(byteCount: 8_000_000)
          return await wire.answer()?.status ?? 0
        }
      }
      #expect(statuses.contains(400) && statuses.contains(429))
      #expect(Set(statuses).isSubset(of: [0, 400, 429]), "\(statuses)")
    }
  }

  @Test("a few bytes that would unfold to many are not unfolded")
  func compressed() async throws {
    try await Attacked.run([]) { attacked in
      let head = attacked.push("Content-Encoding: gzip", "Content-Length: 3")
      for _ in 0..<20 {
        let answer = try await attacked.connect { wire in
          try await wire.send(head)
          try await wire.send(bytes: [0x1f, 0x8b, 0x08])
          return try await wire.answer().unwrapped
        }
        #expect(answer.status == 415)
      }
    }
  }

  @Test("of one address only so many connections are held, and others get in")
  func connections() async throws {
    try await Attacked.run(["connections-per-address=20"]) { attacked in
      let port = attacked.port
      let open = Latch()
      async let held = Attacked.crowd(60, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          let isIn = (try? await wire.get("/livez"))?.status == 200
          await open.wait()
          return isIn
        }
      }
      try await open.arrivals.wait(for: 60)
      for _ in 0..<5 { try await attacked.worksOn() }
      open.open()
      #expect(try await held.count { $0 } == 20)
    }
  }

  @Test("event streams are held to their number, of one person and of all, and sync goes on")
  func subscribers() async throws {
    try await Attacked.run(["event-streams=20"]) { attacked in
      let port = attacked.port
      let (open, statuses) = (Latch(), Recorder<Int>())
      let token = attacked.hostile.token
      async let listening: [Bool] = Attacked.crowd(40, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          let (_, status) = try await EventReader.open(on: wire, token: token)
          statuses.add(status)
          await open.wait()
          return true
        }
      }
      try await statuses.wait(for: 40)
      try await attacked.worksOn()
      #expect(statuses.all.allSatisfy { $0 == 200 || $0 == 429 })
      let mine = try await Wire.connect(to: attacked.running.port) {
        try await EventReader.open(on: $0, token: attacked.honest.token).1
      }
      #expect(mine == 200)
      open.open()
      _ = try await listening
      // Sixteen of a person are the most; how many there were at one moment is the crowd's.
      #expect((1...16).contains(statuses.all.count { $0 == 200 }))
    }
  }

  @Test("when all event streams are open one more is told to come back, and sync goes on")
  func allSubscribers() async throws {
    try await Attacked.run(["event-streams=3"]) { attacked in
      let (port, open, statuses) = (attacked.port, Latch(), Recorder<Int>())
      let token = attacked.hostile.token
      async let listening: [Bool] = Attacked.crowd(4, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          let (_, status) = try await EventReader.open(on: wire, token: token)
          statuses.add(status)
          await open.wait()
          return true
        }
      }
      try await statuses.wait(for: 4)
      #expect(statuses.all.sorted() == [200, 200, 200, 503])
      let fields = ["Authorization: Bearer \(attacked.honest.token)"]
      let refused = try await Wire.connect(to: attacked.port) {
        try await $0.get("/v1/events", fields)
      }
      #expect(refused.status == 503 && refused.problemKind == "overloaded")
      #expect((Int(refused["retry-after"] ?? "") ?? 0) > 0)
      try await attacked.worksOn()
      open.open()
      _ = try await listening
    }
  }

  @Test("of all connections together only so many are held; the rest wait, and are served later")
  func allConnections() async throws {
    let most = 20
    try await Attacked.run(["connections=\(most)", "idle-seconds=3600"]) { attacked in
      let before = try attacked.sockets()
      let (port, open) = (attacked.port, Latch())
      async let served = Attacked.crowd(60, at: port) { port, _ in
        try await Wire.connect(to: port, from: Attacked.elsewhere) { wire in
          let isServed = try await wire.get("/livez").status == 200
          await open.wait()
          return isServed
        }
      }
      try await open.arrivals.wait(for: most)
      // The system hands over up to four at once (NIO's `maxMessagesPerRead`), which all count.
      #expect(try attacked.sockets() <= before + most + 3)
      #expect(open.arrivals.all.count <= most + 3)
      open.open()
      #expect(try await served.count { $0 } == 60)
    }
  }

  @Test("what nests deeper than anything that is meant is refused, and the program lives")
  func deep() async throws {
    try await Attacked.run([]) { attacked in
      let bodies = [
        [UInt8](repeating: 0x81, count: 4_000_000), [UInt8](repeating: 0xa1, count: 4_000_000),
        [0xa5, 0x01, 0x01, 0x18, 32] + [UInt8](repeating: 0x9f, count: 4_000_000),
        [UInt8](repeating: 0xd8, count: 4_000_000),
      ]
      for body in bodies + bodies {
        for path in ["/v1/sync", "/v1/history"] {
          let answer = try await attacked.hostile.transport.post(path, body)
          #expect(answer.status == 400 || answer.status == 413, "\(answer.body)")
        }
      }
    }
  }
}
