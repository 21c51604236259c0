import Foundation

/// A fresh folder that the system clears away.
func scratchFolder() -> String {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("schakel-sync-\(UUID().uuidString)")
  try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder.path
}
