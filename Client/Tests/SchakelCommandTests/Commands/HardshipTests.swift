import Foundation
import SchakelCommand
import SchakelJSON
import Testing

#if os(Linux)
  /// The built program where the disk is full or may only be read.
  @Suite("Disks that do not do what is wanted", .timeLimit(.minutes(10)))
  struct HardshipTests {
    private static let total = 2_000
    private static let lines = (1...total)
      .map { "{\"kind\": \"fieldNote\", \"title\": \"Notitie \($0)\"}\n" }.joined()

    private static func count(_ device: TestDevice) async -> Int? {
      await device.run(["list", "--json"]).json?["total"]?.integer
    }

    @Test("a home that may only be read is told of with what to do, and nothing in it changes")
    func readOnly() async throws {
      try await withScratch { folder in
        let home = folder + "/home"
        _ = await TestDevice(home).made("note", "add", "--title", "Bankje")
        let files = try FileManager.default.contentsOfDirectory(atPath: home)
          .map { home + "/" + $0 }
        let before = files.map { FileManager.default.contents(atPath: $0) }
        try Self.setModes(files, 0o400, of: home, 0o500)
        for command in [["note", "add", "--title", "x"], ["import", "/dev/null"]] {
          let ended = try await Program(home: home, language: "nl").withoutPrivileges.run(command)
          #expect(ended.status == 1 && ended.out.isEmpty, "\(command)")
          let reason = "In \(home) mag niet geschreven worden. Geef jezelf daar schrijfrecht."
          #expect(ended.err.replacing("\n", with: " ").contains(reason), "\(ended.err)")
        }
        #expect(files.map { FileManager.default.contents(atPath: $0) } == before)
        try Self.setModes(files, 0o600, of: home, 0o700)
        let ended = try await Program(home: home).withoutPrivileges
          .run("note", "add", "--title", "x")
        #expect(ended.status == 0)
        #expect(await Self.count(TestDevice(home)) == 2)
      }
    }

    private static func setModes(
      _ files: [String], _ mode: Int, of folder: String, _ folderMode: Int
    ) throws {
      for file in files {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
      }
      try FileManager.default.setAttributes([.posixPermissions: folderMode], ofItemAtPath: folder)
    }

    @Test("an import that the disk does not take is finished when there is room, nothing twice")
    func importing() async throws {
      try await withScratch { folder in
        let scene = try await Scene(folder)
        let file = folder + "/in.jsonl"
        try Self.lines.write(toFile: file, atomically: true, encoding: .utf8)
        let program = Program(home: scene.anna.home)
        let ended = try await program.limited(toFilesOf: 1_000_000).run("import", file)
        #expect(ended.status == 1 && ended.out.isEmpty)
        #expect(ended.err.contains("What was kept is still"), "\(ended.err)")
        let kept = try #require(await Self.count(scene.anna))
        #expect(kept < Self.total)
        #expect(await scene.anna.run(["status", "--check", "--json"]).status == 0)
        let report = await scene.anna.run(["import", file, "--json"]).json
        #expect(report?["known"]?.integer == kept)
        #expect(report?["imported"]?.integer == Self.total - kept)
        await scene.meet()
        #expect(await Self.count(scene.bram) == Self.total)
      }
    }

    @Test(
      "a disk that fails under an import keeps what was kept, and says what to do",
      arguments: [("EROFS", "takes no changes any more"), ("EDQUOT", "The disk is full")])
    func failing(_ error: String, _ words: String) async throws {
      try await withScratch { folder in
        let device = TestDevice(folder + "/home")
        let own = await device.made("note", "add", "--title", "Vooraf")
        let file = folder + "/in.jsonl"
        try Self.lines.write(toFile: file, atomically: true, encoding: .utf8)
        let program = Program(home: device.home).failing(error, in: folder, after: 300)
        let ended = try await program.run("import", file)
        #expect(ended.status == 1 && ended.out.isEmpty)
        #expect(ended.err.replacing("\n", with: " ").contains(words), "\(ended.err)")
        let kept = try #require(await Self.count(device))
        #expect(kept < Self.total + 1)
        #expect(await device.run(["show", own]).status == 0)
        #expect(await device.run(["status", "--check", "--json"]).status == 0)
        let report = await device.run(["import", file, "--json"]).json
        #expect(report?["known"]?.integer == kept - 1)
        #expect(await Self.count(device) == Self.total + 1)
      }
    }

    @Test("a bundle that the disk does not take is taken in whole when there is room")
    func takingIn() async throws {
      try await withScratch { folder in
        let scene = try await Scene(folder)
        await scene.meet()
        _ = await scene.anna.run(["import", "-"], input: Self.lines)
        let bundle = folder + "/bundel"
        #expect(await scene.anna.run(["bundle", "export", bundle, "--plain"]).status == 0)
        let own = await scene.bram.made("note", "add", "--title", "Van Bram")
        let program = Program(home: scene.bram.home)
        let ended = try await program.limited(toFilesOf: 400_000).run("bundle", "import", bundle)
        #expect(ended.status == 1 && ended.out.isEmpty)
        #expect(ended.err.contains("What was kept is still"), "\(ended.err)")
        #expect(await scene.bram.run(["show", own]).status == 0)
        #expect(await scene.bram.run(["bundle", "import", bundle]).status == 0)
        #expect(await Self.count(scene.bram) == Self.total + 1)
        await scene.meet()
        #expect(await Self.count(scene.anna) == Self.total + 1)
        #expect(await scene.anna.run(["status", "--check"]).status == 0)
      }
    }
  }
#endif
