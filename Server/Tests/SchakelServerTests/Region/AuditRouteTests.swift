import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

/// A server on which Anna and Bram changed two titles while apart, one of which Bram settled, and
/// people who may read the audit and may not.
struct AuditedServer {
  let server: RegionServer
  let anna, bram, dora: TestDevice

  init(_ server: RegionServer) async throws {
    self.server = server
    anna = try await server.device(of: "anna")
    bram = try await server.device(of: "bram")
    dora = try await server.device(of: "dora", as: .auditor)
    let notes = [try anna.note("bench", in: server.space), try anna.note("tree", in: server.space)]
    try await syncAll()
    for note in notes {
      try anna.replica.edit(note, [.set("title", Value("gone"))])
      try bram.replica.edit(note, [.set("title", Value("back"))])
    }
    try await syncAll()
    try bram.replica.resolve(notes[0], "title", .write(Value("moved")), reason: "we went to look")
    try await syncAll()
  }

  private func syncAll() async throws {
    for device in [anna, bram, anna, bram] { _ = try await device.sync() }
  }

  func get(_ path: String, as device: TestDevice? = nil) async throws -> Answer {
    try await server.get("/v1/audit/" + path, token: (device ?? dora).token)
  }

  func search(_ body: String, as device: TestDevice? = nil) async throws -> Answer {
    let fields = [
      "Content-Type: application/json", "Authorization: Bearer \((device ?? dora).token)",
    ]
    return try await Wire.connect(to: server.port) {
      try await $0.post("/v1/audit/conflicts", fields, body: Array(body.utf8))
    }
  }
}

extension Answer {
  /// The records of a page.
  var conflicts: [[String: Any]] { object["conflicts"] as? [[String: Any]] ?? [] }

  var ids: [String] { conflicts.compactMap { $0["id"] as? String } }
}

