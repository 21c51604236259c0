import Foundation
import SchakelCommand
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

  /// A program that says where it listens, as the server does, and goes on until it is ended.
  private static let listener = """
    #!/bin/sh
    echo "listening on http://127.0.0.1:34401"
    exec sleep 600

    """

  /// Starts processes that hear a signal: those that tests share their threads with hold it back,
  /// and a process begins as the thread that starts it.
  private static func hearing(_ signal: Int32, _ body: () throws -> Void) rethrows {
    var (heard, before) = (sigset_t(), sigset_t())
    // Unsafe: all three are pointers to variables of this function.
    unsafe sigemptyset(&heard)
    unsafe sigaddset(&heard, signal)
    unsafe pthread_sigmask(SIG_UNBLOCK, &heard, &before)
    // Unsafe: as above.
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  @Test("the server and the folder stay where they are to be kept, and only there")
  func keeping() throws {
    for keeps in [true, false] {
      let folder = try DemoRun.freshFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let program = folder + "/schakeld"
      #expect(
        FileManager.default.createFile(
          atPath: program, contents: Data(Self.listener.utf8),
          attributes: [.posixPermissions: 0o700]))
      let server = ServerProcess()
      defer { server.stop() }
      try Self.hearing(SIGTERM) {
        try server.start(
          Tool(path: program, environment: [:], scratch: folder), data: folder + "/region",
          in: folder)
      }
      let process = try #require(server.processID)
      let printed = printed
      let run = DemoRun(
        folder: folder, keeps: keeps, server: server, environment: [:], line: { printed.add($0) })
      run.finish(
        holds: true,
        DemoSetting(
          schakeld: program, schakel: "/bin/false", input: Self.examples, folder: folder,
          language: .dutch, hasColour: false, environment: [:], line: run.line))
      #expect((server.processID == process) == keeps)
      #expect(FileManager.default.fileExists(atPath: folder) == keeps)
      #expect(printed.all.contains("kill \(process); rm -r \(folder)") == keeps)
      #expect(printed.all.contains("/bin/false --home \(folder)/anna list") == keeps)
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
