import Foundation
import SchakelCommand
import SchakelJSON
import Testing

@Suite("The program itself", .timeLimit(.minutes(10)))
struct ProgramTests {
  @Test("it ends with 0 when done, 1 when refused and 2 when asked nonsense, in the locale's words")
  func exits() async throws {
    try await withScratch { folder in
      let table: [(locale: String, arguments: [String], status: Int32, words: String)] = [
        ("C", ["note", "add", "--title", "x"], 0, ""),
        ("nl_NL.UTF-8", ["show", "9999"], 1, "Er is hier geen bijdrage met nummer 9999."),
        ("C", ["show", "9999"], 1, "There is no contribution with number 9999 here."),
        ("nl_BE", ["sync"], 1, "Dit apparaat is nog niet aangemeld."),
        ("en_GB.UTF-8", ["sync"], 1, "This device is not enrolled yet."),
        ("nl_NL.UTF-8", ["vlieg"], 2, "schakel: "),
        ("C", ["--version"], 0, ""),
      ]
      for row in table {
        let ended = try await Program(home: folder, language: row.locale).run(row.arguments)
        #expect(ended.status == row.status, "\(row.arguments): \(ended.err)")
        let isSaid = row.words.isEmpty ? ended.err.isEmpty : ended.err.contains(row.words)
        #expect(isSaid, "\(row.arguments): \(ended.err)")
        #expect(ended.out.isEmpty == (row.status != 0), "\(row.arguments): \(ended.out)")
      }
    }
  }

  @Test("what is not written to a terminal has no colours and no progress in it")
  func plain() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let program = Program(home: scene.anna.home)
      let lines = (1...1_500).map { "{\"kind\": \"fieldNote\", \"title\": \"Notitie \($0)\"}\n" }
      try lines.joined().write(toFile: folder + "/in", atomically: true, encoding: .utf8)
      // Each of the first four shows progress to whoever watches a terminal (ProgressTests).
      let commands = [
        ["import", folder + "/in"], ["bundle", "export", folder + "/uit", "--plain"],
        ["bundle", "import", folder + "/uit"], ["status", "--fingerprint", "--check"], ["list"],
      ]
      for command in commands {
        let ended = try await program.run(command)
        #expect(ended.status == 0 && !ended.out.isEmpty, "\(command)")
        #expect(!ended.out.contains("\u{1b}") && ended.err.isEmpty, "\(command): \(ended.err)")
      }
    }
  }

  @Test("processes that write in one home at once each keep all that they wrote")
  func sideBySide() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let shared = await scene.anna.made("note", "add", "--title", "gedeeld")
      let program = Program(home: scene.anna.home)
      try await withThrowingTaskGroup(of: Int32.self) { group in
        for writer in 0..<4 {
          group.addTask {
            for number in 0..<5 {
              let title = "schrijver \(writer), notitie \(number)"
              let added = try await program.run("note", "add", "--title", title)
              let edited = try await program.run(
                "edit", shared, "--add", "themes=\(writer)\(number)")
              if added.status + edited.status != 0 { return 1 }
            }
            return 0
          }
        }
        for try await status in group { #expect(status == 0) }
      }
      // The region takes every one: no number was given out twice and no chain is broken.
      await scene.meet()
      let status = await scene.anna.run(["status", "--json"]).json
      #expect(status?["synchronised"]?.bool == true && status?["forks"]?.integer == 0)
      #expect(await scene.bram.run(["list", "--json"]).json?["total"]?.integer == 21)
      let note = await scene.bram.run(["show", shared, "--json"]).json
      #expect(note?["contribution"]?["themes"]?.array?.count == 20)
    }
  }

  @Test("an import that was killed is finished by another, and nothing comes twice")
  func killed() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let program = Program(home: scene.anna.home)
      let file = folder + "/invoer.jsonl"
      let total = 3_000
      try (1...total).map { "{\"kind\": \"fieldNote\", \"title\": \"Notitie \($0)\"}\n" }
        .joined().write(toFile: file, atomically: true, encoding: .utf8)
      for milliseconds in [40, 90, 160] {
        try await program.killed("import", file, after: .milliseconds(milliseconds))
      }
      let ended = try await program.run("import", file, "--json")
      #expect(ended.status == 0)
      let report = try JSONReader.read(Array(ended.out.utf8))
      let imported = try #require(report["imported"]?.integer)
      let known = try #require(report["known"]?.integer)
      #expect(imported + known == total)
      await scene.meet()
      #expect(await scene.bram.run(["list", "--json"]).json?["total"]?.integer == total)
    }
  }

  #if os(Linux)
    @Test("an answer that the disk does not take is not taken for given")
    func fullDisk() async throws {
      try await withScratch { folder in
        let program = Program(home: folder, language: "nl")
        _ = try await program.run("note", "add", "--title", "x")
        let ended = try await program.run("export", "--drafts", output: "/dev/full")
        #expect(ended.status == 1)
        #expect(ended.err == "schakel: Niet alles kon geschreven worden: de schijf is vol.\n")
      }
    }
  #endif
}
