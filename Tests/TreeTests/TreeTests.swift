import Testing

@Suite("the tree")
struct TreeTests {
  /// Read once: the rules only look.
  private static let files = Result { try Tree.files() }

  @Test("the tree keeps its rules", arguments: Rule.all)
  func keeps(_ rule: Rule) throws {
    for violation in rule.violations(try Self.files.get()) {
      Issue.record("\(violation)")
    }
  }

  @Test("the tree is read whole")
  func isReadWhole() throws {
    let paths = Set(try Self.files.get().map(\.path))
    #expect(paths.isSuperset(of: ["Package.swift", ".ci/run", "Tests/TreeTests/TreeTests.swift"]))
  }

  @Test("long files are listed before they are too long")
  func longFilesAreListed() throws {
    let long = try Self.files.get().filter { $0.swift != nil && $0.lineCount > Rule.longFile }
    for file in long { print("over \(Rule.longFile) lines: \(file.path) (\(file.lineCount))") }
    #expect(long.allSatisfy { $0.lineCount <= Rule.longestFile })
  }
}
