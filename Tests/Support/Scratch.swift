import Foundation

/// A fresh folder that the system clears away.
public func scratchFolder() -> String {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("schakel-sync-\(UUID().uuidString)")
  try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder.path
}

/// Copies every file of a folder.
public func copyFiles(from: String, to: String) throws {
  for name in try FileManager.default.contentsOfDirectory(atPath: from) {
    try Data(contentsOf: URL(fileURLWithPath: from + "/" + name)).write(
      to: URL(fileURLWithPath: to + "/" + name))
  }
}

/// Writes old contents into the files that are there, as a restore in place does.
public func overwriteFiles(in folder: String, from copy: String) throws {
  for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: copy + "/" + name) else {
      try FileManager.default.removeItem(atPath: path)
      continue
    }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: try Data(contentsOf: URL(fileURLWithPath: copy + "/" + name)))
    try handle.close()
  }
}
