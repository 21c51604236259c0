import EdgeTesting
import Hummingbird
import RegionTesting
import SchakelRegion
import SchakelSync
import Testing

@testable import SchakelServer

/// Callers that ask for too much, too often, or over too many connections.
@Suite(.timeLimit(.minutes(10))) struct FloodTests {
  @Test("a device that asks too often is told when to come back, and the others do not notice")
  func device() async throws {
    try await RegionServer.run(configured { $0.limits.requestsPerDeviceMinute = 20 }) { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      var statuses: [Int] = []
      for _ in 0..<60 {
        let answer = try await server.get("/v1/spaces", token: anna.token)
        statuses.append(answer.status)
        guard answer.status == 429 else { continue }
        #expect((1...3).contains(Int(answer["retry-after"] ?? "") ?? 0))
        #expect(answer.ruleFaults() == [])
      }
      #expect(statuses.prefix(20).allSatisfy { $0 == 200 } && statuses.contains(429))
      #expect(try await bram.sync().isSynchronised)
    }
  }

  @Test("an address that asks too often is told so too, and health is always answered")
  func address() async throws {
    let limits = configured {
      $0.limits.requestsPerAddressMinute = 20
      $0.isBehindProxy = true
    }
    let routes: @Sendable (TestServer.Routes) -> Void = { $0.get("thing") { _, _ in "thing" } }
    try await TestServer.run(limits, routes: routes) { server in
      func statuses(_ path: String, from address: String) async throws -> Set<Int> {
        var statuses: Set<Int> = []
        for _ in 0..<40 {
          statuses.insert(
            try await server.get(path, ["X-Forwarded-For: \(address)"]).status)
        }
        return statuses
      }
      #expect(try await statuses("/thing", from: "2001:db8:1:2::1") == [200, 429])
      // The same network, under another address.
      let other = try await server.get("/thing", ["X-Forwarded-For: 2001:db8:1:2:3::9"])
      #expect(other.status == 429)
      #expect(try await server.get("/thing", ["X-Forwarded-For: 2001:db8:1:3::1"]).status == 200)
      #expect(try await statuses("/livez", from: "2001:db8:1:2::1") == [200])
    }
  }

  @Test("of one address only so many connections are held; who lets go of one gets another")
  func connections() async throws {
    try await TestServer.run(configured { $0.limits.connectionsPerAddress = 3 }) { server in
      try await server.connect { first async throws in
        try await server.connect { second async throws in
          try await server.connect { third async throws in
            for wire in [first, second, third] {
              #expect(try await wire.get("/livez").status == 200)
            }
            for _ in 0..<20 {
              let refused = try? await server.get("/livez")
              #expect(refused == nil)
            }
            for wire in [first, second, third] {
              #expect(try await wire.get("/livez").status == 200)
            }
          }
        }
        while (try? await server.get("/livez")) == nil {
          try await Task.sleep(for: .milliseconds(5))
        }
      }
    }
  }

  @Test("streams that are begun and given up at once count as requests, and hold up nobody")
  func rapidReset() async throws {
    let authority = try TestAuthority()
    let client = try authority.client(offering: ["h2"])
    let (amount, handled, start) = (100, Recorder<Int>(), ContinuousClock.now)
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("thing") { _, _ in
        handled.add(1)
        return "thing"
      }
    }
    try await TestServer.run(
      configured { $0.limits.requestsPerAddressMinute = amount },
      identity: ServerIdentity(authority.identity()), routes: routes
    ) { server in
      try await Wire.connect(to: server.port, by: client) { wire in
        let frames = try await Frames(wire)
        for stream in stride(from: 1, to: 6_000, by: 2) {
          // The server may hang up on whoever goes on so.
          guard (try? await frames.get("/thing", stream: stream)) != nil,
            (try? await frames.giveUp(stream: stream)) != nil
          else { break }
        }
      }
      let other = try await Wire.connect(to: server.port, by: try authority.client()) {
        try await $0.get("/livez")
      }
      #expect(other.status == 200)
      let minutes = start.duration(to: .now) / .seconds(60)
      #expect(handled.all.count <= amount + Int(minutes * Double(amount)) + 1)
    }
  }

  @Test("behind a proxy, whose connections they all are, they are not counted")
  func proxied() async throws {
    let limits = configured {
      $0.limits.connectionsPerAddress = 1
      $0.isBehindProxy = true
    }
    try await TestServer.run(limits) { server in
      try await server.connect { first async throws in
        #expect(try await first.get("/livez").status == 200)
        #expect(try await server.get("/livez").status == 200)
      }
    }
  }
}
