import EdgeTesting
import SchakelDaemon
import UnixSignals

/// A world for a command, which keeps what the command says.
struct World {
  let output = Recorder<String>()
  let errors = Recorder<String>()
  var environment: [String: String] = [:]
  var files: [String: String] = [:]
  var folders: Set<String> = ["/data"]

  var context: DaemonContext {
    let (output, errors, files, folders) = (output, errors, files, folders)
    return DaemonContext(
      print: { output.add($0) }, printError: { errors.add($0) }, environment: environment,
      now: { 0 }, readFile: { files[$0].map { Array($0.utf8) } },
      readPieces: { path, take in try files[path].map { try take(Array($0.utf8)) } },
      removeFile: { _ in },
      isFolder: { folders.contains($0) }, fileSize: { files[$0].map { UInt64($0.utf8.count) } },
      makeFolder: { _ in },
      makePrivateFile: { _ in },
      newFile: { _ in NewFile(append: { _ in }, keep: {}, discard: {}) },
      randomBytes: { [UInt8](repeating: 0, count: $0) },
      freeBytes: { _ in nil }, adoptMetrics: { _ in }, signals: [])
  }

  func run(_ arguments: String...) async -> Daemon.ExitStatus {
    await Daemon.run(arguments, in: context)
  }

  var said: String { output.all.joined(separator: "\n") }
  var complained: String { errors.all.joined() }
}
