import EdgeTesting
import Foundation
import SchakelDaemon
import Testing

/// The built program, started as an operator starts it.
@Suite(.timeLimit(.minutes(1))) struct ServeTests {
  /// A running `schakeld serve` on a port of its own.
  final class Running {
    let process = Process()
    let folder: String
    private(set) var port = 0
    private let output = Pipe()
    private let errors = Pipe()

    init(_ arguments: [String] = [], environment: [String: String] = [:]) throws {
      folder = NSTemporaryDirectory() + "schakeld-" + UUID().uuidString
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false)
      process.executableURL = try Self.program()
      let founding = try Process.run(
        try Self.program(), arguments: ["init", "--data", folder, "--json"])
      founding.waitUntilExit()
      process.arguments = ["serve", "--data", folder, "--listen", "127.0.0.1:0"] + arguments
      process.environment = environment
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      port = line.split(separator: ":").last.flatMap { Int($0.dropLast()) } ?? 0
    }

    deinit {
      if process.isRunning { process.terminate() }
      try? FileManager.default.removeItem(atPath: folder)
    }

    /// The program lies beside the tests that were built with it.
    static func program() throws -> URL {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      var folder = URL(fileURLWithPath: tests).deletingLastPathComponent()
      if !FileManager.default.isExecutableFile(atPath: folder.path + "/schakeld") {
        // A test runner of the toolchain's loads the tests as a library.
        folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      }
      return folder.appending(path: "schakeld")
    }

    /// Sends a signal, waits for the end, and answers all that went to standard error.
    func end(by signal: Int32) -> String {
      kill(process.processIdentifier, signal)
      let log = errors.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: log, as: UTF8.self)
    }
  }

  @Test("it says where it listens, answers, and ends cleanly", arguments: [SIGTERM, SIGINT])
  func serves(signal: Int32) async throws {
    let running = try Running(["--log-format", "json"])
    try await Wire.connect(to: running.port) { wire in
      let answer = try await wire.get("/readyz")
      #expect(answer.status == 200)
    }
    let log = running.end(by: signal)
    #expect(running.process.terminationReason == .exit && running.process.terminationStatus == 0)
    let lines = log.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
    let last = try #require(lines.last { $0.contains(#""action":"stop""#) })
    #expect(last.contains(#""result":"done","origin":"process","actor":"schakeld""#))
  }

  @Test("a second server on the same address is refused, and says what to do")
  func occupied() async throws {
    let running = try Running()
    let context = DaemonContext.process
    let errors = Recorder<String>()
    var quiet = context
    quiet.printError = { errors.add($0) }
    let arguments = ["serve", "--data", running.folder, "--listen", "127.0.0.1:\(running.port)"]
    #expect(await Daemon.run(arguments, in: quiet) == .refused)
    #expect(errors.all.joined().contains("is in use by another program"))
    _ = running.end(by: SIGTERM)
  }

  @Test("the environment and the file in the data folder are heeded")
  func settings() async throws {
    let running = try Running(environment: ["SCHAKELD_LIMITS_HEADER_FIELDS": "3"])
    try await Wire.connect(to: running.port) { wire in
      let answer = try await wire.get("/livez", ["X-A: 1", "X-B: 2", "X-C: 3"])
      #expect(answer.status == 431)
    }
    _ = running.end(by: SIGTERM)
  }
}
