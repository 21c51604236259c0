import EdgeTesting
import Foundation
import RegionTesting
import Testing

@testable import SchakelDaemon

/// `schakeld person export`.
@Suite(.timeLimit(.minutes(10))) struct PersonExportTests {
  private static func export(
    _ person: String, from scene: AuditedBench, _ more: [String] = []
  ) async throws -> (text: String, object: [String: Any]) {
    let file = scene.bench.scratch.path + "/\(person)-\(more.count).json"
    let outcome = await scene.bench.run(
      ["person", "export", "--data", "DATA", "--person", person, file] + more)
    #expect(outcome.status == .done, "\(outcome.errors)")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let data = try #require(FileManager.default.contents(atPath: file))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return (String(decoding: data, as: UTF8.self), try #require(object))
  }

  @Test("one gets all that one wrote and decided, and no name or pseudonym of anybody else")
  func own() async throws {
    let scene = try await AuditedBench()
    let (text, bram) = try await Self.export("bram", from: scene)
    for word in ["ligbed", "midden", "bank", "kort is goed", "feest", "buurtfeest"] {
      #expect(text.contains("\"\(word)\""), "\(word)")
    }
    for word in ["zitbank", "hoek", "straatfeest", "Voorbeeld anna", "Telefoon van anna"] {
      #expect(!text.contains(word), "\(word)")
    }
    let anna = try await Self.export("anna", from: scene).object
    let other = try #require((anna["person"] as? [String: Any])?["id"] as? String)
    #expect(!text.contains(other))
    func list(_ name: String) -> [[String: Any]] { bram[name] as? [[String: Any]] ?? [] }
    #expect((bram["person"] as? [String: Any])?["name"] as? String == "Voorbeeld bram")
    #expect(list("memberships").map { $0["role"] as? String } == ["contributor"])
    #expect(list("devices").map { $0["name"] as? String } == ["Telefoon van bram"])
    #expect(list("invitations").count == 1 && list("roles").count == 1)
    #expect(list("changes").count == 4)
    #expect(list("changes").contains { $0["purpose"] as? String == "resolution" })
    #expect(list("conflicts").count == 3)
    for name in ["refusals", "forks", "readings", "profiles", "erasures", "log"] {
      #expect(list(name).isEmpty, "\(name)")
    }
  }

  @Test("that it was asked for is in the log, and the audit holds")
  func onRecord() async throws {
    let scene = try await AuditedBench()
    let before = try await Self.position(scene)
    _ = try await Self.export("anna", from: scene)
    #expect(try await Self.position(scene) == before + 1)
    #expect(await scene.run("verify").status == .done)
    let line = try #require(scene.bench.records.all.first { $0.contains("person export") })
    #expect(line.contains(/"object":"person [0-9a-f]{16}"/) && !line.contains("anna"))
  }

  private static func position(_ scene: AuditedBench) async throws -> Int {
    let list = await scene.bench.run("space", "list", "--data", "DATA", "--json")
    let spaces = try list.object["spaces"] as? [[String: Any]]
    return try #require(spaces?.first?["position"] as? Int)
  }

  @Test(
    "invitations that a coordinator made are in both their accounts, and nobody else's pseudonym")
  func invitations() async throws {
    let scene = try await AuditedBench()
    let farah = try await scene.inviteFromDevice(name: "Voorbeeld farah")
    let (giver, given) = try await Self.export("cees", from: scene)
    let own = given["invitations"] as? [[String: Any]] ?? []
    let (made, invited) = (
      own.first { $0["what"] as? String == "given" }, own.first { $0["what"] as? String == "got" }
    )
    #expect(own.count == 2 && invited?["by"] as? String == "operator")
    #expect(made?["by"] as? String == "coordinator")
    #expect(made?["device"] is NSNull && made?["used"] is String)
    #expect(!giver.contains(farah) && !giver.contains("Voorbeeld farah"))
    let (text, got) = try await Self.export("invited-" + farah, from: scene)
    let theirs = got["invitations"] as? [[String: Any]] ?? []
    #expect(theirs.map { $0["what"] as? String } == ["got"])
    #expect(theirs.map { $0["by"] as? String } == ["coordinator"])
    let cees = try #require((given["person"] as? [String: Any])?["id"] as? String)
    #expect(!text.contains(cees))
    let list = await scene.bench.run(
      "member", "list", "--data", "DATA", "--space", scene.space, "--json")
    let members = try list.object["members"] as? [[String: Any]] ?? []
    #expect(members.first { $0["person"] as? String == farah }?["givenBy"] as? String == cees)
    let table = await scene.bench.run("member", "list", "--data", "DATA", "--space", scene.space)
    #expect(table.output.contains(#/invited-[0-9a-f]{16} \(Voorbeeld farah\) .* by cees/#))
  }

  @Test("lines of a log that name the person or a device of theirs are added, others are not")
  func log() async throws {
    let scene = try await AuditedBench()
    let id = try #require(
      (try await Self.export("anna", from: scene).object["person"] as? [String: Any])?["id"]
        as? String)
    let log = scene.bench.scratch.path + "/server.log"
    let lines = ["a line about \(id)", "a line about 0000000000000000", "again \(id), at the end"]
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: log))
    let (_, object) = try await Self.export("anna", from: scene, ["--log", log])
    #expect(object["log"] as? [String] == [lines[0], lines[2]])
  }

  @Test("what was erased is not given, and a stranger is not known")
  func gone() async throws {
    let scene = try await AuditedBench()
    try await scene.letCoordinatorsIn()
    let bench = scene.bench
    let id = try #require(
      (try await Self.export("anna", from: scene).object["person"] as? [String: Any])?["id"]
        as? String)
    _ = await bench.run(
      "erase", "request", "--data", "DATA", "anna", "--by", "cees", "--ground", "asked for it")
    _ = await bench.run(
      "erase", "approve", "--data", "DATA", "1", "--by", "dina", "--derived", "erase")
    let (text, object) = try await Self.export(id, from: scene)
    #expect(!text.contains("zitbank") && !text.contains("Voorbeeld anna"))
    #expect(
      (object["changes"] as? [[String: Any]])?.allSatisfy { $0["erased"] as? Bool == true } == true)
    let erasures = object["erasures"] as? [[String: Any]]
    #expect(erasures?.map { $0["part"] as? String } == ["subject"])
    let cees = try await Self.export("cees", from: scene).object["erasures"] as? [[String: Any]]
    #expect(cees?.map { $0["ground"] as? String } == ["asked for it"])
    let stranger = await bench.run(
      "person", "export", "--data", "DATA", "--person", "nobody", bench.scratch.path + "/none.json")
    #expect(stranger.status == .refused)
    #expect(!FileManager.default.fileExists(atPath: bench.scratch.path + "/none.json"))
  }
}
