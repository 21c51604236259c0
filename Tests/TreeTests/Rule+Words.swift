extension Rule {
  /// Words that mark work as unfinished, or that mean something on one machine only.
  static let words = [unfinished, machinePaths]

  /// The rules' own folder has to name what it forbids.
  private static func isExempt(_ file: SourceFile) -> Bool {
    file.path.hasPrefix("Tests/TreeTests/") || file.path == "LICENSE"
  }

  private static let unfinishedWords = ["TODO", "FIXME", "XXX", "HACK"]
  private static let unfinishedPhrases = [
    "fatalError(\"unimplemented", "fatalError(\"not implemented", "not implemented yet",
    "not yet implemented", ".disabled(",
  ]

  private static let unfinished = Rule.eachFile("nothing in the tree is called done and is not") {
    file in
    guard !isExempt(file) else { return [] }
    return file.lines.indices.compactMap { index in
      let line = file.lines[index]
      let bytes = Array(line.utf8)
      let lowercased = line.lowercased()
      let found =
        unfinishedWords.first { bytes.hasWord(Array($0.utf8)) }
        ?? unfinishedPhrases.first { lowercased.contains($0.lowercased()) }
      return found.map { Violation(file, line: index + 1, "\($0): finish it, or take it out") }
    }
  }

  private static let machineFolders = ["work", "root", "home", "Users", "opt"]

  private static let machinePaths = Rule.eachFile("no file names a path of one machine") { file in
    guard !isExempt(file) else { return [] }
    return file.lines.indices.compactMap { index in
      let found = machineFolders.first { file.lines[index].hasAbsolutePath(to: $0) }
      return found.map {
        Violation(file, line: index + 1, "/\($0)/… is a path of one machine: find it at run time")
      }
    }
  }
}

extension String {
  /// Whether `/folder/` stands here as the start of a path, not in the middle of one.
  fileprivate func hasAbsolutePath(to folder: String) -> Bool {
    ranges(of: "/\(folder)/").contains { range in
      guard range.lowerBound > startIndex else { return true }
      let before = self[index(before: range.lowerBound)]
      return !before.isLetter && !before.isNumber && !"_-./}".contains(before)
    }
  }
}
