import EdgeTesting
import Foundation
import Hummingbird
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

/// What needs a slow line, a crowd, a full disk or a fault in the server, held beside the description as
/// ``DescriptionTests`` hold the rest.
@Suite(.timeLimit(.minutes(10))) struct RareAnswerTests {
  private static func fields(_ token: String, _ operation: String) -> [String] {
    let messages = ["/v1/sync", "/v1/history", "/v1/held-changes", "/v1/hand-ins"]
    let isMessage = messages.contains { operation.hasSuffix($0) }
    return [
      "Authorization: Bearer \(token)",
      "Content-Type: \(isMessage ? ProtocolVersion.mediaType : "application/json")",
    ]
  }

  /// Asks for an operation, without a body.
  private static func ask(
    _ operation: String, _ server: RegionServer, _ token: String
  ) async throws -> Answer {
    let parts = operation.split(separator: " ").map(String.init)
    return try await Wire.connect(to: server.port) {
      try await $0.get(parts[1], method: parts[0], fields(token, operation))
    }
  }

  private static func faults(_ answer: Answer, _ operation: String) throws -> [String] {
    try Description().undescribed(answer, to: operation) + answer.ruleFaults()
  }

  private static func operations() throws -> [String] {
    try Description().operations.filter { $0.contains(" /v1/") }.sorted()
  }

  @Test(
    "where all places are taken, or an address's, every operation says so as described",
    arguments: [503, 429])
  func crowded(status: Int) async throws {
    let limits = configured {
      // Of two places an address has one.
      $0.limits.requests = status == 503 ? 1 : 2
      $0.limits.bodyTime = .seconds(3600)
      $0.limits.requestTime = .seconds(3600)
    }
    try await RegionServer.run(limits) { server in
      let anna = try await server.device(of: "anna")
      let head = ["POST /v1/sync HTTP/1.1", "Host: a", "Content-Length: 9"]
      try await Wire.connect(to: server.port) { wire in
        let lines = head + Self.fields(anna.token, "POST /v1/sync") + ["", ""]
        try await wire.send(lines.joined(separator: "\r\n"))
        while try await server.get("/v1/region").status == 200 {}
        for operation in try Self.operations() {
          let answer = try await Self.ask(operation, server, anna.token)
          #expect(answer.status == status, "\(operation)")
          #expect(try Self.faults(answer, operation) == [])
        }
      }
    }
  }

  @Test("a body that stops coming is answered as described, wherever one is taken")
  func slow() async throws {
    let limits = configured { $0.limits.bodyTime = .seconds(2) }
    try await RegionServer.run(limits) { server in
      let anna = try await server.device(of: "anna")
      let emil = try await server.device(of: "emil")
      _ = try await server.service.revoke(emil.replica.identity.replica)
      for operation in try Self.operations() where operation.hasPrefix("POST ") {
        let token = operation.hasSuffix("/hand-ins") ? emil.token : anna.token
        let path = operation.dropFirst("POST ".count)
        let head = ["POST \(path) HTTP/1.1", "Host: a", "Content-Length: 99"]
        let answer = try await Wire.connect(to: server.port) { wire in
          let lines = head + Self.fields(token, operation) + ["", "{"]
          try await wire.send(lines.joined(separator: "\r\n"))
          return try await wire.answer().unwrapped
        }
        #expect(answer.status == 408, "\(operation): \(answer.body)")
        #expect(try Self.faults(answer, operation) == [])
      }
    }
  }

  // No version that a request can name is spoken no longer: the refusal is made here.
  @Test("a device that speaks a version from before is told to upgrade, as described")
  func old() async throws {
    let routes: @Sendable (TestServer.Routes) -> Void = { routes in
      routes.get("/old") { _, _ -> String in
        throw Problem(.upgradeRequired, "This server no longer speaks version 1.")
      }
    }
    try await TestServer.run(routes: routes) { server in
      let answer = try await server.get("/old")
      #expect(answer.status == 426)
      #expect(
        try Description().undescribed(answer, byResponse: "UpgradeRequired") == [])
      #expect(answer.ruleFaults() == [])
    }
  }

  @Test("a store that fails is answered as described, and nobody is told why")
  func broken() async throws {
    let disk = FullDisk()
    try await RegionServer.run(store: { FullStore($0, disk) }) { server in
      let anna = try await server.device(of: "anna")
      disk.isBroken = true
      var failed: Set<String> = []
      for operation in try Self.operations() {
        let answer = try await Self.ask(operation, server, anna.token)
        guard answer.status == 500 else { continue }
        failed.insert(operation)
        #expect(try Self.faults(answer, operation) == [])
        #expect(!answer.body.contains(FullStore.secret))
      }
      let devices = try Self.operations().filter {
        try Description().described[$0]?["security"] == nil && !$0.contains("wipe")
      }
      #expect(failed.isSuperset(of: devices), "\(Set(devices).subtracting(failed))")
      disk.isBroken = false
    }
  }

  @Test("a disk without room is answered as described, whoever writes")
  func full() async throws {
    let disk = FullDisk()
    try await RegionServer.run(store: { FullStore($0, disk) }) { server in
      let scene = try await AuditedServer(server)
      let stranger = try server.stranger().enrolment(with: try await server.code(for: "eva"))
      try scene.anna.note("a note", in: server.space)
      disk.isFull = true
      for (operation, answer) in [
        (
          "POST /v1/sync",
          try await scene.anna.transport.post("/v1/sync", scene.anna.nextRequest().encoded)
        ),
        ("POST /v1/enrolments", try await server.enrol(stranger)),
        ("GET /v1/audit/conflicts", try await scene.get("conflicts")),
        ("POST /v1/audit/conflicts", try await scene.search("{}")),
        ("GET /v1/audit/export", try await scene.get("export")),
      ] {
        #expect(answer.status == 507, "\(operation)")
        #expect(try Self.faults(answer, operation) == [])
      }
      disk.isFull = false
    }
  }
}
