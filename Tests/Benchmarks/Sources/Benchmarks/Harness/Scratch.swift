import Foundation
import Synchronization

/// A folder for what benchmarks write, removed with it.
final class Scratch: Sendable {
  let root: URL
  private let count = Atomic<Int>(0)

  init() throws {
    root = FileManager.default.temporaryDirectory
      .appendingPathComponent("schakel-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// A new empty folder.
  func folder() throws -> String {
    let number = count.add(1, ordering: .relaxed).newValue
    let folder = root.appendingPathComponent(String(number))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  /// Removes a folder that is no longer needed, before the disk fills.
  func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

  /// The bytes of all files in a folder.
  static func size(of folder: String) throws -> Int {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    return try files.reduce(0) { sum, file in
      let facts = try FileManager.default.attributesOfItem(atPath: folder + "/" + file)
      return sum + (facts[.size] as? Int ?? 0)
    }
  }
}
