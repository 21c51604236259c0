import EdgeTesting
import Foundation
import NIOSSL
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelSync
import Testing

@testable import SchakelServer

/// The Dutch API Design Rules, asked of the server itself. That every answer has the headers that the
/// rules want is in ``DescriptionTests``, which ask for everything.
@Suite(.timeLimit(.minutes(10))) struct LiveRuleTests {
  private static func ask(
    _ server: RegionServer, _ operation: String, _ fields: [String] = [], suffix: String = ""
  ) async throws -> Answer {
    let parts = operation.split(separator: " ").map(String.init)
    return try await Wire.connect(to: server.port) {
      try await $0.get(parts[1] + suffix, method: parts[0], fields)
    }
  }

  @Test("/core/no-trailing-slash: with a slash at its end no address is found, nor leads elsewhere")
  func slash() async throws {
    try await RegionServer.run { server in
      for operation in try Description().operations.sorted() {
        let answer = try await Self.ask(server, operation, suffix: "/")
        #expect(answer.status == 404 && answer.ruleFaults() == [], "\(operation)")
      }
    }
  }

  @Test("/core/http-methods: what can be got can be asked for its head, and Allow tells the rest")
  func methods() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let token = "Authorization: Bearer \(anna.token)"
      for operation in try Description().operations.sorted() where operation.hasPrefix("GET ") {
        // A stream has no end to wait for.
        guard operation != "GET /v1/events" else { continue }
        let path = String(operation.dropFirst(4))
        let head = try await Self.ask(server, "HEAD " + path, [token])
        let whole = try await Self.ask(server, operation, [token])
        #expect(head.status == whole.status && head.bytes.isEmpty, "\(operation)")
        let other = try await Self.ask(server, "OPTIONS " + path, ["Origin: https://x.example"])
        #expect(other.status == 405, "\(operation)")
        #expect(other["allow"]?.hasPrefix("GET, HEAD") == true)
        #expect(other["access-control-allow-origin"] == nil)
      }
    }
  }

  @Test("/core/publish-openapi, /core/semver: whoever asks gets the description, with its version")
  func published() async throws {
    try await RegionServer.run { server in
      let answer = try await server.get("/v1/openapi.json")
      let info = answer.object["info"] as? [String: Any]
      #expect(answer.status == 200 && answer["content-type"] == "application/json")
      #expect(info?["version"] as? String == answer["api-version"])
      #expect(answer["access-control-allow-origin"] == "*")
    }
  }

  @Test("/core/date-time: a moment is taken with any offset, and told in UTC")
  func moments() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      let whole = try await scene.search("{}")
      #expect(!whole.ids.isEmpty)
      for from in [
        "2020-01-01T00:00:00Z", "2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00.5-05:30",
      ] {
        #expect(try await scene.search(#"{"from": "\#(from)"}"#).ids == whole.ids, "\(from)")
      }
      #expect(try await scene.search(#"{"until": "2020-01-01T01:00:00+01:00"}"#).ids == [])
      for bad in ["2020-01-01", "2020-01-01T00:00:00"] {
        #expect(try await scene.search(#"{"from": "\#(bad)"}"#).status == 400)
      }
      let record = (whole.object["conflicts"] as? [[String: Any]])?.first
      #expect((record?["found"] as? String)?.hasSuffix("Z") == true)
    }
  }

  @Test(
    "a body that is compressed is refused before it is unfolded, and the answer says what is not")
  func compressed() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      for coding in ["gzip", "deflate", "br", "zstd", "identity, gzip"] {
        for (path, type) in [
          ("/v1/sync", ProtocolVersion.mediaType), ("/v1/history", ProtocolVersion.mediaType),
          ("/v1/enrolments", "application/json"), ("/v1/audit/conflicts", "application/json"),
        ] {
          let fields = [
            "Authorization: Bearer \(anna.token)", "Content-Type: \(type)",
            "Content-Encoding: \(coding)",
          ]
          let answer = try await Wire.connect(to: server.port) {
            try await $0.post(path, fields, body: [0x1f, 0x8b, 0x08])
          }
          #expect(answer.status == 415 && answer["accept-encoding"] == "identity", "\(path)")
          #expect(answer.ruleFaults() == [])
        }
      }
      let plain = try await Wire.connect(to: server.port) {
        try await $0.post(
          "/v1/sync",
          [
            "Authorization: Bearer \(anna.token)", "Content-Encoding: identity",
            "Content-Type: \(ProtocolVersion.mediaType)",
          ], body: try anna.nextRequest().encoded)
      }
      #expect(plain.status == 200)
    }
  }

  @Test(
    "whoever asks for another form than there is, is told; whoever takes any, is answered",
    arguments: [
      ("application/json", 200), ("*/*", 200), ("application/*;q=0.1", 200), ("", 200),
      ("Application/JSON;charset=utf-8", 200), ("text/html, */*;q=0.1", 200),
      ("text/html", 406), ("application/json;q=0", 406), ("application/json;q=0, */*", 406),
      ("text/*", 406), ("*/*;q=0.0", 406),
    ])
  func forms(accept: String, status: Int) async throws {
    try await RegionServer.run { server in
      let answer = try await Self.ask(server, "GET /v1/openapi.json", ["Accept: \(accept)"])
      #expect(answer.status == status && answer.ruleFaults(isPublic: status == 200) == [])
    }
  }

  @Test("over TLS, and behind a proxy that speaks it, every answer says to come back so")
  func secure() async throws {
    let identity = try ServerIdentity(
      certificate: Array(TestIdentity.certificate.utf8), key: Array(TestIdentity.key.utf8))
    var client = TLSConfiguration.makeClientConfiguration()
    client.trustRoots = .certificates(
      try NIOSSLCertificate.fromPEMBytes(Array(TestIdentity.certificate.utf8)))
    try await TestServer.run(identity: identity) { server in
      for (path, fields) in [
        ("/livez", []), ("/x", []), ("/livez", (0..<200).map { "X-\($0): a" }),
      ] {
        let answer = try await Wire.connect(to: server.port, by: client) {
          try await $0.get(path, fields)
        }
        #expect(answer.ruleFaults(isSecure: true) == [])
      }
    }
    try await TestServer.run(configured { $0.isBehindProxy = true }) { server async throws in
      #expect(try await server.get("/livez").ruleFaults(isSecure: true) == [])
    }
  }
}
