import Foundation
import SchakelServer
import UnixSignals

extension DaemonContext {
  /// The world of this process.
  public static let process = DaemonContext(
    print: writeToStandardOutput,
    printError: writeToStandardError,
    environment: ProcessInfo.processInfo.environment,
    now: millisecondsNow,
    readFile: readFile(at:),
    isFolder: isFolder(at:),
    signals: [.sigterm, .sigint])
}

/// A reader at the other end of a pipe sees each line at once.
private func writeToStandardOutput(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

private func readFile(at path: String) throws -> [UInt8]? {
  guard FileManager.default.fileExists(atPath: path) else { return nil }
  return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

private func isFolder(at path: String) -> Bool {
  var isFolder = ObjCBool(false)
  // SAFETY: the pointer is to a local variable, and is used during this call only.
  let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
  return exists && isFolder.boolValue
}