@Suite("The audit over HTTP", .timeLimit(.minutes(10))) struct AuditRouteTests {
  @Test("an auditor reads what is on record, by filters and page by page, and it is not kept")
  func list() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      let all = try await scene.get("conflicts")
      #expect(all.status == 200 && all.ids.count == 2)
      #expect(all["cache-control"] == "no-store")
      #expect(all.object["more"] as? Bool == false && all.object["cursor"] == nil)
      let states = all.conflicts.compactMap { $0["state"] as? String }
      #expect(states.sorted() == ["open", "settled"])
      let names = (all.object["people"] as? [[String: String]] ?? []).compactMap { $0["name"] }
      #expect(names.sorted() == ["Example anna", "Example bram"])
      let settled = try await scene.search(#"{"state": "settled", "field": "title", "limit": 1}"#)
      #expect(settled.ids == all.conflicts.filter { $0["state"] as? String == "settled" }.ids)
      let anna = try #require(scene.anna.replica.identity.person)
      #expect(try await scene.search(#"{"person": "\#(anna.text)"}"#).ids == all.ids)
      #expect(try await scene.search(#"{"person": "00000000000000ff"}"#).ids.isEmpty)
      #expect(try await scene.search(#"{"until": "2001-01-01T00:00:00Z"}"#).ids.isEmpty)
      #expect(try await scene.search(#"{"from": "2001-01-01T00:00:00.5Z"}"#).ids == all.ids)
      let first = try await scene.get("conflicts?limit=1&space=\(server.space.text)")
      let cursor = try #require(first.object["cursor"] as? String)
      let second = try await scene.get(
        "conflicts?limit=1&space=\(server.space.text)&cursor=\(cursor)")
      #expect(first.ids + second.ids == all.ids)
      #expect(try await scene.get("conflicts?limit=1&cursor=\(cursor)").status == 410)
    }
  }

  @Test("one record tells who wrote what, who settled it, and why")
  func one() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      let id = try #require(try await scene.search(#"{"state": "settled"}"#).ids.first)
      let answer = try await scene.get("conflicts/\(id)")
      #expect(answer.status == 200 && answer["cache-control"] == "no-store")
      let record = try #require(answer.object["conflict"] as? [String: Any])
      let versions = try #require(record["versions"] as? [[String: Any]])
      #expect(Set(versions.compactMap { ($0["values"] as? [String])?.first }) == ["gone", "back"])
      let events = try #require(record["events"] as? [[String: Any]])
      #expect(events.last?["reason"] as? String == "we went to look")
      #expect(events.last?["values"] as? [String] == ["moved"])
      #expect(answer.object["spaceName"] as? String == "Example neighbourhood")
    }
  }

  @Test("an exported file verifies with nothing but the region's public key")
  func export() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      for query in ["", "?space=\(server.space.text)"] {
        let answer = try await scene.get("export" + query)
        #expect(answer.status == 200 && answer["content-type"] == "application/vnd.schakel.audit")
        #expect(answer["content-disposition"] == #"attachment; filename="region.audit""#)
        #expect(answer["cache-control"] == "no-store")
        let report = try Self.verify(answer.bytes, server.key.publicKey)
        #expect(report.spaces[0].records.count == 2)
        #expect(report.header.reader == scene.dora.replica.identity.person)
        #expect(throws: AuditFault.self) {
          try Self.verify(answer.bytes, SigningKey().publicKey)
        }
      }
    }
  }

  static func verify(_ file: [UInt8], _ key: [UInt8]) throws(AuditFault) -> AuditReport {
    var verifier = AuditVerifier(trusting: key, hashing: .portable) { checks in
      checks.firstIndex { !SigningKey.isValid($0.signature, of: $0.message, by: $0.key) }
    }
    return try verifier.verify(file)
  }

  @Test("each reading is in the log, by whom, and who may not read leaves none")
  func readings() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      let id = try #require(try await scene.get("conflicts").ids.first)
      for path in ["conflicts", "conflicts/\(id)", "export"] {
        #expect(try await scene.get(path, as: scene.anna).status == 403)
        _ = try await scene.get(path)
      }
      #expect(try await scene.search("{}", as: scene.anna).status == 403)
      let file = try await scene.get("export").bytes
      let readings = try Self.verify(file, server.key.publicKey).spaces[0].readings
      #expect(
        readings.map(\.scope) == [.conflicts, .conflicts, .conflict, .export, .export])
      #expect(readings.allSatisfy { $0.reader == scene.dora.replica.identity.person })
    }
  }

  @Test(
    "coordinators, contributors and readers are refused, and what is in another space is not there")
  func rights() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      let id = try #require(try await scene.get("conflicts").ids.first)
      for role in [Role.coordinator, .contributor, .reader] {
        let device = try await server.device(of: role.text, as: role)
        let answers = [
          try await scene.get("conflicts", as: device), try await scene.search("{}", as: device),
          try await scene.get("conflicts/\(id)", as: device),
          try await scene.get("export", as: device),
        ]
        #expect(answers.map(\.status) == [403, 403, 403, 403], "\(role)")
        #expect(answers.allSatisfy { $0.problem["type"] as? String == "/problems/forbidden" })
      }
      let team = try await server.service.addSpace(name: "Example team").id
      let other = try await server.device(of: "eva", in: team, as: .auditor)
      #expect(try await scene.get("conflicts", as: other).ids.isEmpty)
      #expect(try await scene.get("conflicts/\(id)", as: other).status == 404)
      for path in ["conflicts", "export"] {
        let asked = "\(path)?space=\(server.space.text)"
        #expect(try await scene.get(asked, as: other).status == 403)
      }
      for (path, status) in [("conflicts/0", 400), ("conflicts/00000000000000ff", 404)] {
        #expect(try await scene.get(path).status == status)
      }
    }
  }

  @Test("what is asked wrongly is named, all of it at once")
  func invalid() async throws {
    try await RegionServer.run { server in
      let scene = try await AuditedServer(server)
      let wrong = #"{"state": "x", "from": "today", "limit": 0, "spaces": ["x"], "colour": "red"}"#
      let answer = try await scene.search(wrong)
      #expect(answer.status == 400)
      #expect(Set(answer.places) == ["/state", "/from", "/limit", "/spaces", "/colour"])
      let query = try await scene.get("conflicts?space=x&cursor=0&limit=1001")
      #expect(query.status == 400 && Set(query.places) == ["space", "cursor", "limit"])
      #expect(try await scene.get("export?space=x").places == ["space"])
    }
  }

  /// A region whose audit file is far longer than what lies on the way to a reader that does not read,
  /// which was up to twelve million bytes.
  private func withLongFile(_ body: (RegionServer, AuditedServer) async throws -> Void) async throws
  {
    // A machine that is busy may take longer for the pushes than readers are waited for, and for a
    // file than a request has: what was refused for that would leave its place to another.
    let patient = configured {
      $0.limits.stallTime = .seconds(3600)
      $0.limits.requestTime = .seconds(3600)
    }
    try await RegionServer.run(patient) { server in
      let scene = try await AuditedServer(server)
      for index in 0..<Self.longNotes {
        let body = String(repeating: "lorem ", count: Self.longNote / 6) + "\(index)"
        try scene.anna.replica.create(
          "fieldNote", ["title": [Value("long")], "body": [Value(body)]], in: server.space)
      }
      #expect(try await scene.anna.sync().isSynchronised)
      try await body(server, scene)
    }
  }

  private static let longNotes = 60
  /// Bytes.
  private static let longNote = 480_000

  @Test("a device that is taken out of use while it takes a file does not get the rest")
  func cutOff() async throws {
    try await withLongFile { server, scene in
      try await beginTaking(scene) { wire in
        _ = try await server.service.revoke(scene.dora.replica.identity.replica)
        var taken = 0
        while let chunk = await wire.chunk(), !chunk.isEmpty { taken += chunk.count }
        #expect(taken < Self.longNotes * Self.longNote * 2 / 3)
      }
    }
  }

  @Test("a file that is being taken holds up no push, and no more than a few are taken at once")
  func beside() async throws {
    try await withLongFile { server, scene in
      let erik = try await server.device(of: "erik", as: .auditor)
      let fenna = try await server.device(of: "fenna", as: .auditor)
      func expectRefused(_ device: TestDevice) async throws {
        let refused = try await scene.get("export", as: device)
        #expect(refused.status == 503, "\(refused.fields)")
        #expect(refused.problemKind == "overloaded")
        #expect(refused["retry-after"] == "30")
      }
      try await takingSlowly(scene.dora, scene) {
        // One of each person, so that nobody takes all places.
        try await expectRefused(scene.dora)
        try await takingSlowly(erik, scene) {
          try scene.bram.note("meanwhile", in: server.space)
          #expect(try await scene.bram.sync().isSynchronised)
          try await expectRefused(fenna)
        }
      }
    }
  }

  /// Runs `body` while somebody has begun to take the file and does not go on.
  private func takingSlowly(
    _ device: TestDevice, _ scene: AuditedServer, _ body: () async throws -> Void
  ) async throws {
    try await beginTaking(scene, as: device) { wire in
      try await body()
      // The rest is still there for the taking.
      #expect(await wire.chunk()?.isEmpty == false)
    }
  }

  private func beginTaking(
    _ scene: AuditedServer, as device: TestDevice? = nil, _ body: (Wire) async throws -> Void
  ) async throws {
    try await Wire.connect(to: scene.server.port, room: 64 * 1024) { wire in
      try await wire.send(
        "GET /v1/audit/export HTTP/1.1\r\nHost: a\r\n"
          + "Authorization: Bearer \((device ?? scene.dora).token)\r\n\r\n")
      let (status, fields) = try await wire.answerHead().unwrapped
      try #require(status == 200, "\(fields)")
      try await body(wire)
    }
  }

  @Test("the figures tell how many conflicts await a person")
  func figure() async throws {
    try await RegionServer.run { server in
      _ = try await AuditedServer(server)
      while try await !server.get("/metrics").body.contains("\nschakel_open_conflicts 1\n") {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}

extension [[String: Any]] {
  fileprivate var ids: [String] { compactMap { $0["id"] as? String } }
}
