import Foundation
import SchakelCore
import SchakelServer
import SchakelStore
import Testing

@testable import SchakelDaemon
@testable import SchakelRegion

/// What is printed with `--json` is what JSON.md says.
@Suite(.timeLimit(.minutes(1))) struct DocumentedTests {
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
    let revoked = await bench.run(
      "device", "revoke", "--data", "DATA", "00000000000000a1", "--json")
    answers.append(("device revoke", try read(revoked.output)))
    let wiped = await bench.run("device", "wipe", "--data", "DATA", "00000000000000a1", "--json")
    answers.append(("device wipe", try read(wiped.output)))
    return try await answers + audits() + erasures() + [
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

  /// A region with all that may need attention.
  private static var attention: StatusReport {
    let (space, device) = (SpaceID(rawValue: 1), ReplicaID(rawValue: 2))
    let status = RegionStatus(
      name: "Noord", epoch: EpochID(rawValue: 3), created: 0, spaces: [],
      devices: [
        RegionStatus.Device(
          replica: device, name: "Phone", person: PersonID(rawValue: 4), personName: "",
          handle: "w17", status: .revoked, created: 0, lastContact: nil, agent: "",
          tokenBorn: nil, emptied: nil)
      ],
      diskBytes: 0,
      warnings: [
        .waiting(space, count: 1), .forks(space, count: 1, since: 0),
        .voids(space, count: 1, since: 0), .silent(device, since: 0),
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
      "device wipe.device.status=revoked", "erase request.devices[].device.status=wiped",
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
