import Foundation
import SchakelJSON
import Synchronization
import Testing

@testable import SchakelDemo

@Suite("The demonstration")
struct DemoRunTests {
  private let printed = Printed()

  private final class Printed: Sendable {
    private let text = Mutex("")
    var all: String { text.withLock { $0 } }
    func add(_ line: String) { text.withLock { $0 += line + "\n" } }
  }

  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Examples/voorbeelden.jsonl").path()

  private func run(schakeld: String, input: String) throws -> (holds: Bool, folder: String) {
    let folder = try DemoRun.freshFolder()
    let printed = printed
    let run = DemoRun(
      folder: folder, keeps: false, server: ServerProcess(), environment: ["LANG": "nl_NL"]
    ) { printed.add($0) }
    return (run.run(schakeld: schakeld, schakel: "/bin/false", input: input), folder)
  }

  @Test("a program that fails fails the demonstration, which says where to look")
  func failing() throws {
    for program in ["/bin/false", "/bin/true", "/nowhere/schakeld"] {
      let ran = try run(schakeld: program, input: Self.examples)
      #expect(!ran.holds)
      #expect(printed.all.contains("Alles staat nog in \(ran.folder)"))
      try FileManager.default.removeItem(atPath: ran.folder)
    }
  }

  @Test("too little input is said, not shown")
  func input() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jsonl")
    try Data("{}\n{}\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    for input in [file.path(), "/nowhere/input.jsonl"] {
      let ran = try run(schakeld: "/bin/false", input: input)
      #expect(!ran.holds)
      try FileManager.default.removeItem(atPath: ran.folder)
    }
    #expect(printed.all.contains("has fewer than 12 lines"))
    #expect(printed.all.contains("/nowhere/input.jsonl cannot be read"))
  }

  @Test("what a device shows is read from its JSON")
  func reading() throws {
    let text = """
      {"contribution": {"title": "b", "themes": ["x", "y"]}, "conflicts": ["title"],
       "parallelEdits": ["place"], "versions": {"title": [{"value": "a"}, {"value": "b"}]}}
      """
    let show = try Worker.document(text)
    #expect(
      ParallelEdit.Seen(show, field: "title")
        == .init(shown: ["b"], versions: ["a", "b"], needsChoice: true, isParallelEdit: false))
    #expect(
      ParallelEdit.Seen(show, field: "themes")
        == .init(shown: ["x", "y"], versions: [], needsChoice: false, isParallelEdit: false))
    #expect(
      ParallelEdit.Seen(show, field: "place")
        == .init(shown: [], versions: [], needsChoice: false, isParallelEdit: true))
    #expect(throws: DemoError.self) { try Worker.document("Er ging iets mis.") }
  }

  @Test("the port is where the server says it is, or nowhere")
  func port() {
    #expect(ServerProcess.port(in: "listening on http://127.0.0.1:34401\n") == 34_401)
    for line in ["", "\n", "listening\n", "listening on http://127.0.0.1:\n"] {
      #expect(ServerProcess.port(in: line) == nil)
    }
  }
}
