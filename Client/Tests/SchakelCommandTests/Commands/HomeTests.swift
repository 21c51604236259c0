import Foundation
import SchakelCommand
import Testing

@Suite("The home folder")
struct HomeTests {
  @Test("a folder that cannot be used is told of", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      var transcript = Transcript()
      transcript.mask(folder, as: "~")
      let foreign = folder + "/foreign"
      try FileManager.default.createDirectory(
        atPath: foreign, withIntermediateDirectories: true)
      try Data(repeating: 0x41, count: 10_000)
        .write(to: URL(filePath: foreign + "/replica.sqlite"))
      await transcript.type("list", on: TestDevice(foreign, language: language))
      let file = folder + "/file"
      try Data().write(to: URL(filePath: file))
      await transcript.type("note", "add", "--title", "x", on: TestDevice(file, language: language))
      await transcript.type("list", on: TestDevice(folder + "/none", language: language))
      try transcript.expect("home.\(language.rawValue)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
    }
  }

  @Test("a key that others can read is not used")
  func openKey() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "x")
      let key = scene.anna.home + "/device.key"
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
      let outcome = await scene.anna.run(["sync"])
      #expect(outcome.status == 1)
      #expect(outcome.err.contains("chmod 600"))
    }
  }

  @Test("a database is for its owner alone, also in a folder that is open to others")
  func openFolder() async throws {
    try await withScratch { folder in
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      _ = await TestDevice(folder).made("note", "add", "--title", "x")
      for name in ["replica.sqlite", "replica.sqlite-wal"] {
        let path = folder + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { continue }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600, "\(name)")
      }
      #expect(FileManager.default.fileExists(atPath: folder + "/replica.sqlite"))
    }
  }

  @Test("what a home holds is for its owner alone")
  func modes() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      for name in ["device.key", "credential.json"] {
        let path = scene.anna.home + "/" + name
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600, "\(name)")
      }
      let mode = try FileManager.default.attributesOfItem(
        atPath: scene.anna.home)[.posixPermissions]
      #expect(mode as? Int == 0o700)
    }
  }
}
