import Foundation

/// `Protocol/vectors` of the repository that this test was compiled from.
enum VectorFolder {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Whether the files are written anew instead of compared:
  /// `SCHAKEL_WRITE_VECTORS=1 swift test --filter VectorTests`.
  static var isWriting: Bool {
    ProcessInfo.processInfo.environment["SCHAKEL_WRITE_VECTORS"] == "1"
  }

  static func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }

  static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: root.appending(path: path))
  }

  static func path(of name: String) -> String { "Protocol/vectors/\(name).json" }

  /// The names of all vector files but the schema.
  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Protocol/vectors").path()
    )
    .filter { $0.hasSuffix(".json") && $0 != "schema.json" }
    .map { String($0.dropLast(5)) }.sorted()
  }
}
