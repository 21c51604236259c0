import Foundation
import Testing

@testable import SchakelCommand

@Suite("A file that a command leaves")
struct OutputFileTests {
  private static func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// The built program, of somebody whose files are everybody's unless a program says otherwise.
  private static func careless(_ home: String) -> Program {
    var program = Program(home: home)
    program.through = ["sh", "-c", "umask 0; exec \"$@\"", "sh"]
    return program
  }

  @Test("a bundle is its owner's alone, whatever may be read of other files")
  func bundle() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "Bankje")
      await scene.meet()
      let program = Self.careless(scene.anna.home)
      try Data("een lange wachtzin\n".utf8).write(to: URL(filePath: folder + "/word"))
      for (name, more) in [
        ("plain", ["--plain"]), ("sealed", ["--passphrase-file", folder + "/word"]),
        ("region", ["--to-region"]),
      ] {
        let path = folder + "/" + name
        let ended = try await program.run(["bundle", "export", path] + more)
        #expect(ended.status == 0, "\(ended.err)")
        #expect(try Self.mode(of: path) == 0o600, "\(name)")
      }
    }
  }

  @Test("so are the page and the table of an audit")
  func audit() async throws {
    try await withScratch { folder in
      let scene = try await AuditScene(folder)
      try await scene.export()
      let (html, csv) = (folder + "/page.html", folder + "/table.csv")
      let ended = try await Self.careless(scene.anna.home)
        .run("audit", "report", scene.file, "--html", html, "--csv", csv)
      #expect(ended.status == 0, "\(ended.err)")
      for path in [html, csv] { #expect(try Self.mode(of: path) == 0o600, "\(path)") }
    }
  }

  @Test("it is whole or it is not there, and nothing gives way to it")
  func whole() async throws {
    try await withScratch { folder in
      let context = TestDevice(folder + "/home", language: .english).context()
      let path = folder + "/file"
      let file = try OutputFile(path, in: context)
      try file.write([1, 2, 3])
      #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
      #expect(throws: Failure.self) { try OutputFile(path, in: context) }
      let failure = #expect(throws: Failure.self) {
        try OutputFile(folder + "/none/file", in: context).write([1])
      }
      #expect(failure?.text.contains("there is no such file or folder") == true)
    }
  }
}
