import Foundation
import SchakelCore
import SchakelJSON
import SchakelSync
import Testing

@testable import SchakelCommand

@Suite("Import, export and bundles")
struct ExchangeTests {
  static let lines = """
    {"kind": "fieldNote", "title": "Bankje", "body": "Droog.", "area": "WK034403", "areaYear": 2024, "themes": ["onderbouwde-inhoud"], "observedOn": "2020-09-17"}
    {"kind": "successStory", "title": "Koffie", "outcome": "success"}

    {"kind": "fieldNote", "title": "Fout", "area": "Utrecht", "areaYear": 2024}
    dit is geen JSON
    {"kind": "moodBoard", "colours": ["rood", 3]}
    {"kind": "fieldNote", "title": "Weer", "weather": {"wind": 3.5}}
    {"kind": "successStory", "outcome": "success", "title": "Koffie"}
    """

  @Test(
    "a bad line is named with its reason, good lines come in, and nothing twice",
    arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let file = folder + "/invoer.jsonl"
      try Self.lines.write(toFile: file, atomically: true, encoding: .utf8)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      await transcript.type("import", file, on: scene.anna)
      await transcript.type("import", file, "--json", on: scene.anna)
      await transcript.type("import", "-", on: scene.anna, input: Self.lines)
      await transcript.type("import", folder + "/niets.jsonl", on: scene.anna)
      await transcript.type("import", folder, on: scene.anna)
      await transcript.type("export", on: scene.anna)
      try transcript.expect("import.\(language.rawValue)")
    }
  }

  @Test("what is exported is imported elsewhere as the same, and exported the same again")
  func roundTrip() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.run(["import", "-"], input: Self.lines)
      let exported = await scene.anna.run(["export"])
      #expect(exported.lines.count == 4)
      let other = try await Scene(folder + "/anna")
      let outcome = await other.anna.run(["import", "-", "--json"], input: exported.out)
      #expect(outcome.json?["imported"]?.integer == 4)
      let again = await other.anna.run(["export"])
      #expect(again.lines.sorted() == exported.lines.sorted())
    }
  }

  @Test("versions that await a choice travel along, and await it where they arrive")
  func choices() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      await scene.meet()
      _ = await scene.anna.run(["edit", id, "--set", "title=Bankje is stuk"])
      _ = await scene.bram.run(["edit", id, "--set", "title=Bankje is weg"])
      await scene.meet()
      let exported = await scene.anna.run(["export"]).out
      let other = try await Scene(folder + "/anna")
      #expect(await other.anna.run(["import", "-"], input: exported).status == 0)
      let conflicts = await other.anna.run(["conflicts", "--json"]).json
      let versions = conflicts?["conflicts"]?.array?.first?["fields"]?["title"]?.array
      #expect(
        Set(versions?.compactMap { $0["value"]?.string } ?? [])
          == ["Bankje is stuk", "Bankje is weg"])
    }
  }

  @Test("a file of any length is read in parts, with one bad line in each told apart")
  func manyLines() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      var lines = (1...450).map { "{\"kind\": \"fieldNote\", \"title\": \"Notitie \($0)\"}" }
      // A profile without consent is refused by the replica, not by the reader.
      lines[99] = #"{"kind": "connectorProfile", "name": "Zonder toestemming"}"#
      lines[399] = #"{"kind": "fieldNote"}"#
      let outcome = await scene.anna.run(
        ["import", "-", "--json"], input: lines.joined(separator: "\r\n"))
      #expect(outcome.json?["imported"]?.integer == 448)
      let bad = outcome.json?["problems"]?.array?.compactMap { $0["line"]?.integer }
      #expect(bad == [100, 400])
      #expect(outcome.status == 1)
      let list = await scene.anna.run(["list", "--json"])
      #expect(list.json?["total"]?.integer == 448)
    }
  }

  @Test("before enrolment lines become drafts, once")
  func drafts() async throws {
    try await withScratch { folder in
      let device = TestDevice(folder)
      for expected in [4, 0] {
        let outcome = await device.run(["import", "-", "--json"], input: Self.lines)
        #expect(outcome.json?["imported"]?.integer == expected)
        #expect(outcome.status == 1)
      }
      #expect(await device.run(["export"]).out == "")
      #expect(await device.run(["export", "--drafts"]).lines.count == 4)
    }
  }

  @Test("a file that is larger than any bundle is not read, and says so")
  func largeBundle() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let path = folder + "/groot"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      // A hole: it takes no room.
      try file.truncate(atOffset: UInt64(Bundling.largest) + 1)
      try file.close()
      let outcome = await scene.anna.run(["bundle", "import", path])
      #expect(outcome.status == 1 && outcome.out.isEmpty)
      #expect(
        outcome.err.replacing("\n", with: " ").contains("hoogstens 1.024 MB"), "\(outcome.err)")
      let context = scene.anna.context()
      #expect(try InputFile(path, in: context).whole(limit: Bundling.largest) == nil)
      try Data([1, 2, 3]).write(to: URL(filePath: path))
      #expect(try InputFile(path, in: context).whole(limit: 3) == [1, 2, 3])
      #expect(try InputFile(path, in: context).whole(limit: 2) == nil)
    }
  }

  @Test("the project's own examples are good lines")
  func examples() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Examples/voorbeelden.jsonl")
      let outcome = await scene.anna.run(["import", file.path(), "--json"])
      #expect(outcome.status == 0, "\(outcome.err)")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count
      #expect(outcome.json?["imported"]?.integer == lines)
      #expect(outcome.json?["unknownFields"] == [])
    }
  }

  @Test(
    "a bundle passes on what others do not have, as often as it is read",
    arguments: Language.allCases)
  func bundles(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      await scene.meet()
      _ = await scene.anna.made("note", "add", "--title", "Bankje")
      scene.region.fail(.unreachable)
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      let file = folder + "/team.schakel"
      for _ in 0..<2 { await transcript.type("bundle", "export", file, "--plain", on: scene.anna) }
      await transcript.type("bundle", "export", folder + "/other", on: scene.anna)
      await transcript.type("bundle", "import", file, on: scene.bram)
      await transcript.type("bundle", "import", file, "--json", on: scene.bram)
      await transcript.type("list", on: scene.bram)
      try Data("SCHAKELB en verder niets".utf8).write(to: URL(filePath: file))
      await transcript.type("bundle", "import", file, on: scene.bram)
      await transcript.type("bundle", "import", folder + "/weg", on: scene.bram)
      try transcript.expect("bundle.\(language.rawValue)")
    }
  }
}
