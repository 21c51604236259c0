import Foundation
import SchakelCommand
import SchakelJSON
import Testing

@Suite("JSON is what JSON.md says")
struct DocumentedTests {
  private static let client = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Members whose own members are named by fields, not by us.
  private static let open: Set = ["contribution", "versions", "fields"]

  private func names(_ json: JSONValue) -> Set<String> {
    switch json {
    case .array(let items): items.reduce(into: []) { $0.formUnion(names($1)) }
    case .object(let members):
      members.reduce(into: []) { all, member in
        all.insert(member.name)
        if !Self.open.contains(member.name) { all.formUnion(names(member.value)) }
      }
    default: []
    }
  }

  @Test("every member that a command prints is documented")
  func members() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let made = await scene.anna.made("note", "add", "--title", "a", "--place", "x")
      await scene.meet()
      _ = await scene.anna.run(["edit", made, "--set", "title=b", "--set", "place=y"])
      _ = await scene.bram.run(["edit", made, "--set", "title=c", "--set", "place=z"])
      await scene.meet()
      let commands = [
        ["list"], ["search", "a"], ["show", made], ["history", made], ["conflicts"],
        ["status", "--fingerprint"],
        ["sync"], ["note", "add", "--title", "x"], ["edit", made, "--set", "body=d"],
        ["delete", made], ["restore", made], ["import", "-"],
        ["bundle", "export", folder + "/b"], ["bundle", "import", folder + "/b"],
      ]
      let page = try String(
        contentsOf: Self.client.appending(path: "JSON.md"), encoding: .utf8)
      for command in commands {
        let outcome = await scene.anna.run(command + ["--json"], input: "x\n")
        let json = try #require(outcome.json, "\(command): \(outcome.err)")
        for name in names(json) {
          #expect(
            page.contains("`\(name)`") || page.contains("\"\(name)\""), "\(command[0]): \(name)")
        }
      }
    }
  }
}
