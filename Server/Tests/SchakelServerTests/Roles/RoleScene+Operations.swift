import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync

@testable import SchakelServer

extension RoleScene {
  /// A row's operation: what of the description it is, and how it is done.
  struct Operation: Sendable {
    let described: String
    let run: @Sendable (RoleScene, _ caller: String, _ space: String) async throws -> String
  }

  static let operations: [String: Operation] = [
    "sync-bootstrap": Operation(described: "POST /v1/sync") { try await $0.bootstrap($1, $2) },
    "sync-pull": Operation(described: "POST /v1/sync") { try await $0.pull($1, $2) },
    "sync-write": Operation(described: "POST /v1/sync") { try await $0.write($1, $2) },
    "sync-settle": Operation(described: "POST /v1/sync") { try await $0.settle($1, $2) },
    "sync-publish": Operation(described: "POST /v1/sync") { try await $0.publish($1, $2) },
    "history": Operation(described: "POST /v1/history") { scene, caller, space in
      let place = try scene.place(space)
      let request = HistoryRequest(space: place.space, document: place.document)
      return try await scene.message("/v1/history", request.encoded, caller).outcome
    },
    "held-changes": Operation(described: "POST /v1/held-changes") { scene, caller, space in
      let request = HeldRequest(space: try scene.place(space).space)
      return try await scene.message("/v1/held-changes", request.encoded, caller).outcome
    },
    "held-dismissal": Operation(described: "POST /v1/held-dismissals") { scene, caller, space in
      let id = try scene.place(space).space.text
      let writer = String(repeating: "0", count: 23) + "1"
      let body = #"{"space": "\#(id)", "writer": "\#(writer)", "counter": 1}"#
      return try await scene.post("/v1/held-dismissals", body, caller).outcome
    },
    "invite": Operation(described: "POST /v1/invitations") { scene, caller, space in
      let id = try scene.place(space).space.text
      let body = #"{"space": "\#(id)", "role": "reader", "name": "Example"}"#
      return try await scene.post("/v1/invitations", body, caller).outcome
    },
    "invite-person": Operation(described: "POST /v1/invitations") { scene, caller, space in
      let (id, person) = (try scene.place(space).space.text, try scene.person("one other"))
      let body = #"{"space": "\#(id)", "role": "reader", "person": "\#(person.text)"}"#
      return try await scene.post("/v1/invitations", body, caller).outcome
    },
    "role-change": Operation(described: "POST /v1/role-changes") { scene, caller, space in
      let (id, person) = (try scene.place(space).space.text, try scene.person("one \(space)"))
      let body = #"{"space": "\#(id)", "role": "contributor", "person": "\#(person.text)"}"#
      return try await scene.post("/v1/role-changes", body, caller).outcome
    },
    "role-change-own": Operation(described: "POST /v1/role-changes") { scene, caller, space in
      let id = try scene.place(space).space.text
      let person = try scene.caller(caller).device.replica.identity.person.unwrapped
      let body = #"{"space": "\#(id)", "role": "coordinator", "person": "\#(person.text)"}"#
      return try await scene.post("/v1/role-changes", body, caller).outcome
    },
    "hand-in": Operation(described: "POST /v1/hand-ins") { try await $0.handIn($1, $2) },
    "events": Operation(described: "GET /v1/events") { try await $0.listen($1, $2) },
    "spaces": Operation(described: "GET /v1/spaces") { scene, caller, space in
      let (answer, id) = (try await scene.get("/v1/spaces", caller), try scene.place(space).space)
      guard answer.status == 200 else { return answer.outcome }
      return answer.body.contains(id.text) ? "listed" : "absent"
    },
    "documents": Operation(described: "GET /v1/documents") { scene, caller, space in
      let id = try scene.place(space).space
      return try await scene.get("/v1/documents?space=\(id.text)", caller).outcome
    },
    "audit-list": Operation(described: "GET /v1/audit/conflicts") { scene, caller, space in
      let id = try scene.place(space).space
      return try await scene.get("/v1/audit/conflicts?space=\(id.text)", caller).outcome
    },
    "audit-search": Operation(described: "POST /v1/audit/conflicts") { scene, caller, space in
      let body = #"{"spaces": ["\#(try scene.place(space).space.text)"]}"#
      return try await scene.post("/v1/audit/conflicts", body, caller).outcome
    },
    "audit-show": Operation(described: "GET /v1/audit/conflicts/{id}") { scene, caller, space in
      let id = try scene.place(space).conflict
      return try await scene.get("/v1/audit/conflicts/\(id)", caller).outcome
    },
    "audit-export": Operation(described: "GET /v1/audit/export") { scene, caller, space in
      let id = try scene.place(space).space
      return try await scene.get("/v1/audit/export?space=\(id.text)", caller).outcome
    },
    "enrol": Operation(described: "POST /v1/enrolments") { try await $0.enrol($1, to: $2) },
    "enrol-stolen": Operation(described: "POST /v1/enrolments") { scene, caller, space in
      try await scene.enrol(caller, to: space, person: "somebody else")
    },
    "enrol-guessed": Operation(described: "POST /v1/enrolments") { scene, caller, _ in
      try await scene.enrol(caller, with: randomBytes(Invitation.codeBytes))
    },
    "wipe-confirmation": Operation(described: "POST /v1/wipe-confirmations") { scene, caller, _ in
      let body = #"{"signature": "\#(String(repeating: "0", count: 128))"}"#
      return try await scene.post("/v1/wipe-confirmations", body, caller).outcome
    },
    "token-challenge": Operation(described: "POST /v1/token-challenges") { scene, caller, _ in
      let id = try scene.caller(caller).device.replica.identity.replica.text
      return try await scene.post("/v1/token-challenges", #"{"replica": "\#(id)"}"#, caller).outcome
    },
    "token-renewal": Operation(described: "POST /v1/token-renewals") { scene, caller, _ in
      let device = try scene.caller(caller).device
      return try await scene.renew(device, for: device, caller)
    },
    "token-renewal-unknown": Operation(described: "POST /v1/token-renewals") { scene, caller, _ in
      let stranger = try scene.server.stranger()
      return try await scene.renew(stranger, for: stranger, caller)
    },
    "token-renewal-stolen": Operation(described: "POST /v1/token-renewals") { scene, caller, _ in
      let other = caller == "reader" ? "auditor" : "reader"
      return try await scene.renew(
        try scene.caller(caller).device, for: try scene.caller(other).device, caller)
    },
    "region": Operation(described: "GET /v1/region") { scene, caller, _ in
      try await scene.get("/v1/region", caller).outcome
    },
    "openapi": Operation(described: "GET /v1/openapi.json") { scene, caller, _ in
      try await scene.get("/v1/openapi.json", caller).outcome
    },
    "livez": Operation(described: "GET /livez") { scene, caller, _ in
      try await scene.get("/livez", caller).outcome
    },
    "readyz": Operation(described: "GET /readyz") { scene, caller, _ in
      try await scene.get("/readyz", caller).outcome
    },
    "metrics": Operation(described: "GET /metrics") { scene, caller, _ in
      try await scene.get("/metrics", caller).outcome
    },
  ]

  // MARK: Sync

  private func bootstrap(_ caller: String, _ space: String) async throws -> String {
    let asked = SyncRequest.Space(space: try place(space).space, cursor: nil, digest: 0)
    return try await sync([asked], caller) { $0.bootstrap == nil ? "nothing" : "states" }
  }

  private func pull(_ caller: String, _ space: String) async throws -> String {
    let place = try place(space)
    let asked = SyncRequest.Space(space: place.space, cursor: place.start, digest: 0)
    return try await sync([asked], caller) { $0.entries.isEmpty ? "nothing" : "entries" }
  }

  private func write(_ caller: String, _ space: String) async throws -> String {
    let device = try self.caller(caller).device
    try device.note("by \(caller)", in: try place(space).space)
    return try await push(caller, space)
  }

  private func publish(_ caller: String, _ space: String) async throws -> String {
    let device = try self.caller(caller).device
    try device.replica.create(
      "fieldNote", ["title": [Value("by \(caller)")], "visibility": [Value("public")]],
      in: try place(space).space)
    return try await push(caller, space)
  }

  /// Of others' spaces nobody holds anything that could be settled: what was settled in one's own, which
  /// comes before in the table, is sent there.
  private func settle(_ caller: String, _ space: String) async throws -> String {
    let device = try self.caller(caller).device
    guard space == "own" else {
      let own = try place("own").space
      var asked = SyncRequest.Space(space: try place(space).space, cursor: nil, digest: 0)
      asked.push = try device.nextRequest().spaces.first { $0.space == own }.unwrapped.push
      return try await sync([asked], caller) { _ in "answered" }
    }
    try device.replica.resolve(
      try place(space).document, "title", .write(Value("by \(caller)")), reason: "a reason")
    return try await push(caller, space)
  }

  /// Hands in what the device has for one space; what came of the last change.
  private func push(_ caller: String, _ space: String) async throws -> String {
    let id = try place(space).space
    let asked = try self.caller(caller).device.nextRequest().spaces.filter { $0.space == id }
    let run = try (asked.first?.push.last).unwrapped
    let last = Dot(writer: run.writer, counter: run.first + UInt64(run.changes.count) - 1)
    return try await sync(asked, caller) { answer in
      switch answer.outcomes.last(where: { $0.dot == last })?.outcome {
      case nil: answer.receipt == nil ? "nothing" : "taken"
      case .void: "void"
      case let other?: "\(other)"
      }
    }
  }

  /// What becomes of a note that a device hands in without syncing.
  private func handIn(_ caller: String, _ space: String) async throws -> String {
    let id = try place(space).space
    let device = try self.caller(caller).device
    try device.note("handed in by \(caller)", in: id)
    let asked = try device.nextRequest().spaces.filter { $0.space == id }
    let request = SyncRequest(agent: "schakel-tests/1", limit: 1_000_000, spaces: asked)
    let answer = try await message("/v1/hand-ins", request.encoded, caller)
    guard answer.status == 200 else { return answer.outcome }
    let told = try SyncAnswer(encoded: answer.bytes).spaces.first.unwrapped
    guard told.entries.isEmpty, told.people.isEmpty, told.head == nil else { return "told" }
    if told.status == .noAccess { return "denied" }
    return told.outcomes.last?.outcome == .void(.held) ? "held" : "\(told.status)"
  }

  private func sync(
    _ spaces: [SyncRequest.Space], _ caller: String,
    _ outcome: (SyncAnswer.Space) -> String
  ) async throws -> String {
    let request = SyncRequest(agent: "schakel-tests/1", limit: 1_000_000, spaces: spaces)
    let answer = try await message("/v1/sync", request.encoded, caller)
    guard answer.status == 200 else { return answer.outcome }
    let told = try SyncAnswer(encoded: answer.bytes).spaces.first.unwrapped
    guard told.status == .noAccess else { return outcome(told) }
    if let me = told.people.first, told.people.count == 1, me.role == .none, me.name.isEmpty,
      try me.person == self.caller(caller).device.replica.identity.person
    {
      return told.entries.isEmpty && told.head == nil && told.name == nil ? "gone" : "told"
    }
    let isEmpty = told.entries.isEmpty && told.bootstrap == nil && told.head == nil
    return isEmpty && told.people.isEmpty && told.name == nil ? "denied" : "denied and told"
  }

  // MARK: Other requests

  /// A stream begins with the spaces that it is about, the lobby last.
  private func listen(_ caller: String, _ space: String) async throws -> String {
    let (id, token) = (try place(space).space, try self.caller(caller).token ?? "")
    let lobby = lobby.text
    return try await Wire.connect(to: server.port) { wire in
      let (events, status) = try await EventReader.open(on: wire, token: token)
      guard status == 200 else { return "\(status)" }
      var heard: Set<String> = []
      while !heard.contains(lobby) { heard.insert(try await events.next()) }
      return heard.contains(id.text) ? "heard" : "silent"
    }
  }

  private func enrol(
    _ caller: String, to space: String, person: String? = nil
  ) async throws -> String {
    let handle = try person ?? self.caller(caller).handle
    return try await enrol(
      caller, with: try await server.code(for: handle, to: try place(space).space))
  }

  /// Whoever has no token enrols as a new device.
  private func enrol(_ caller: String, with code: [UInt8]) async throws -> String {
    let isNew = try self.caller(caller).token == nil
    let body =
      isNew ? try server.stranger().enrolment(with: code) : #"{"code":"\#(Hex.encode(code))"}"#
    return try await post("/v1/enrolments", body, caller).outcome
  }

  /// One device signs for another's token.
  private func renew(
    _ signer: TestDevice, for device: TestDevice, _ caller: String
  ) async throws -> String {
    let body = signer.renewal(Hex.encode(randomBytes(32)), answering: try await device.challenge())
      .replacingOccurrences(
        of: signer.replica.identity.replica.text, with: device.replica.identity.replica.text)
    return try await post("/v1/token-renewals", body, caller).outcome
  }

  private func fields(_ caller: String) throws -> [String] {
    try self.caller(caller).token.map { ["Authorization: Bearer \($0)"] } ?? []
  }

  private func get(_ path: String, _ caller: String) async throws -> Answer {
    let fields = try fields(caller)
    return try await Wire.connect(to: server.port) { try await $0.get(path, fields) }
  }

  private func post(_ path: String, _ body: String, _ caller: String) async throws -> Answer {
    let fields = try fields(caller) + ["Content-Type: application/json"]
    return try await Wire.connect(to: server.port) {
      try await $0.post(path, fields, body: Array(body.utf8))
    }
  }

  private func message(_ path: String, _ body: [UInt8], _ caller: String) async throws -> Answer {
    let fields = try fields(caller) + ["Content-Type: \(ProtocolVersion.mediaType)"]
    return try await Wire.connect(to: server.port) {
      try await $0.post(path, fields, body: body)
    }
  }
}

extension Answer {
  /// The status, as a cell has it.
  fileprivate var outcome: String { "\(status)" }
}
