import Foundation
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelDaemon

@Suite("The audit's commands", .timeLimit(.minutes(10))) struct AuditCommandTests {
  // MARK: The list

  @Test("conflicts are listed in plain words, in local time, with the names of those who wrote")
  func list() async throws {
    let english = try await AuditedBench()
    #expect(
      await english.run("conflicts").named == """
          ID  2026-03-02 10:30  Noord  fieldNote place     parallel edit  no choice needed           NAMES
          ID  2026-03-02 10:30  Noord  fieldNote title     conflict       settled by Voorbeeld bram  NAMES
          ID  2026-03-02 10:30  Noord  successStory title  conflict       open                       NAMES
        """)
    let dutch = try await AuditedBench(language: "nl_NL")
    #expect(
      await dutch.run("conflicts", "--limit", "2").named == """
          ID  2026-03-02 10:30  Noord  fieldNote place  tegelijk bijgewerkt  niemand hoeft te kiezen      NAMES
          ID  2026-03-02 10:30  Noord  fieldNote title  botsing              gekozen door Voorbeeld bram  NAMES
        Er is misschien meer: vraag erom met een hogere --limit, of zoek op minder.
        """)
    #expect(await dutch.run("conflicts", "--field", "x").output == "Er is niets gevonden.")
  }

  @Test("the list is filtered by each option, and by all together")
  func filters() async throws {
    let scene = try await AuditedBench()
    #expect(try await scene.fields() == ["place", "title", "title"])
    #expect(try await scene.fields("--space", scene.space).count == 3)
    #expect(try await scene.fields("--kind", "fieldNote") == ["place", "title"])
    #expect(try await scene.fields("--field", "title") == ["title", "title"])
    #expect(try await scene.fields("--open") == ["place", "title"])
    #expect(try await scene.fields("--settled") == ["title"])
    #expect(try await scene.fields("--severity", "parallel") == ["place"])
    #expect(try await scene.fields("--severity", "conflict") == ["title", "title"])
    #expect(try await scene.fields("--rule", "text/1").isEmpty)
    #expect(try await scene.fields("--person", "anna").count == 3)
    #expect(try await scene.fields("--limit", "1") == ["place"])
    #expect(
      try await scene.fields(
        "--open", "--severity", "conflict", "--kind", "successStory", "--person", "bram") == [
          "title"
        ])
    // 09:30 in UTC is half past ten here.
    for (filter, count) in [
      (["--from", "2026-03-02"], 3), (["--from", "2026-03-03"], 0),
      (["--until", "2026-03-02"], 3), (["--until", "2026-03-01"], 0),
      (["--from", "2026-03-02T10:30"], 3), (["--from", "2026-03-02T10:31"], 0),
      (["--until", "2026-03-02T10:30"], 0), (["--until", "2026-03-02 10:31"], 3),
    ] {
      #expect(try await scene.fields(filter[0], filter[1]).count == count, "\(filter)")
    }
  }

  @Test("a filter that makes no sense is refused, and so is a person whom nobody knows")
  func wrongFilters() async throws {
    let scene = try await AuditedBench()
    for wrong in [
      ["--from", "yesterday"], ["--until", "2026-02-30"], ["--space", "x"], ["--severity", "bad"],
      ["--limit", "0"], ["--open", "--settled"], ["--field", ""],
    ] {
      let outcome = await scene.bench.run(["audit", "conflicts", "--data", "DATA"] + wrong)
      #expect(outcome.status == .usage && outcome.output.isEmpty, "\(wrong)")
    }
    let nobody = await scene.run("conflicts", "--person", "cor")
    #expect(nobody.status == .refused && nobody.errors.contains("Nobody is called cor"))
    let nowhere = await scene.run("conflicts", "--space", "00000000000000ff")
    #expect(nowhere.status == .refused && nowhere.errors.contains("schakeld space list"))
  }

  // MARK: One

  @Test("one conflict tells who wrote what where, what each had seen, who chose and why")
  func show() async throws {
    let scene = try await AuditedBench()
    let shown = await scene.run("show", try await scene.settled)
    #expect(
      shown.named == """
        Conflict ID
          Noord (ID)
          fieldNote DOCUMENT
          title: settled by Voorbeeld bram

        What was written apart
          Voorbeeld anna wrote: "zitbank"
            replaced
            on Telefoon van anna (ID), 2026-03-02 10:30; received 2026-03-02 10:30
            had seen: Telefoon van anna (ID) up to 1
            DOT

          Voorbeeld bram wrote: "ligbed"
            replaced
            on Telefoon van bram (ID), 2026-03-02 10:30; received 2026-03-02 10:30
            had seen: Telefoon van anna (ID) up to 1
            DOT

        What happened
          2026-03-02 10:30  POSITION  found, by a change of Voorbeeld bram
          2026-03-02 10:30  POSITION  settled by Voorbeeld bram: "bank"
            still there
            because: kort is goed
        """)
    scene.bench.environment["LANG"] = "nl_NL"
    let dutch = await scene.run("show", try await scene.settled).named
    for words in ["Botsing ID", "gekozen door Voorbeeld bram", "omdat: kort is goed", "vervangen"] {
      #expect(dutch.contains(words), "\(dutch)")
    }
    for unknown in ["x", "00000000000000ff"] {
      let refused = await scene.run("show", unknown)
      #expect(refused.status == .refused && refused.errors.contains("Die botsing is er niet"))
    }
  }

  // MARK: All of it

  @Test("a log that holds is said to, with how much was checked")
  func holds() async throws {
    let scene = try await AuditedBench()
    let key = try KeyFile.load(from: scene.bench.data + "/region.key").publicKey
    let verified = await scene.run("verify")
    #expect(verified.status == .done)
    let lines = verified.output.split(separator: "\n")
    #expect(lines.first == "All of the log holds, and so does what is on record.")
    #expect(lines[1].contains("7 changes") && lines[1].hasSuffix("3 records"), "\(lines[1])")
    #expect(lines.last == "The region's key: \(Hex.encode(key))")
  }

  @Test("a text that the region put together is put together again, and that is said")
  func texts() async throws {
    let scene = try await AuditedBench()
    #expect(await scene.run("verify").output.split(separator: "\n").count == 3)
    try await scene.writeInOneText()
    let lines = await scene.run("verify").output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[2] == "The region put together 1 text; done again, with the same outcome.")
    let json = try await scene.run("verify", "--json").object
    let space = try #require((json["spaces"] as? [[String: Any]])?.first)
    #expect(space["combined"] as? Int == 1 && space["unproven"] as? Int == 0)
  }

  @Test("texts of which words were erased are told apart from those that were checked")
  func erasedTexts() {
    var counts = AuditReport.Counts()
    #expect(Audit.texts(counts, .english).isEmpty)
    (counts.combined, counts.unproven) = (2, 1)
    #expect(
      Audit.texts(counts, .english) == [
        "The region put together 2 texts; done again, with the same outcome.",
        "The region put together 1 text of which words were erased later: nobody can check that "
          + "any more.",
      ])
    counts.recovered = 1
    #expect(
      Audit.texts(counts, .english).first
        == "1 change said again what the region had lost: how it came about is gone.")
    counts.recovered = 0
    counts.unproven = 3
    #expect(
      Audit.texts(counts, .dutch) == [
        "De regio voegde 2 teksten samen; opnieuw gedaan, met dezelfde uitkomst.",
        "De regio voegde 3 teksten samen waarvan later woorden gewist zijn: dat kan niemand meer "
          + "nagaan.",
      ])
  }

  @Test("a log that was tampered with does not hold, and where is told")
  func tampered() async throws {
    let scene = try await AuditedBench()
    let connection = try Connection(
      scene.bench.data + "/region.sqlite", mode: .readWrite, options: ConnectionOptions())
    try connection.execute("DELETE FROM conflict WHERE field = 'place'")
    try connection.close()
    let verified = await scene.run("verify")
    #expect(verified.status == .refused && verified.output.isEmpty)
    #expect(verified.errors.contains("a conflict is not on record as it was (space \(scene.space)"))
    let json = await scene.run("verify", "--json")
    #expect(json.status == .refused)
    #expect(try json.object["holds"] as? Bool == false)
    let fault = try json.object["fault"] as? [String: Any]
    #expect(fault?["code"] as? String == "record" && fault?["space"] as? String == scene.space)
  }

  // MARK: A file

  private func verify(_ file: String, _ data: String) throws -> AuditReport {
    let key = try KeyFile.load(from: data + "/region.key").publicKey
    var verifier = AuditVerifier(trusting: key, hashing: .crypto) { checks in
      checks.firstIndex { !SigningKey.isValid($0.signature, of: $0.message, by: $0.key) }
    }
    return try verifier.verify(Array(try Data(contentsOf: URL(filePath: file))))
  }

  @Test("an export is its owner's alone, verifies, and never takes the place of another file")
  func export() async throws {
    let scene = try await AuditedBench()
    let (data, file) = (scene.bench.data, scene.bench.scratch.path + "/region.audit")
    let first = await scene.run("export", file)
    #expect(first.status == .done && first.output.contains("Wrote "), "\(first.errors)")
    let facts = try FileManager.default.attributesOfItem(atPath: file)
    #expect(facts[.posixPermissions] as? Int == 0o600)
    let report = try verify(file, data)
    #expect(report.spaces[0].records.count == 3)
    #expect(report.spaces[0].readings.map(\.scope) == [.export])
    let before = try Data(contentsOf: URL(filePath: file))
    let again = await scene.run("export", file)
    #expect(again.status == .refused && again.errors.contains("is there already"))
    #expect(try Data(contentsOf: URL(filePath: file)) == before)
    #expect(!FileManager.default.fileExists(atPath: file + ".part"))
    try Data().write(to: URL(filePath: file + "2.part"))
    let busy = await scene.run("export", file + "2")
    #expect(busy.status == .refused)
    #expect(busy.errors.contains("it is being written, or that broke off"))
    // That file is what has to go, so it is the one that is named.
    #expect(busy.errors.contains(file + "2.part is there already"))
    let team = await scene.run("export", "--space", "00000000000000ff", file + "3")
    #expect(team.status == .refused && !FileManager.default.fileExists(atPath: file + "3.part"))
  }

  @Test("a folder that is not there is named, and not the name that a file has meanwhile")
  func nowhere() async throws {
    let scene = try await AuditedBench()
    let folder = scene.bench.scratch.path + "/nowhere"
    let english = await scene.run("export", folder + "/x")
    #expect(english.status == .refused && english.output.isEmpty)
    #expect(
      english.errors == "Error: \(folder)/x cannot be written: there is no folder \(folder).\n")
    scene.bench.environment["LANG"] = "nl_NL"
    let dutch = await scene.run("export", folder + "/x")
    #expect(
      dutch.errors == "Fout: \(folder)/x kan niet geschreven worden: de map \(folder) is er niet.\n"
    )
    // A file stands where a folder should.
    try Data().write(to: URL(filePath: folder))
    let file = await scene.run("export", folder + "/x")
    #expect(file.errors.contains("\(folder)/x kan niet") && !file.errors.contains(".part"))
  }

  @Test("a disk that is full, or a file that came meanwhile, leaves nothing half")
  func full() async throws {
    let scene = try await AuditedBench()
    let folder = try scene.bench.scratch.folder()
    func export(_ spoil: @escaping @Sendable (inout NewFile) -> Void) async -> Bench.Outcome {
      await scene.bench.run(["audit", "export", "--data", "DATA", folder + "/region.audit"]) {
        let begin = $0.newFile
        $0.newFile = { path in
          var file = try begin(path)
          spoil(&file)
          return file
        }
      }
    }
    func left() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder) }
    let full = await export { file in
      let append = file.append
      file.append = {
        guard $0.count < 200 else { throw FileFailure(.write, "region.audit", errno: ENOSPC) }
        try append($0)
      }
    }
    #expect(full.status == .refused && full.errors.contains("the disk is full"))
    #expect(try left().isEmpty)
    let taken = await export { file in
      let keep = file.keep
      file.keep = {
        try Data([1]).write(to: URL(filePath: folder + "/region.audit"))
        try keep()
      }
    }
    #expect(taken.status == .refused && taken.errors.contains("is there already"))
    #expect(try left() == ["region.audit"])
    #expect(try Data(contentsOf: URL(filePath: folder + "/region.audit")) == Data([1]))
  }

  @Test("the real program exports and verifies beside a server that is being written to")
  func beside() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    let bram = try await running.device(of: "bram", in: space, scratch)
    let note = try anna.note("bench", in: space)
    for device in [anna, bram] { _ = try await device.sync() }
    for (device, title) in [(anna, "gone"), (bram, "back")] {
      try device.replica.edit(note, [.set("title", Value(title))])
    }
    for device in [anna, bram] { _ = try await device.sync() }
    let file = scratch.path + "/region.audit"
    let data = running.data
    async let exported = Running.command("audit", "export", "--data", data, file)
    for index in 0..<10 {
      try anna.note("meanwhile \(index)", in: space)
      #expect(try await anna.sync().isSynchronised)
    }
    #expect(try await exported.status == 0)
    let report = try verify(file, data)
    #expect(report.spaces[0].records.map(\.field) == ["title"])
    let verified = try await Running.command("audit", "verify", "--data", data)
    #expect(verified.status == 0 && verified.output.contains("1 record"), "\(verified.errors)")
    let listed = try await Running.command("audit", "conflicts", "--data", data)
    for name in ["Example anna", "Example bram"] { #expect(listed.output.contains(name)) }
    await running.end(by: SIGTERM)
  }
}

extension Bench.Outcome {
  var object: [String: Any] {
    get throws {
      try #require(
        try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
  }

  /// The output without what differs from run to run.
  var named: String {
    output.replacing(/[0-9a-f]{24}:[0-9]+/, with: "DOT")
      .replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "DOCUMENT")
      .replacing(/[0-9a-f]{16}/, with: "ID")
      .replacing(#/  [0-9]+  (found|settled)/#) { "  POSITION  \($0.output.1)" }
      .replacing(/Voorbeeld (anna|bram), Voorbeeld (anna|bram)/, with: "NAMES")
  }
}

extension [String: Any] {
  var conflicts: [[String: Any]] { self["conflicts"] as? [[String: Any]] ?? [] }
}
