import EdgeTesting
import Foundation
import Hummingbird
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

/// The description and the server, held side by side.
///
///     SCHAKEL_WRITE_OPENAPI=1 swift test --package-path Server --filter DescriptionTests
///
/// writes the JSON that is served anew from `Protocol/openapi.yaml`.
@Suite(.timeLimit(.minutes(10))) struct DescriptionTests {
  private static let embedded = "Server/Sources/SchakelServer/Region/OpenAPIDocument.swift"

  @Test("what is served is what the protocol's folder says")
  func embedded() throws {
    let json = try Description().json
    let source = Description.folder.appending(path: Self.embedded)
    if ProcessInfo.processInfo.environment["SCHAKEL_WRITE_OPENAPI"] != nil {
      let text = try String(contentsOf: source, encoding: .utf8)
      let head = try #require(text.range(of: "#\"\"\"\n")).upperBound
      let lines = json.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
      try "\(text[..<head])\(lines)\n  \"\"\"#\n".write(
        to: source, atomically: true, encoding: .utf8)
    } else {
      #expect(openAPIDocument == json)
    }
  }

  @Test("the description says whom to ask, and a page of any origin may read it")
  func published() async throws {
    let info = try #require(try Description().document["info"] as? [String: Any])
    let contact = try #require(info["contact"] as? [String: String])
    #expect(["name", "url", "email"].allSatisfy { contact[$0]?.isEmpty == false })
    try await RegionServer.run { server in
      let answer = try await server.get("/v1/openapi.json")
      #expect(answer["access-control-allow-origin"] == "*")
      #expect((answer.object["info"] as? [String: Any])?["contact"] as? [String: String] == contact)
      #expect(try await server.get("/v1/spaces")["access-control-allow-origin"] == nil)
    }
  }

  @Test("every address and method that is served is described, and no other")
  func operations() async throws {
    let scratch = try Scratch()
    let store = try SQLiteRegionStore(scratch.path + "/region.sqlite")
    let service = try await RegionService(
      store: store, environment: RegionServer.environment(SigningKey(), .init()))
    let router = Router(context: EdgeContext<Device>.self)
    let registry = MetricRegistry()
    RegionRoutes(
      service: service, publicKey: [], bundleKey: BundleKey(publicKey: [], signature: []),
      limits: Limits(), exportFolder: "",
      metrics: RegionMetrics(factory: registry)
    ).add(to: router)
    router.addHealthRoutes(HealthChecks { .ready })
    router.addMetricsRoute(registry)
    let served = router.routes.map { "\($0.method.rawValue) \($0.path.description)" }
    #expect(try Set(served) == Description().operations)
    try service.close()
  }

  @Test("every kind of problem is in the table of errors, with its status")
  func problems() throws {
    let page = try String(
      contentsOf: Description.folder.appending(path: "Protocol/spec/errors.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `/problems/") }.map { row in
      row.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: [" ", "`"]) }
        .joined(separator: " ")
    }
    #expect(Set(rows) == Set(ProblemKind.allCases.map { "\($0.type) \($0.status)" }))
    #expect(rows.count == ProblemKind.allCases.count)
  }

  @Test("every answer is as described, and every status that is described is answered")
  func answers() async throws {
    let description = try Description()
    let limits = configured { $0.limits.bodyBytes = 40_000 }
    try await RegionServer.run(limits) { server in
      var seen: Set<String> = []
      for (operation, answer) in try await Self.conversation(with: server) {
        let isPublic = operation == "GET /v1/openapi.json" && answer.status == 200
        let faults =
          description.undescribed(answer, to: operation) + answer.ruleFaults(isPublic: isPublic)
        #expect(faults.isEmpty, "\(faults)")
        seen.insert("\(operation) \(answer.status)")
      }
      for operation in description.operations.sorted() {
        for status in description.responses(of: operation).keys where Self.rare[status] == nil {
          #expect(seen.contains("\(operation) \(status)"), "nothing was answered with it")
        }
      }
    }
  }

  /// What needs a slow line, a crowd, a full disk or a fault in the server, and where that is made.
  private static let rare = [
    "408": "RareAnswerTests: a body that stops coming",
    "426": "RareAnswerTests: a version that is no longer spoken, made up",
    "429": "RareAnswerTests: an address's places are taken",
    "431": "below: headers that are too large",
    "500": "RareAnswerTests: a store that fails",
    "503": "RareAnswerTests: all places are taken",
    "507": "RareAnswerTests: a full disk",
  ]

  @Test("headers that are too large, and other methods, are answered as described everywhere")
  func everywhere() async throws {
    let description = try Description()
    try await RegionServer.run { server in
      for operation in description.operations.sorted() {
        let parts = operation.split(separator: " ").map(String.init)
        let fields = (0..<200).map { "X-\($0): a" }
        let answer = try await Wire.connect(to: server.port) {
          try await $0.get(parts[1], method: parts[0], fields)
        }
        #expect(answer.status == 431)
        #expect(description.undescribed(answer, to: operation) == [])
        #expect(answer.ruleFaults() == [])
        let name = try #require(answer["x-request-id"])
        #expect(server.log.all.contains { $0.contains(#""request":"\#(name)""#) })

        let other = try await Wire.connect(to: server.port) {
          try await $0.get(parts[1], method: "PATCH")
        }
        #expect(other.status == 405)
        #expect(description.undescribed(other, byResponse: "MethodNotAllowed") == [])
        #expect(other.ruleFaults() == [])
      }
    }
  }

  @Test("the figures in the description's example are among those that are served")
  func figures() async throws {
    let description = try Description()
    let metrics = try #require(description.responses(of: "GET /metrics")["200"])
    let content = metrics["content"] as? [String: [String: Any]] ?? [:]
    let example = try #require(content["text/plain"]?["example"] as? String)
    try await RegionServer.run { server in
      let page = try await server.get("/metrics").body
      for line in example.split(separator: "\n") where line.hasPrefix("#") {
        #expect(page.contains(line + "\n"), "\(page)")
      }
    }
  }

  /// Asks for everything, rightly and wrongly.
  private static func conversation(
    with server: RegionServer
  ) async throws -> [(String, Answer)] {
    let anna = try await server.device(of: "anna")
    let note = try anna.note("bench", in: server.space)
    _ = try await anna.sync()
    return try await gets(server, anna) + messages(server, anna, note) + enrolments(server, anna)
      + audits(server) + revoked(server) + held(server, anna) + members(server, anna)
      + wiped(server) + renewals(server)
      + otherForms(server, anna)
  }

  /// What is answered to those who want another form.
  private static func otherForms(
    _ server: RegionServer, _ anna: TestDevice
  ) async throws -> [(String, Answer)] {
    let fields = ["Accept: text/html;q=0.9", "Authorization: Bearer \(anna.token)"]
    let all = try Description().operations.filter { $0.contains(" /v1/") }
    return try await all.sorted().asyncMap { operation in
      let parts = operation.split(separator: " ").map(String.init)
      let answer = try await Wire.connect(to: server.port) {
        try await $0.get(parts[1], method: parts[0], fields)
      }
      return (operation, answer)
    }
  }

  /// What a device hears that was taken out of use.
  private static func revoked(_ server: RegionServer) async throws -> [(String, Answer)] {
    let emil = try await server.device(of: "emil")
    _ = try await server.service.revoke(emil.replica.identity.replica)
    var answers: [(String, Answer)] = []
    for path in ["/v1/spaces", "/v1/events"] {
      answers.append(("GET " + path, try await server.get(path, token: emil.token)))
    }
    let transport = WireTransport(port: server.port, token: emil.token)
    for path in ["/v1/sync", "/v1/held-changes", "/v1/hand-ins"] {
      answers.append(("POST " + path, try await transport.post(path, [0])))
    }
    try emil.note("afterwards", in: server.space)
    var handedIn = try emil.nextRequest()
    answers.append(
      ("POST /v1/hand-ins", try await transport.post("/v1/hand-ins", handedIn.encoded)))
    handedIn.version += 1
    let (bearer, type) = (
      "Authorization: Bearer \(emil.token)", "Content-Type: \(ProtocolVersion.mediaType)"
    )
    for (fields, body) in [
      ([bearer, type], handedIn.encoded), ([bearer, type], [UInt8](repeating: 0, count: 50_000)),
      ([bearer], [0]), ([type], [0]), ([bearer, type, "Accept: text/html"], [0]),
    ] {
      answers.append(
        (
          "POST /v1/hand-ins",
          try await Wire.connect(to: server.port) {
            try await $0.post("/v1/hand-ins", fields, body: body)
          }
        ))
    }
    return answers + [("POST /v1/enrolments", try await server.enrol("{}", token: emil.token))]
  }

  /// What a device hears that is to erase all, and what becomes of its word that it did.
  private static func wiped(_ server: RegionServer) async throws -> [(String, Answer)] {
    let fred = try await server.device(of: "fred")
    _ = try await server.service.wipe(fred.replica.identity.replica)
    let told = try await server.get("/v1/spaces", token: fred.token)
    let wipe = try #require(told.object["wipe"] as? [String: Any])
    let order = WipeOrder(
      replica: fred.replica.identity.replica,
      time: try #require((wipe["time"] as? NSNumber)?.uint64Value),
      signature: try #require((wipe["signature"] as? String).flatMap(Hex.decode)))
    #expect(fred.verifier(order.message, order.signature))
    let (json, bearer) = ("Content-Type: application/json", "Authorization: Bearer \(fred.token)")
    let word = #"{"signature": "\#(Hex.encode(fred.signer(order.confirmationMessage)))"}"#
    let none = #"{"signature": "\#(String(repeating: "0", count: 128))"}"#
    let asked = [
      ([json, bearer], word), ([json, bearer], none), ([json], word), ([json, bearer], "{}"),
      ([json, bearer], #"{"signature": "0"}"#), (["Content-Type: text/plain", bearer], word),
      ([json, bearer], String(repeating: " ", count: 20_000)),
    ]
    let path = "/v1/wipe-confirmations"
    let handIn = try await WireTransport(port: server.port, token: fred.token)
      .post("/v1/hand-ins", [0])
    return try await [("GET /v1/spaces", told), ("POST /v1/hand-ins", handIn)]
      + asked.asyncMap { fields, body in
        let answer = try await Wire.connect(to: server.port) {
          try await $0.post(path, fields, body: Array(body.utf8))
        }
        return ("POST " + path, answer)
      }
  }

  /// What comes of renewals, and of a token that has ended.
  private static func renewals(_ server: RegionServer) async throws -> [(String, Answer)] {
    let (gina, hans) = (try await server.device(of: "gina"), try await server.device(of: "hans"))
    _ = try await server.service.wipe(hans.replica.identity.replica)
    let challenges = TestDevice.challengesPath
    let good = gina.renewal("a", answering: try await gina.challenge())
    let stranger = try server.stranger()
    let large = String(repeating: " ", count: 20_000)
    var answers = try await [#"{"replica": "00000000000000a1"}"#, "{}", large].asyncMap {
      ("POST " + challenges, try await gina.ask(challenges, $0))
    }
    let renewals = TestDevice.renewalsPath
    answers += try await [
      good, good, "{}", large, stranger.renewal("b", answering: try await stranger.challenge()),
      hans.renewal("c", answering: try await hans.challenge()),
    ].asyncMap { ("POST " + renewals, try await gina.ask(renewals, $0)) }
    for path in [challenges, renewals] {
      let answer = try await Wire.connect(to: server.port) {
        try await $0.post(path, ["Content-Type: text/plain"], body: [0x7b, 0x7d])
      }
      answers.append(("POST " + path, answer))
    }
    return answers
  }

  /// What is held, to a coordinator and to others.
  private static func held(
    _ server: RegionServer, _ anna: TestDevice
  ) async throws -> [(String, Answer)] {
    let gina = try await server.device(of: "gina", as: .coordinator)
    let path = "/v1/held-dismissals"
    let space = server.space.text
    let body = #"{"space": "\#(space)", "writer": "00000000000000a100000001", "counter": 1}"#
    let (json, own) = ("Content-Type: application/json", "Authorization: Bearer \(gina.token)")
    let asked = [
      ([json, own], body), ([json, own], "{"), ([json], body),
      (["Content-Type: text/plain", own], body),
      ([json, "Authorization: Bearer \(anna.token)"], body),
      ([json, own], String(repeating: " ", count: 20_000)),
    ]
    let page = try await WireTransport(port: server.port, token: gina.token)
      .post("/v1/held-changes", HeldRequest(space: server.space).encoded)
    return try await [("POST /v1/held-changes", page)]
      + asked.asyncMap { fields, body in
        let answer = try await Wire.connect(to: server.port) {
          try await $0.post(path, fields, body: Array(body.utf8))
        }
        return ("POST " + path, answer)
      }
  }

  /// Who is in a space, to a coordinator and to others.
  private static func members(
    _ server: RegionServer, _ anna: TestDevice
  ) async throws -> [(String, Answer)] {
    let hans = try await server.device(of: "hans", as: .coordinator)
    let (person, leader) = (
      try anna.replica.identity.person.unwrapped.text,
      try hans.replica.identity.person.unwrapped.text
    )
    // One space in which nobody else leads.
    let other = try await server.service.addSpace(name: "Example lobby").id
    let code = Hex.encode(try await server.code(for: "hans", to: other, as: .coordinator))
    _ = try await server.enrol(#"{"code":"\#(code)"}"#, token: hans.token)
    let (json, own) = ("Content-Type: application/json", "Authorization: Bearer \(hans.token)")
    let rest = #""space": "\#(server.space.text)", "role": "reader""#
    let change = #"{\#(rest), "person": "\#(person)"}"#
    let invitation = #"{\#(rest), "name": "Example worker"}"#
    var answers: [(String, Answer)] = []
    for (path, body, more) in [
      (
        "/v1/invitations", invitation,
        [
          change, #"{\#(rest), "person": "000000000000beef"}"#, #"{\#(rest)}"#,
          #"{\#(rest), "person": "bea1"}"#, #"{\#(rest), "name": "a", "person": "\#(person)"}"#,
          #"{\#(rest), "name": ""}"#, invitation.replacing("reader", with: "none"),
        ]
      ),
      (
        "/v1/role-changes", change,
        [
          change, #"{\#(rest), "person": "000000000000beef"}"#, #"{\#(rest), "person": "bea1"}"#,
          #"{"space": "\#(other.text)", "role": "none", "person": "\#(leader)"}"#,
          change.replacing("reader", with: "chief"),
        ]
      ),
    ] {
      let asked =
        [
          ([json, own], body), ([json, own], "{"), ([json], body),
          (["Content-Type: text/plain", own], body),
          ([json, "Authorization: Bearer \(anna.token)"], body),
          ([json, own], String(repeating: " ", count: 20_000)),
        ] + more.map { ([json, own], $0) }
      answers += try await asked.asyncMap { fields, body in
        let answer = try await Wire.connect(to: server.port) {
          try await $0.post(path, fields, body: Array(body.utf8))
        }
        return ("POST " + path, answer)
      }
    }
    return answers
  }

  private static func audits(_ server: RegionServer) async throws -> [(String, Answer)] {
    let scene = try await AuditedServer(server)
    let id = try await scene.get("conflicts").ids.first ?? ""
    let old = try await scene.get("conflicts?limit=1").object["cursor"] as? String ?? ""
    var answers: [(String, Answer)] = []
    for (path, pattern) in [
      ("conflicts", "conflicts"), ("conflicts?limit=x", "conflicts"),
      ("conflicts?cursor=\(old)&space=\(server.space.text)", "conflicts"),
      ("conflicts/\(id)", "conflicts/{id}"), ("conflicts/x", "conflicts/{id}"),
      ("conflicts/0000000000000007", "conflicts/{id}"),
      ("export", "export"), ("export?space=x", "export"),
    ] {
      answers.append(("GET /v1/audit/" + pattern, try await scene.get(path)))
    }
    for (path, pattern) in [
      ("conflicts", "conflicts"), ("conflicts/\(id)", "conflicts/{id}"), ("export", "export"),
    ] {
      let refused = try await scene.get(path, as: scene.anna)
      answers.append(("GET /v1/audit/" + pattern, refused))
      answers.append(("GET /v1/audit/" + pattern, try await server.get("/v1/audit/" + path)))
    }
    return try await answers + searches(scene, old)
  }

  private static func searches(
    _ scene: AuditedServer, _ old: String
  ) async throws -> [(String, Answer)] {
    var answers = try await [
      "{}", "{", #"{"limit": 0}"#, #"{"cursor": "\#(old)", "field": "title"}"#,
      String(repeating: " ", count: 20_000),
    ].asyncMap { try await scene.search($0) }
    answers.append(try await scene.search("{}", as: scene.anna))
    for fields in [
      ["Content-Type: application/json"], ["Authorization: Bearer \(scene.dora.token)"],
    ] {
      let answer = try await Wire.connect(to: scene.server.port) {
        try await $0.post("/v1/audit/conflicts", fields, body: [0x7b, 0x7d])
      }
      answers.append(answer)
    }
    return answers.map { ("POST /v1/audit/conflicts", $0) }
  }

  private static func gets(
    _ server: RegionServer, _ anna: TestDevice
  ) async throws -> [(String, Answer)] {
    let team = try await server.service.addSpace(name: "Example team").id
    let feed = "/v1/documents?space=\(server.space.text)"
    let asked: [(path: String, token: String?)] = [
      ("/livez", nil), ("/readyz", nil), ("/metrics", nil), ("/v1/openapi.json", nil),
      ("/v1/region", nil),
      ("/v1/spaces", anna.token), ("/v1/spaces", "x"), ("/v1/spaces", nil), (feed, anna.token),
      (feed, nil), ("/v1/documents", anna.token), ("/v1/documents?space=\(team.text)", anna.token),
      (feed + "&cursor=" + String(repeating: "1", count: 48), anna.token), ("/v1/events", nil),
    ]
    var answers: [(String, Answer)] = []
    for (path, token) in asked {
      let answer = try await server.get(path, token: token)
      answers.append(("GET " + path.prefix { $0 != "?" }, answer))
    }
    let stream = try await Wire.connect(to: server.port) { wire in
      try await wire.send(
        "GET /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(anna.token)\r\n\r\n")
      let (status, fields) = try await wire.answerHead().unwrapped
      return Answer(status: status, fields: fields, bytes: [])
    }
    return answers + [("GET /v1/events", stream)]
  }

  private static func messages(
    _ server: RegionServer, _ anna: TestDevice, _ note: DocumentID
  ) async throws -> [(String, Answer)] {
    var newer = try anna.nextRequest()
    newer.version += 1
    let history = HistoryRequest(space: server.space, document: note)
    let newerHistory = HistoryRequest(version: 2, space: server.space, document: note)
    let held = HeldRequest(space: server.space)
    let newerHeld = HeldRequest(version: 2, space: server.space)
    let lost = HistoryRequest(space: server.space, document: note, after: [0])
    let absent = DocumentID(milliseconds: 1, random: (1, 1))
    let large = [UInt8](repeating: 0, count: 50_000)
    let type = "Content-Type: \(ProtocolVersion.mediaType)"
    let device = "Authorization: Bearer \(anna.token)"
    let asked: [(path: String, fields: [String], body: [UInt8])] = [
      ("/v1/sync", [device, type], try anna.nextRequest().encoded),
      ("/v1/sync", [device, type], [0]),
      ("/v1/sync", [type], [0]), ("/v1/sync", [device], [0]), ("/v1/sync", [device, type], large),
      ("/v1/sync", [device, type], newer.encoded),
      ("/v1/history", [device, type], history.encoded),
      ("/v1/history", [device, type], newerHistory.encoded),
      ("/v1/history", [device, type], lost.encoded),
      ("/v1/history", [device, type], [0]), ("/v1/history", [type], [0]),
      ("/v1/history", [device], [0]), ("/v1/history", [device, type], large),
      ("/v1/held-changes", [device, type], held.encoded),
      ("/v1/held-changes", [device, type], newerHeld.encoded),
      ("/v1/held-changes", [device], [0]), ("/v1/held-changes", [device, type], large),
      ("/v1/held-changes", [device, type], [0]),
      ("/v1/held-changes", [type], [0]), ("/v1/hand-ins", [device, type], [0]),
      ("/v1/held-dismissals", [device, "Content-Type: application/json"], Array("{}".utf8)),
      (
        "/v1/history", [device, type],
        HistoryRequest(space: server.space, document: absent).encoded
      ),
      (
        "/v1/history", [device, type],
        HistoryRequest(space: SpaceID(rawValue: 7), document: note).encoded
      ),
    ]
    return try await asked.asyncMap { asked in
      let answer = try await Wire.connect(to: server.port) {
        try await $0.post(asked.path, asked.fields, body: asked.body)
      }
      return ("POST " + asked.path, answer)
    }
  }

  private static func enrolments(
    _ server: RegionServer, _ anna: TestDevice
  ) async throws -> [(String, Answer)] {
    let code = try await server.code(for: "bram")
    let stranger = try server.stranger().enrolment(with: code)
    let taken = anna.enrolment(with: try await server.code(for: "anna"))
    let late = try server.stranger().enrolment(with: code)
    let bodies = [stranger, late, taken, "{}", "{", String(repeating: " ", count: 20_000)]
    var answers = try await bodies.asyncMap { ("POST /v1/enrolments", try await server.enrol($0)) }
    answers.append(("POST /v1/enrolments", try await server.enrol(stranger, token: "x")))
    let text = try await Wire.connect(to: server.port) {
      try await $0.post("/v1/enrolments", ["Content-Type: text/plain"], body: [0])
    }
    return answers + [("POST /v1/enrolments", text)]
  }
}

extension Array {
  fileprivate func asyncMap<Result>(
    _ transform: (Element) async throws -> Result
  ) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
