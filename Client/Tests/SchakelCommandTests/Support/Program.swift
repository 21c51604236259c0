import Foundation

/// The built program, run as a person runs it: in a process of its own.
struct Program {
  /// What one run came to.
  struct Ended {
    let status: Int32
    let out: String
    let err: String
  }

  let home: String
  var language = "C"

  /// Runs a command to its end.
  ///
  /// - Parameter output: a file to write standard output to instead of answering it.
  func run(_ arguments: String..., output: String? = nil) async throws -> Ended {
    try await run(arguments, output: output)
  }

  func run(_ arguments: [String], output: String? = nil) async throws -> Ended {
    let (out, err) = (Pipe(), Pipe())
    let process = try process(arguments)
    process.standardOutput =
      try output.map { try FileHandle(forWritingTo: URL(filePath: $0)) } ?? out
    process.standardError = err
    try process.run()
    let said = output == nil ? await Self.text(of: out) : ""
    let complained = await Self.text(of: err)
    await Self.exit(of: process)
    return Ended(status: process.terminationStatus, out: said, err: complained)
  }

  /// Runs a command and kills it after a time, at whatever it is just doing.
  func killed(_ arguments: String..., after time: Duration) async throws {
    let process = try process(arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try await Task.sleep(for: time)
    kill(process.processIdentifier, SIGKILL)
    await Self.exit(of: process)
  }

  private func process(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = try Self.file()
    process.arguments = ["--home", home] + arguments
    process.environment = ["LANG": language, "TZ": "UTC"]
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// The program lies beside the tests that were built with it.
  private static func file() throws -> URL {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var folder = URL(filePath: tests).deletingLastPathComponent()
    if !FileManager.default.isExecutableFile(atPath: folder.path() + "schakel") {
      // A test runner of the toolchain's loads the tests as a library.
      folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    }
    return folder.appending(path: "schakel")
  }

  // What blocks does so on a thread of its own: the few that tests share are needed by the others.

  private static func text(of pipe: Pipe) async -> String {
    let file = pipe.fileHandleForReading
    return await waiting { String(decoding: file.readDataToEndOfFile(), as: UTF8.self) }
  }

  private static func exit(of process: Process) async {
    await waiting { process.waitUntilExit() }
  }

  private static func waiting<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }
}
