import Foundation
import Testing

@testable import SchakelCommand

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

  @Test(
    "the standard home is where the platform keeps data",
    arguments: [
      ([:], nil), (["HOME": ""], nil), (["XDG_DATA_HOME": "/data"], "/data/schakel"),
      (["XDG_DATA_HOME": "/data", "HOME": "/users/x"], "/data/schakel"),
      (["HOME": "/users/x"], "/users/x" + own),
      (["XDG_DATA_HOME": "", "HOME": "/users/x"], "/users/x" + own),
      (["XDG_DATA_HOME": "not/absolute", "HOME": "/users/x"], "/users/x" + own),
      (["XDG_DATA_HOME": "not/absolute"], nil),
    ] as [([String: String], String?)])
  func standard(environment: [String: String], home: String?) {
    #expect(HomeFolder.standard(environment) == home)
  }

  #if os(macOS)
    private static let own = "/Library/Application Support/schakel"
  #else
    private static let own = "/.local/share/schakel"
  #endif

  @Test("without --home everything is in the standard one, made for its owner alone")
  func unnamed() async throws {
    try await withScratch { folder in
      var program = Program(home: nil)
      for (variable, home) in [("HOME", folder + Self.own), ("XDG_DATA_HOME", folder + "/schakel")]
      {
        program.environment = [variable: folder]
        #expect(try await program.run("list").status == 1)
        #expect(!FileManager.default.fileExists(atPath: home))
        #expect(try await program.run("note", "add", "--title", "Bankje").status == 0)
        #expect(try await program.run("list").out.contains("Bankje"))
        #expect(try await Program(home: home).run("list").out.contains("Bankje"))
        let mode = try FileManager.default.attributesOfItem(atPath: home)[.posixPermissions]
        #expect(mode as? Int == 0o700)
      }
      program.environment = [:]
      let homeless = try await program.run("list")
      #expect(homeless.status == 2 && homeless.err.contains("--home"), "\(homeless.err)")
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

  private static func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private static func setMode(_ mode: Int, of path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  @Test("a folder that was open to others is its owner's alone once it is a home")
  func openFolder() async throws {
    try await withScratch { folder in
      try Self.setMode(0o755, of: folder)
      _ = await TestDevice(folder).made("note", "add", "--title", "x")
      #expect(try Self.mode(of: folder) == 0o700)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.contains("replica.sqlite"))
      for name in names { #expect(try Self.mode(of: folder + "/" + name) == 0o600, "\(name)") }
    }
  }

  @Test("a home that was opened to others is closed by the next command, which says nothing of it")
  func opened() async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home")
      _ = await device.made("note", "add", "--title", "Bankje")
      let before = try await device.run("list")
      let open = ["replica.sqlite", "replica.mark"].map { device.home + "/" + $0 }
      for (mode, fileMode) in [(0o755, 0o644), (0o710, 0o600), (0o700, 0o640), (0o777, 0o666)] {
        try Self.setMode(mode, of: device.home)
        for path in open { try Self.setMode(fileMode, of: path) }
        // By whatever way one comes to it.
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/way", withDestinationPath: device.home)
        let outcome = try await TestDevice(folder + "/way").run("list")
        try FileManager.default.removeItem(atPath: folder + "/way")
        #expect(outcome.status == 0 && outcome.out == before.out && outcome.err.isEmpty)
        #expect(try Self.mode(of: device.home) == 0o700)
        for path in open { #expect(try Self.mode(of: path) == 0o600, "\(path)") }
      }
    }
  }

  @Test("a place where everybody puts files is nobody's home", arguments: Language.allCases)
  func common(language: Language) async throws {
    try await withScratch { folder in
      let place = folder + "/common"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
      try Self.setMode(0o1777, of: place)
      let outcome = try await TestDevice(place, language: language)
        .run("note", "add", "--title", "x")
      #expect(outcome.status == 1 && outcome.err.contains("--home"), "\(outcome.err)")
      #expect(try Self.mode(of: place) == 0o1777)
      #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
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
