import Foundation

/// A folder for one test, gone afterwards.
func withScratch<T>(_ body: (String) async throws -> T) async throws -> T {
  // In memory where the system has such a folder: a flush there takes no time.
  let memory = URL(filePath: "/dev/shm")
  let base =
    FileManager.default.isWritableFile(atPath: memory.path())
    ? memory : FileManager.default.temporaryDirectory
  let folder = base.appending(path: "schakel-\(UUID().uuidString)").path()
  try FileManager.default.createDirectory(
    atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}
