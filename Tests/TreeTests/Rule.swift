/// A property of the whole tree that a test can check by reading it.
struct Rule: Sendable, CustomStringConvertible {
  /// The rule as a sentence; it names the test.
  let description: String

  /// What breaks the rule, in the order of the files.
  let violations: @Sendable ([SourceFile]) -> [Violation]

  init(_ description: String, violations: @escaping @Sendable ([SourceFile]) -> [Violation]) {
    self.description = description
    self.violations = violations
  }

  /// A rule that looks at one file at a time.
  static func eachFile(
    _ description: String, _ check: @escaping @Sendable (SourceFile) -> [Violation]
  ) -> Rule {
    Rule(description) { files in files.flatMap(check) }
  }

  /// Every rule of the tree. A new one is added here, with its planted faults in `Planted.all`.
  static let all: [Rule] = house + size + safety + words + vectors + docs + comments
}

/// One place where a rule is broken, and what to do about it.
struct Violation: Sendable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  init(_ file: SourceFile, line: Int = 1, _ message: String) {
    self.init(path: file.path, line: line, message)
  }

  init(path: String, line: Int = 1, _ message: String) {
    self.path = path
    self.line = line
    self.message = message
  }

  var description: String { "\(path):\(line): \(message)" }
}
