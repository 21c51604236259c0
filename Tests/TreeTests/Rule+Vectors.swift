extension Rule {
  static let vectors = [vectorsAreRead]

  /// A vector's name, without folder and extension, stands in a test of the root package or of
  /// Server or Client; a schema's may also stand in the reference reader.
  private static let vectorsAreRead = Rule("every vector file is read by a test") { files in
    let tests = files.filter(isTest).map(\.text)
    let reference = files.filter { $0.path.hasPrefix("Protocol/reference/") }.map(\.text)
    return files.filter { $0.path.hasPrefix("Protocol/vectors/") && $0.path.hasSuffix(".json") }
      .filter { vector in
        let readers = vector.stem.hasSuffix("schema") ? tests + reference : tests
        return !readers.contains { $0.contains("\"\(vector.stem)") }
      }
      .map { Violation($0, "no Swift test names \"\($0.stem)\": replay it or take it out") }
  }

  private static func isTest(_ file: SourceFile) -> Bool {
    guard file.swift != nil, !file.path.hasPrefix("Tests/TreeTests/") else { return false }
    return file.parts.contains("Tests")
  }
}
