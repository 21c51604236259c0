import Foundation
import NIOSSL
import RegionTesting
import SchakelCore

/// The built program, started as an operator starts it.
final class Running {
  /// What a command that ended said.
  struct Ended {
    let status: Int32
    let output: String
    let errors: String
  }

  let process = Process()
  let data: String
  private(set) var port = 0
  /// What it said it listens on.
  private(set) var address = ""
  private let output = Pipe()
  private let errors = Pipe()
  /// Where its log goes, if not to a pipe: a pipe holds little until somebody reads it.
  private var logFile: String?

  private init(_ data: String) {
    self.data = data
  }

  /// Serves the region in `data` on a port of its own. A test that makes much of a log names a file
  /// for it, and one that takes something away from the server the command that does so and then runs
  /// what follows it.
  static func serve(
    _ data: String, _ arguments: [String] = [], environment: [String: String] = [:],
    logFile: String? = nil, through: [String] = []
  ) async throws -> Running {
    let running = Running(data)
    let process = running.process
    let line =
      through + [try Self.program().path] + ["serve", "--data", data, "--listen", "127.0.0.1:0"]
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = line + arguments
    process.environment = environment.merging(["PATH": Self.path]) { own, _ in own }
    process.standardOutput = running.output
    process.standardError = try running.log(to: logFile)
    try await Self.start(process)
    let output = running.output.fileHandleForReading
    let said = await waiting { String(decoding: output.availableData, as: UTF8.self) }
    running.address = String(said.dropFirst("listening on ".count).dropLast())
    running.port = said.split(separator: ":").last.flatMap { Int($0.dropLast()) } ?? 0
    return running
  }

  private static let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

  private func log(to file: String?) throws -> Any {
    guard let file else { return errors }
    logFile = file
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: file))
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// Makes a region in a new folder of `scratch` and serves it.
  static func founded(
    in scratch: Scratch, _ arguments: [String] = [], environment: [String: String] = [:]
  ) async throws -> Running {
    let data = scratch.path + "/data"
    try await command("init", "--data", data)
    return try await serve(data, arguments, environment: environment)
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

  /// Runs a command to its end.
  @discardableResult
  static func command(_ arguments: String...) async throws -> Ended {
    try await command(arguments)
  }

  @discardableResult
  static func command(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Ended {
    let (process, output, errors) = (Process(), Pipe(), Pipe())
    process.executableURL = try program()
    process.arguments = arguments
    process.environment = environment
    process.standardOutput = output
    process.standardError = errors
    try await Self.start(process)
    let said = await end(of: output)
    let complained = await end(of: errors)
    await exit(of: process)
    return Ended(status: process.terminationStatus, output: said, errors: complained)
  }

  /// Sends a signal, waits for the end, and answers all that went to standard error.
  @discardableResult
  func end(by signal: Int32) async -> String {
    kill(process.processIdentifier, signal)
    guard let logFile else {
      let log = await Self.end(of: errors)
      await Self.exit(of: process)
      return log
    }
    await Self.exit(of: process)
    return (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
  }

  /// The program ended where more was expected.
  struct Ending: Error {}

  /// The first line of the log that `isWanted`; what came before it is gone. Throws where the
  /// program ends without one.
  func logLine(_ isWanted: (Substring) -> Bool) async throws -> String {
    let file = errors.fileHandleForReading
    var log = ""
    while true {
      let more = await Self.waiting { String(decoding: file.availableData, as: UTF8.self) }
      guard !more.isEmpty else { throw Ending() }
      log += more
      let whole = log.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      if let line = whole.first(where: isWanted) { return String(line) }
    }
  }

  // MARK: Starting

  /// Starts a process once not too many files are open. To close them in the new one, Foundation on Linux
  /// reads `/proc/self/fd` and copies each directory entry in its full length, however short it is: from
  /// some 1,360 files on, the last of them lie at the end of a buffer, and the test process may crash.
  static func start(_ process: Process) async throws {
    while openFiles > 1_000 { try await Task.sleep(for: .milliseconds(20)) }
    try process.run()
  }

  /// About how many files are open: the lowest number that none has.
  private static var openFiles: Int32 {
    let file = dup(STDERR_FILENO)
    defer { close(file) }
    return file
  }

  // MARK: Waiting

  /// Waits for something that blocks on a thread of its own: the few that tests share are needed
  /// by the others.
  private static func waiting<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }

  private static func end(of pipe: Pipe) async -> String {
    let file = pipe.fileHandleForReading
    return await waiting { String(decoding: file.readDataToEndOfFile(), as: UTF8.self) }
  }

  static func exit(of process: Process) async {
    await waiting { process.waitUntilExit() }
  }

  /// Enrols a device of a person, with an invitation that a command made beside the server.
  func device(
    of person: String, role: String = "contributor", in space: SpaceID, _ scratch: Scratch,
    by security: TLSConfiguration? = nil
  ) async throws -> TestDevice {
    let invitation = try await Self.command(
      "invite", "--data", data, "--space", space.text, "--role", role, "--person", person,
      "--name", "Example \(person)", "--server", "http://127.0.0.1:\(port)")
    let device = try TestDevice(home: try scratch.folder(), port: port)
    try await device.enrol(with: try Invitation(text: invitation.output).code, by: security)
    return device
  }

  /// `schakeld status --json --fingerprint`.
  func status() async throws -> Report {
    let status = try await Self.command("status", "--data", data, "--json", "--fingerprint")
    return try JSONDecoder().decode(Report.self, from: Data(status.output.utf8))
  }

  struct Report: Decodable {
    struct Space: Decodable {
      let id: String
      let position: Int
      let documents: Int
      let digest: String
      let fingerprint: String
      let voids: Int
      let forks: Int
      let lastCheckpoint: String?
    }

    struct Device: Decodable {
      let id: String
      let agent: String
    }

    let spaces: [Space]
    let devices: [Device]
    let changes: Int

    var space: SpaceID { SpaceID(text: spaces[0].id) ?? SpaceID(rawValue: 0) }
  }
}
