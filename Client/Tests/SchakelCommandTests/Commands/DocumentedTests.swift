import Foundation
import SchakelCore
import SchakelJSON
import SchakelStore
import Testing

@testable import SchakelCommand
@testable import SchakelSync

@Suite("JSON is what JSON.md says")
struct DocumentedTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "JSON.md")

  private static func shapes() throws -> Shapes {
    try Shapes(page: String(contentsOf: page, encoding: .utf8))
  }

  /// What commands answered, by the name they are documented under.
  private typealias Answers = [(name: String, json: JSONValue)]

  @Test("every command prints what its shape says, and every member that may be missing is met")
  func commands() async throws {
    try await withScratch { folder in
      let shapes = try Self.shapes()
      let answers = try await Self.answers(folder)
      for answer in answers {
        let mistakes = shapes.mistakes(in: answer.json, .name(answer.name), at: answer.name)
        #expect(mistakes.isEmpty, "\(mistakes)")
      }
      #expect(Set(answers.map(\.name)).isSuperset(of: Self.commandNames))
      let met = answers.reduce(into: Set<String>()) { $0.formUnion(Self.names($1.json)) }
      for name in [
        "reason", "fingerprint", "check", "space", "writer", "counter", "outcome", "fault",
        "epochAfter",
      ] {
        #expect(met.contains(name), "\(name)")
      }
    }
  }

  private static let commandNames: Set = [
    "note add", "story add", "profile add", "edit", "share", "delete", "restore", "list", "search",
    "show", "history", "conflicts", "resolve", "undo", "status", "enrol", "sync", "import",
    "bundle export", "bundle import", "audit verify", "audit report",
    "passphrase set", "passphrase change", "passphrase remove", "unlock", "lock",
    "held list", "held release", "held dismiss", "member list",
    "member set", "member remove", "tray list", "tray discard",
    "authority show", "authority set", "authority remove",
  ]

  private static func names(_ json: JSONValue) -> Set<String> {
    switch json {
    case .array(let items): items.reduce(into: []) { $0.formUnion(names($1)) }
    case .object(let members):
      members.reduce(into: []) { all, member in
        all.insert(member.name)
        all.formUnion(names(member.value))
      }
    default: []
    }
  }

  /// Asks every command in a home where there is something of everything.
  private static func answers(_ folder: String) async throws -> Answers {
    let scene = try await Scene(folder)
    var answers: Answers = []
    func ask(_ name: String, _ arguments: String..., input: String = "") async throws {
      let words = name.split(separator: " ").map(String.init) + arguments + ["--json"]
      let outcome = await scene.anna.run(words, input: input)
      answers.append((name, try #require(outcome.json, "\(name): \(outcome.err)")))
    }
    try await ask("note add", "--title", "Bankje", "--place", "x")
    let id = try #require(answers[0].json["id"]?.string)
    try await ask("story add", "--title", "x", "--outcome", "success", "--draft")
    let draft = try #require(answers[1].json["id"]?.string)
    try await ask("profile add", "--name", "x")
    await scene.meet()
    scene.bram.clock.advance(60_000)
    _ = await scene.bram.run(["edit", id, "--set", "title=c", "--set", "place=z"])
    try await ask("edit", id, "--set", "title=b", "--set", "place=y")
    await scene.meet()
    try await ask("share", draft)
    scene.region.fail(.unreachable)
    try await ask("sync")
    scene.region.fail(nil)
    try await ask("sync")
    for name in ["show", "history"] { try await ask(name, id) }
    for name in ["list", "conflicts"] { try await ask(name) }
    try await ask("resolve", id, "--field", "title", "--keep", "1", "--reason", "x")
    try await ask("undo", id)
    try await ask("search", "b")
    try await ask("delete", draft)
    try await ask("restore", draft)
    try await ask("import", "-", input: "x\n")
    try await ask("bundle export", folder + "/b", "--plain")
    try await ask("bundle import", folder + "/b")
    let audit = folder + "/west.audit"
    try await scene.region.auditFile().write(to: URL(filePath: audit))
    await scene.meet()
    try await ask("audit verify", audit)
    try await ask("audit report", audit, "--html", folder + "/page.html")
    var damaged = try Data(contentsOf: URL(filePath: audit))
    damaged[damaged.count - 1] ^= 1
    try damaged.write(to: URL(filePath: audit))
    try await ask("audit verify", audit)
    // What is written after the role was taken is refused.
    _ = await scene.anna.made("note", "add", "--title", "Te laat")
    let other = TestDevice(
      folder + "/other", seed: 3, network: RegionNetwork(region: scene.region))
    _ = await other.run(["enrol", try await scene.region.invitation("anna", as: .reader)])
    try await ask("sync")
    try await ask("status", "--fingerprint", "--check")
    try await ask("enrol", try await scene.region.invitation("anna", as: .reader))
    answers += try await deviceAnswers(scene.anna, folder)
    answers += try await lockAnswers(Keyed(scene.anna, folder: folder))
    answers += try await heldAnswers(scene, folder)
    return try await answers + [("status", pastStatus(folder + "/past"))]
  }

  /// What lies in the tray of a device, and who vouches for its region's server.
  private static func deviceAnswers(_ device: TestDevice, _ folder: String) async throws -> Answers
  {
    let authority = folder + "/gemeente.pem"
    try AuthorityNetwork.pem.write(toFile: authority, atomically: true, encoding: .utf8)
    var answers: Answers = []
    func ask(_ name: String, _ arguments: String...) async throws {
      let words = name.split(separator: " ").map(String.init) + arguments + ["--json"]
      let outcome = await device.run(words)
      answers.append((name, try #require(outcome.json, "\(name): \(outcome.err)")))
    }
    try await ask("tray list")
    let refused = answers[0].json["tray"]?.array?.first?["document"]?.string
    try await ask("tray discard", try #require(refused))
    try await ask("authority set", authority)
    try await ask("authority show")
    try await ask("authority remove")
    return answers
  }

  private static func lockAnswers(_ keyed: Keyed) async throws -> Answers {
    let words = ["een lange wachtzin", "een andere wachtzin"]
    var answers: Answers = []
    for (name, typed) in [
      ("passphrase set", [words[0], words[0]]), ("unlock", [words[0]]), ("lock", []),
      ("passphrase change", [words[0], words[1], words[1]]), ("passphrase remove", [words[1]]),
    ] {
      let arguments = name.split(separator: " ").map(String.init) + ["--json"]
      let outcome = await keyed.run(arguments, typed)
      answers.append((name, try #require(outcome.json, "\(name): \(outcome.err)")))
    }
    return answers
  }

  /// What a coordinator sees and does of what Bram's device still had.
  private static func heldAnswers(_ scene: Scene, _ folder: String) async throws -> Answers {
    for title in ["Perelaar", "Beukenlaan"] {
      _ = await scene.bram.made("note", "add", "--title", title)
    }
    try await scene.revoke(scene.bram)
    _ = await scene.bram.run(["sync"])
    let dunya = try await scene.device(folder + "/dunya", "dunya", seed: 5, as: .coordinator)
    var answers: Answers = []
    func ask(_ name: String, _ arguments: String...) async throws -> JSONValue {
      let words = name.split(separator: " ").map(String.init) + arguments + ["--json"]
      let outcome = await dunya.run(words)
      answers.append((name, try #require(outcome.json, "\(name): \(outcome.err)")))
      return answers[answers.count - 1].json
    }
    let ids = try await ask("held list")["held"]?.array?.compactMap { $0["id"]?.string } ?? []
    #expect(ids.count == 2)
    _ = try await ask("held release", ids[0], "--reason", "x")
    _ = try await ask("held dismiss", ids[1])
    let people = try await ask("member list")["members"]?.array ?? []
    let anna = try #require(people.first { $0["name"]?.string == "Voorbeeld anna" })
    let id = try #require(anna["person"]?.string)
    _ = try await ask("member set", "--person", id, "--role", "auditor")
    _ = try await ask("member list")
    _ = try await ask("member remove", "--person", id)
    return answers
  }

  /// What a device tells whose region was put back, after a signature that does not hold.
  private static func pastStatus(_ folder: String) async throws -> JSONValue {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let scene = try await Scene(folder)
    try await scene.region.forgeCheckpoint()
    let restored = try await scene.putBack(from: scene.copyThenWrite(to: folder + "/copy"))
    _ = await restored.anna.run(["sync"])
    return try #require(await restored.anna.run(["status", "--json"]).json)
  }

  @Test("a history that did not come is told of, to people and to programs")
  func missing() throws {
    let id = try #require(DocumentID(text: "01901bc4-ca05-7272-b5b5-5b6386e1ef47"))
    let request = HistoryRequest(space: SpaceID(rawValue: 1), document: id)
    var report = SyncReport()
    report.missing = [
      MissingHistory(request: request, failure: TransportFailure(.tooLarge, "as the test wants it"))
    ]
    let syncing = SyncingReport(report: report)
    #expect(syncing.json["missing"]?.array?.first?["document"]?.string == id.text)
    #expect(try Self.shapes().mistakes(in: syncing.json, .name("sync"), at: "sync") == [])
    let lines = syncing.lines(in: TestDevice("/nowhere", language: .english).context())
    #expect(lines.contains { $0.hasPrefix("The history of 1 contribution did not come.") })
  }

  @Test("every word that stands for a state or a reason is documented, and no other")
  func words() throws {
    let shapes = try Self.shapes()
    let refusals = (0...UInt8.max).compactMap { VoidReason(rawValue: $0) }.map { "\($0)" }
    #expect(shapes.words(of: "refusal") == Set(refusals))
    #expect(shapes.words(of: "state") == Set(ItemState.allCases.map(\.name)))
    #expect(shapes.words(of: "mark") == Set(DocumentSummary.Mark.allCases.map { "\($0)" }))
    #expect(
      shapes.words(of: "auditFault")
        == Set(AuditFaultPhrase.allCases.map { "\($0)" }).union(["changedPast", "shortened"]))
    let scopes = (0...UInt8.max).compactMap { LogEntry.Reading.Scope(rawValue: $0) }
    #expect(shapes.words(of: "scope") == Set(scopes.map { "\($0)" }))
    let purposes = (0...UInt8.max).compactMap { ChangeHeader.Purpose(rawValue: $0) }
    #expect(shapes.words(of: "purpose") == Set(purposes.map { "\($0)" }))
    #expect(shapes.words(of: "fate") == Set(VersionNotice.Sort.allCases.map { "\($0)" }))
    let roles = (0...UInt8.max).compactMap { Role(rawValue: $0) }
    #expect(shapes.words(of: "role") == Set(roles.map(\.text)))
    let codes: [TransportFailure.Code] = [
      .unreachable, .timedOut, .interrupted, .busy, .serverError, .tokenRefused, .tokenExpired,
      .forbidden,
      .deviceRevoked, .deviceWiped, .upgradeRequired, .serverOutdated, .tooLarge, .requestRefused,
      .badAddress,
      .redirected, .notSchakel, .protocolViolation, .certificate, .cancelled,
    ]
    #expect(
      shapes.words(of: "failure")
        == Set(codes.map { "\($0)" }).union(["stalled", "unsendable", "unadmitted", "waiting"]))
  }

  @Test("a shape that is not kept is noticed, wherever")
  func planted() throws {
    let shapes = try Shapes(
      page:
        "```\nauthors = [author]\nsummary = {id mark?: one|two tags: [text] author: author}\nauthor = {name}\n```\n"
    )
    let right: JSONValue = [
      "id": "a", "mark": "two", "tags": ["x"], "author": ["name": nil],
    ]
    #expect(shapes.mistakes(in: right, .name("summary"), at: "x") == [])
    let wrong: [JSONValue] = [
      ["mark": "two", "tags": [], "author": nil], ["id": [], "tags": [], "author": nil],
      ["id": "a", "mark": "three", "tags": [], "author": nil],
      ["id": "a", "tags": "x", "author": nil], ["id": "a", "tags": [[]], "author": nil],
      ["id": "a", "tags": [], "author": [:]],
      ["id": "a", "tags": [], "author": ["name": "b", "age": 3]],
      ["id": "a", "tags": [], "author": nil, "more": 1], [],
    ]
    for json in wrong {
      #expect(!shapes.mistakes(in: json, .name("summary"), at: "x").isEmpty, "\(json.text)")
    }
  }
}
