import Foundation
import RegionTesting
import SchakelCore
import SchakelServer
import SchakelStore
import Synchronization
import Testing

@testable import SchakelDaemon
@testable import SchakelRegion

/// What is printed with `--json` is what JSON.md says.
@Suite(.timeLimit(.minutes(10))) struct DocumentedTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "JSON.md")

  private static func shapes() throws -> Shapes {
    try Shapes(page: String(contentsOf: page, encoding: .utf8))
  }

  private static func read(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  /// What each command prints in a region where there is something of everything.
  private static func answers() async throws -> [(name: String, json: Any)] {
    let (bench, space) = try await CommandSnapshotTests.region()
    try await CommandSnapshotTests.enrol(bench, space)
    let fresh = try Bench()
    let commands: [(String, Bench, [String])] = [
      ("init", fresh, []), ("space add", bench, ["--name", "Team West"]), ("space list", bench, []),
      ("device list", bench, []), ("status", bench, []), ("status", bench, ["--fingerprint"]),
      ("status", bench, ["--check"]),
    ]
    var answers: [(String, Any)] = []
    for (name, bench, more) in commands {
      let words = name.split(separator: " ").map(String.init)
      let outcome = await bench.run(words + ["--data", "DATA", "--json"] + more)
      #expect(outcome.status == .done, "\(name): \(outcome.errors)")
      answers.append((name, try read(outcome.output)))
    }
    for (name, more) in [
      ("set", ["--person", "w17", "--role", "coordinator"]), ("list", []),
      ("set", ["--person", "w17", "--role", "reader", "--leave-none"]), ("list", []),
      ("set", ["--person", "w17", "--role", "auditor"]), ("list", []),
      ("set", ["--person", "w17", "--role", "contributor"]), ("list", []),
      ("remove", ["--person", "w17"]),
    ] {
      let outcome = await bench.run(
        ["member", name, "--data", "DATA", "--space", space, "--json"] + more)
      answers.append(("member " + name, try read(outcome.output)))
    }
    let revoked = await bench.run(
      "device", "revoke", "--data", "DATA", "00000000000000a1", "--json")
    answers.append(("device revoke", try read(revoked.output)))
    let wiped = await bench.run("device", "wipe", "--data", "DATA", "00000000000000a1", "--json")
    answers.append(("device wipe", try read(wiped.output)))
    return try await answers + audits() + erasures() + copies() + retained() + verified()
      + accounts() + [
        ("status", try read(attention.json.text(indented: false)))
      ]
  }

  /// Of a person whose words others settled over, before anybody agrees and after.
  private static func erasures() async throws -> [(name: String, json: Any)] {
    let scene = try await AuditedBench()
    try await scene.letCoordinatorsIn()
    let document = try #require(
      try await scene.run("conflicts", "--json").object.conflicts.first?["document"] as? String)
    let commands = [
      ("request", ["anna", "--by", "cees", "--ground", "asked for it"]),
      ("approve", ["1", "--by", "dina", "--derived", "erase"]),
      ("request", [document, "--by", "cees", "--ground", "names a resident"]),
      ("list", []), ("withdraw", ["2", "--by", "cees"]), ("show", ["1"]), ("list", []),
    ]
    var answers: [(String, Any)] = []
    for (name, more) in commands {
      let outcome = await scene.bench.run(["erase", name, "--data", "DATA", "--json"] + more)
      #expect(outcome.status == .done, "\(name): \(outcome.errors)")
      answers.append((name == "list" ? "erase list" : "erase request", try read(outcome.output)))
    }
    return answers
  }

  /// Of a device of which a copy came, before anybody agrees and after.
  private static func copies() async throws -> [(name: String, json: Any)] {
    let bench = try await CopiedDeviceTests.bench()
    var answers: [(String, Any)] = []
    for (name, more) in [
      ("copies", []), ("admit", [CopiedDeviceTests.device, "--by", "dina"]), ("copies", []),
    ] {
      let outcome = await bench.run(["device", name, "--data", "DATA", "--json"] + more)
      #expect(outcome.status == .done, "\(name): \(outcome.errors)")
      answers.append(("device " + name, try read(outcome.output)))
    }
    return answers
  }

  /// Terms, what they come to, and that it went.
  private static func retained() async throws -> [(name: String, json: Any)] {
    let scene = try await AuditedBench()
    try await scene.letCoordinatorsIn()
    let later = Bench.now + 31 * 86_400_000
    func run(_ name: String, _ more: [String]) async throws -> Any {
      let outcome = await scene.bench.run(
        ["retention", name, "--data", "DATA", "--json"] + more, now: later)
      #expect(outcome.status == .done, "\(name): \(outcome.errors)")
      return try read(outcome.output)
    }
    let term = ["--space", scene.space, "--kind", "fieldNote", "--days", "30", "--by", "cees"]
    let before = try await run("show", [])
    let set = try await run("set", term)
    let preview = try await run("preview", [])
    let token = try #require((preview as? [String: Any])?["token"] as? String)
    let applied = try await run(
      "apply", ["--token", token, "--by", "cees", "--ground", "term over", "--daily"])
    return [
      ("retention show", before), ("retention set", set), ("retention preview", preview),
      ("retention apply", applied), ("retention show", try await run("show", [])),
      ("retention preview", try read(JSON(held).text(indented: false))),
      ("erase list", ["erasures": [try read(JSON(many).text(indented: false))]]),
    ]
  }

  /// What stays, since something young has words of it.
  private static var held: RetentionPreview {
    let due = DueDocument(
      space: SpaceInfo(id: SpaceID(rawValue: 1), name: "West"), document: .example,
      kind: "fieldNote", received: 1, claimed: 0,
      place: RetentionPlace(space: 1, document: 1, latest: 1))
    return RetentionPreview(token: "00", time: 1, documents: [], held: [due])
  }

  /// Two that go for one reason.
  private static var many: ErasureRecord {
    let other = DocumentID(milliseconds: 1, random: (2, 300))
    return ErasureRecord(
      number: 1, subject: ErasureSubject([.example, other]), ground: "term over",
      requestedBy: PersonID(rawValue: 1), requested: 0)
  }

  /// A backup that lacks an erasure, and one that is damaged.
  private static func verified() async throws -> [(name: String, json: Any)] {
    let (space, document) = (SpaceInfo(id: SpaceID(rawValue: 1), name: "West"), DocumentID.example)
    var found = RegionVerification(name: "Noord")
    found.ledger.entries = 3
    found.ledger.lacking = [.erasure(.document(document))]
    found.faults = RegionFault.Code.all.map {
      RegionFault($0, "what was found", in: space, at: 4, document: document)
    }
    found.faults.append(RegionFault(AuditFault.example, in: space))
    let scene = try await AuditedBench()
    let whole = await scene.bench.run("verify", "--data", "DATA", "--json")
    return [
      ("verify", try read(whole.output)), ("verify", try read(JSON(found).text(indented: false))),
    ]
  }

  /// Of somebody who wrote, and one with everything that there may be.
  private static func accounts() async throws -> [(name: String, json: Any)] {
    let scene = try await AuditedBench()
    try await scene.letCoordinatorsIn()
    var answers: [(String, Any)] = []
    _ = try await scene.inviteFromDevice(name: "Voorbeeld farah")
    let account = scene.bench.scratch.path + "/cees.json"
    _ = await scene.bench.run("person", "export", "--data", "DATA", "--person", "cees", account)
    let given = FileManager.default.contents(atPath: account) ?? Data()
    answers.append(("person export", try read(String(decoding: given, as: UTF8.self))))
    let path = scene.bench.scratch.path + "/bram.json"
    _ = await scene.bench.run("person", "export", "--data", "DATA", "--person", "bram", path)
    let written = FileManager.default.contents(atPath: path) ?? Data()
    answers.append(("person export", try read(String(decoding: written, as: UTF8.self))))
    let bytes = Mutex<[UInt8]>([])
    var file = PersonFile(at: 0) { more in bytes.withLock { $0 += more } }
    for fact in PersonFact.examples { try file.take(fact) }
    try file.begin("log")
    try file.add("a line")
    try file.end()
    answers.append(
      ("person export", try read(String(decoding: bytes.withLock(\.self), as: UTF8.self))))
    return answers
  }

  private static func audits() async throws -> [(name: String, json: Any)] {
    let scene = try await AuditedBench()
    let outcomes = [
      ("audit conflicts", await scene.run("conflicts", "--json")),
      ("audit show", await scene.run("show", try await scene.settled, "--json")),
      ("audit verify", await scene.run("verify", "--json")),
    ]
    let fault = Audit.json(AuditFault.example)
    return try outcomes.map { ($0, try read($1.output)) }
      + [("audit verify", try read(fault.text(indented: false)))]
  }

  private static let backups: [BackupRecord.Content: BackupRecord] = [
    .database: BackupRecord(attempted: 1, done: 0, next: nil, problem: "no room"),
    .ledger: BackupRecord(attempted: 1, done: 1, next: nil, problem: nil),
  ]

  /// A region with all that may need attention.
  private static var attention: StatusReport {
    let (space, device) = (SpaceID(rawValue: 1), ReplicaID(rawValue: 2))
    let status = RegionStatus(
      name: "Noord", epoch: EpochID(rawValue: 3), created: 0, spaces: [],
      devices: [
        RegionStatus.Device(
          replica: device, name: "Phone", person: PersonID(rawValue: 4), personName: "",
          handle: "w17", status: .revoked, decidedBy: nil, created: 0, lastContact: nil, agent: "",
          tokenBorn: nil, emptied: nil)
      ],
      diskBytes: 0, backups: Self.backups,
      warnings: [
        .waiting(space, count: 1), .forks(space, count: 1, since: 0),
        .voids(space, count: 1, since: 0), .silent(device, since: 0),
        .copy(Writer(replica: device, incarnation: Incarnation(rawValue: 5)), since: 0),
        .backupFailed(.database, since: 0, problem: "no room"), .backupLate(.ledger, since: nil),
      ])
    return StatusReport(
      status: status, fingerprints: [:], check: .damaged(["page 3 is never used"]), freeBytes: 0,
      now: 0)
  }

  @Test("every member and word that is printed is documented, and the other way round")
  func bothWays() async throws {
    let shapes = try Self.shapes()
    var met: Set<String> = []
    var names: Set<String> = []
    for (name, json) in try await Self.answers() {
      let mistakes = shapes.mistakes(in: json, name, &met)
      #expect(mistakes.isEmpty, "\(mistakes)")
      names.insert(name)
    }
    let documented = names.reduce(into: Set<String>()) { $0.formUnion(shapes.places($1)) }
    // Where the same shape stands in two commands, one may print less: only `status` hashes.
    let elsewhere: Set = [
      "space list.spaces[].fingerprint", "device list.devices[].status=revoked",
      "device revoke.device.status=active",
      "device list.devices[].status=wiped", "status.devices[].status=wiped",
      "device revoke.device.status=wiped", "device wipe.device.status=active",
      "device copies.copies[].device.status=revoked", "device copies.copies[].device.status=wiped",
      "device admit.admitted[].device.status=revoked",
      "device admit.admitted[].device.status=wiped",
      "device wipe.device.status=revoked", "erase request.devices[].device.status=revoked",
      "erase request.erasure.subject.documents",
    ]
    #expect(
      documented.subtracting(met).subtracting(elsewhere).subtracting(Self.onlyInDetail).isEmpty)
  }

  /// What was written is in no list.
  private static let onlyInDetail = Set(
    ["versions", "events"].flatMap { list in
      ["operation", "values", "reason", "stands"].map {
        "audit conflicts.conflicts[].\(list)[].\($0)"
      }
    } + ["audit show.conflict.severity=parallel-edit", "audit show.conflict.state=open"])

  @Test("a member that is missing, unknown or of another form is noticed")
  func planted() throws {
    let shapes = try Shapes(
      page: "```\npart = {name}\nwhole = {id mark?: one|two parts: [part]}\n```\n")
    var met: Set<String> = []
    let right = try Self.read(#"{"id": 1, "mark": "two", "parts": [{"name": null}]}"#)
    #expect(shapes.mistakes(in: right, "whole", &met).isEmpty)
    #expect(shapes.places("whole").subtracting(met) == ["whole.mark=one"])
    let wrong = [
      #"{"mark": "one", "parts": []}"#, #"{"id": [], "parts": []}"#,
      #"{"id": 1, "mark": "six", "parts": []}"#, #"{"id": 1, "parts": {}}"#,
      #"{"id": 1, "parts": [{}]}"#, #"{"id": 1, "parts": [], "more": 1}"#, "[]",
    ]
    for text in wrong {
      #expect(!shapes.mistakes(in: try Self.read(text), "whole", &met).isEmpty, "\(text)")
    }
  }
}

