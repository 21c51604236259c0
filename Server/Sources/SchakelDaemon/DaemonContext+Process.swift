import Foundation
import SchakelKeys
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
    fileSize: fileSize(at:),
    makeFolder: makeFolder(at:),
    makePrivateFile: makePrivateFile(at:),
    randomBytes: SchakelKeys.randomBytes(_:),
    freeBytes: spaceLeft(at:),
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

private func fileSize(at path: String) -> UInt64? {
  guard !isFolder(at: path) else { return nil }
  let facts = try? FileManager.default.attributesOfItem(atPath: path)
  return (facts?[.size] as? NSNumber)?.uint64Value
}

private func makeFolder(at path: String) throws {
  guard !isFolder(at: path) else { return }
  do {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  } catch {
    throw Refusal("Cannot make the folder \(path): \(error.localizedDescription)")
  }
}

private func makePrivateFile(at path: String) throws {
  // SAFETY: the path becomes a C string that lives for the call.
  let file = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
  guard file >= 0 else {
    // SAFETY: strerror answers a static string, which is copied at once.
    throw Refusal("Cannot write \(path): \(unsafe String(cString: strerror(errno)))")
  }
  close(file)
}
