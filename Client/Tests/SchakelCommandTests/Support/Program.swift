import Foundation

/// The built program, run as a person runs it: in a process of its own.
struct Program {
  /// What one run came to.
  struct Ended {
    let status: Int32
    let out: String
    let err: String
  }

  /// nil for the standard one of the environment.
  let home: String?
  var language = "C"
  /// Variables beside the language.
  var environment: [String: String] = [:]
  /// Another program and its first arguments, which runs the command line that follows them.
  var through: [String] = []

  init(home: String?, language: String = "C") {
    self.home = home
    self.language = language
  }

  #if os(Linux)
    /// The program as somebody runs it for whom the rights of files hold, which they do not for
    /// root.
    var withoutPrivileges: Program {
      var program = self
      if geteuid() == 0 { program.through = ["setpriv", "--bounding-set=-dac_override"] }
      return program
    }

    /// The program on a disk that takes no file of more bytes, as an almost full one takes no more.
    func limited(toFilesOf bytes: Int) -> Program {
      var program = self
      // POSIX counts in blocks of 512 bytes; without the trap a process that goes on is killed.
      program.through = [
        "sh", "-c", "trap '' XFSZ; ulimit -f \(bytes / 512); exec \"$@\"", "sh",
      ]
      return program
    }

    /// The program on a disk under `folder` that fails after so many writes:
    /// `Tests/FailingDisk/failing_disk.c` says how.
    ///
    /// - Parameter error: `EROFS` where the system makes it read-only, `EDQUOT` where a quota is used up.
    func failing(_ error: String, in folder: String, after writes: Int) -> Program {
      var program = self
      let source = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../Tests/FailingDisk/failing_disk.c").standardizedFileURL.path()
      let place = URL(filePath: folder).resolvingSymlinksInPath().path()
      // By the compiler that comes with Swift.
      let build = "clang -shared -fPIC -o \"$0\" \"$1\" -ldl && shift && LD_PRELOAD=$0 exec \"$@\""
      program.through = [
        "FAILING_DISK=" + place, "FAILING_ERROR=" + error, "FAILING_AFTER=\(writes)",
        "sh", "-c", build, folder + "/failing_disk.so", source,
      ]
      return program
    }
  #endif

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
    let all = through + [try Self.file().path()] + (home.map { ["--home", $0] } ?? []) + arguments
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = all
    process.environment = environment.merging(
      ["LANG": language, "TZ": "UTC", "PATH": Self.path]) { own, _ in own }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  private static let path =
    ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"

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