extension AuditFault {
  /// What a file says that is none.
  static var example: AuditFault {
    var parts = AuditFrames([0])
    do throws(AuditFault) {
      _ = try parts.next()
      preconditionFailure("a number is no part")
    } catch {
      return error
    }
  }
}

extension DocumentID {
  fileprivate static let example = DocumentID(milliseconds: 1, random: (2, 3))
}

extension RegionFault.Code {
  fileprivate static let all: [Self] = [.file, .log, .document, .ledger, .unreadable]
}

extension PersonFact {
  /// One of each sort, with each word that there is.
  fileprivate static var examples: [PersonFact] {
    let space = SpaceInfo(id: SpaceID(rawValue: 1), name: "West")
    let dot = Dot(
      writer: Writer(replica: ReplicaID(rawValue: 2), incarnation: Incarnation(rawValue: 1)),
      counter: 3)
    let reasons: [VoidReason] = [
      .unreadable, .notAllowed, .tooLarge, .contradictory, .documentExists, .wrongAuthor,
      .otherSpace,
    ]
    let scopes: [LogEntry.Reading.Scope] = [
      .conflicts, .conflict, .export, .verification, .person,
    ]
    let outcomes: [HeldOutcome] = [.awaiting, .released, .dismissed, .erased, .promised]
    let person = PersonID(rawValue: 4)
    let record = ErasureRecord(
      number: 1, subject: .person(person), ground: "asked", requestedBy: person, requested: 0)
    var facts: [PersonFact] = [
      .person(PersonRecord(id: person, handle: "w17", name: "Voorbeeld")),
      .membership(space, .reader, time: 0), .device(device(.active)), .device(device(.revoked)),
      .device(device(.wiped)), .role(space, role(.coordinator, given: true)),
    ]
    facts += changes(dot).map { .change(space, $0) }
    facts += reasons.map {
      .refusal(space, PersonRefusal(dot: dot, document: .example, reason: $0, received: 0))
    }
    facts += changes(dot).map { .held(space, $0) }
    facts += [.saidAgain(space, passage)]
    facts += changes(dot).map { .fork(space, $0) }
    facts += scopes.map { .reading(space, .init(reader: person, scope: $0, time: 0)) }
    let profile = PersonProfile(
      document: .example, kind: "connectorProfile", fields: [("name", [Value("Voorbeeld")])])
    facts += [
      .profile(space, profile), .erasure(record, .asked), .erasure(record, .decided),
      .erasure(record, .subject), .confirmation(space, ReplicaID(rawValue: 2), received: 0),
      .admission(decided: 0),
    ]
    facts += outcomes.map { .decision(space, $0, position: 5, time: 0) }
    facts += [
      .withdrawal(space, .revoked, position: 6, time: 0),
      .withdrawal(space, .wiped, position: 7, time: 0), .opening(space, position: 8, time: 0),
    ]
    let term = RetentionTerm(
      space: space, kind: "fieldNote", days: 30, decidedBy: person, decided: 0)
    return facts + [
      .retention(term), .dailyRetention(ground: "zo", since: 0, lastRun: 0),
    ]
  }

