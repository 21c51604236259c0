import Foundation
import Metrics
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
    readPieces: readPieces(of:to:),
    removeFile: { path in
      // unsafe: the path is read during the call.
      _ = unsafe unlink(path)
    },
    isFolder: isFolder(at:),
    fileSize: fileSize(at:),
    makeFolder: makeFolder(at:),
    makePrivateFile: makePrivateFile(at:),
    newFile: NewFile.begin(at:),
    randomBytes: SchakelKeys.randomBytes(_:),
    freeBytes: spaceLeft(at:),
    adoptMetrics: { MetricsSystem.bootstrap($0) },
    signals: [.sigterm, .sigint],
    columns: columns(ProcessInfo.processInfo.environment),
    timeZone: .current,
    names: names(in:),
    user: systemUser(ProcessInfo.processInfo.environment),
    record: {
      try keepRecord($0, in: ProcessInfo.processInfo.environment["SCHAKELD_COMMAND_LOG"])
    })
}

/// A reader at the other end of a pipe sees each line at once.
private func writeToStandardOutput(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

private func readFile(at path: String) throws -> [UInt8]? {
  // SAFETY: the path becomes a C string that lives for the call.
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else {
    if errno == ENOENT { return nil }
    throw FileFailure(.read, path, errno: errno)
  }
  defer { close(file) }
  if isFolder(at: path) { throw FileFailure(.read, path, errno: EISDIR) }
  let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
  guard let bytes = try? handle.readToEnd() ?? Data() else {
    throw FileFailure(.read, path, errno: EIO)
  }
  return Array(bytes)
}

/// A piece at a time, so that a file of any size takes little memory.
private func readPieces(of path: String, to take: ([UInt8]) throws -> Void) throws {
  let piece = 1 << 20
  // SAFETY: the path becomes a C string that lives for the call.
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw FileFailure(.read, path, errno: errno) }
  defer { close(file) }
  if isFolder(at: path) { throw FileFailure(.read, path, errno: EISDIR) }
  let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
  while true {
    guard let data = try? handle.read(upToCount: piece) ?? Data() else {
      throw FileFailure(.read, path, errno: EIO)
    }
    if data.isEmpty { return }
    try take(Array(data))
  }
}

private func isFolder(at path: String) -> Bool {
  var isFolder = ObjCBool(false)
  // SAFETY: the pointer is to a local variable, and is used during this call only.
  let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
  return exists && isFolder.boolValue
}

private func names(in path: String) throws -> [String] {
  // SAFETY: the path becomes a C string that lives for the call.
  guard unsafe access(path, R_OK | X_OK) == 0 else {
    throw FileFailure(.read, path, errno: errno)
  }
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
    throw FileFailure(.read, path, errno: ENOTDIR)
  }
  return names
}

private func fileSize(at path: String) -> UInt64? {
  guard !isFolder(at: path) else { return nil }
  let facts = try? FileManager.default.attributesOfItem(atPath: path)
  return (facts?[.size] as? NSNumber)?.uint64Value
}

private func makeFolder(at path: String) throws {
  guard !isFolder(at: path) else { return }
  // Foundation's own answer crashes for a name of one letter.
  let parent = path.contains("/") ? (path as NSString).deletingLastPathComponent : ""
  if !parent.isEmpty, !FileManager.default.fileExists(atPath: parent) {
    try makeFolder(at: parent)
  }
  // SAFETY: the path becomes a C string that lives for the call.
  guard unsafe mkdir(path, mode_t(0o700)) == 0 || errno == EEXIST && isFolder(at: path) else {
    throw FileFailure(.makeFolder, path, errno: errno)
  }
}

private func makePrivateFile(at path: String) throws {
  // SAFETY: the path becomes a C string that lives for the call.
  let file = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
  guard file >= 0 else { throw FileFailure(.write, path, errno: errno) }
  close(file)
}
