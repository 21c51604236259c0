import Foundation

/// The repository this test was compiled from.
enum Tree {
  /// Its root: the folder that holds `Tests/TreeTests/Tree.swift`.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every text file that git tracks or would add, sorted by path. What .gitignore names is left
  /// out, and so is what is no UTF-8.
  static func files() throws -> [SourceFile] {
    try paths().compactMap { path in
      guard let data = FileManager.default.contents(atPath: root.appending(path: path).path()),
        let text = String(validating: data, as: UTF8.self)
      else { return nil }
      return SourceFile(path, text)
    }
  }

  private static func paths() throws -> [String] {
    let git = Process()
    let output = Pipe()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.arguments = [
      "git", "-C", root.path(), "ls-files", "-z", "--cached", "--others", "--exclude-standard",
    ]
    git.standardOutput = output
    try git.run()
    let listing = try output.fileHandleForReading.readToEnd() ?? Data()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { throw NotAClone() }
    return String(decoding: listing, as: UTF8.self).split(separator: "\0").map(String.init).sorted()
  }

  struct NotAClone: Error, CustomStringConvertible {
    var description: String { "git lists no files in \(root.path()): the tree tests need a clone" }
  }
}