  private static func device(_ status: LogEntry.Device.Status) -> DeviceRecord {
    DeviceRecord(
      replica: ReplicaID(rawValue: 2), person: PersonID(rawValue: 4), name: "Telefoon",
      publicKey: [], status: status, created: 0, lastContact: nil, agent: "")
  }

  private static func role(_ role: Role, given: Bool) -> PersonRole {
    PersonRole(role: role, isGiven: given, time: 0, position: 5)
  }

  private static var passage: PersonPassage {
    PersonPassage(
      document: .example, received: 0, fields: [("title", [Value("bankje")])])
  }

  /// A change of each purpose, and of each operation.
  private static func changes(_ dot: Dot) -> [PersonChange] {
    let purposes: [ChangeHeader.Purpose] = [.edit, .resolution, .undo, .release, .recovery]
    let kinds: [SchakelCore.Operation.Kind] = [.set, .add, .remove, .delete, .restore]
    let operations = kinds.map {
      SchakelCore.Operation($0, field: "title", replaces: [], count: $0 == .set ? 1 : 0)
    }
    return purposes.map { purpose in
      let header = ChangeHeader(
        counter: dot.counter, document: .example, time: .zero, author: PersonID(rawValue: 4),
        context: VersionVector(), operations: operations, purpose: purpose)
      return PersonChange(
        change: Change(
          header: header, writer: dot.writer,
          content: Payload.Content(
            salt: [UInt8](repeating: 0, count: 16), values: [Value("bankje")], reason: "zo")),
        received: 0)
    }
  }
}
