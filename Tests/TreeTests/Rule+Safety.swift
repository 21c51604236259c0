extension Rule {
  static let safety = [reasons]

  /// Each use of what the compiler cannot check has its reason beside it. That is
  /// - a comment on the same line, or
  /// - inside a function, a comment further up in the same paragraph (the lines without an empty
  ///   one between), or
  /// - a comment directly above an enclosing function or type, or above the stored property
  ///   itself, that speaks of it: it has one of `reasonWords`.
  private static let reasons = Rule.eachFile("every unsafe has its reason beside it") { file in
    guard let swift = file.swift else { return [] }
    let uses = Set(uncheckedWords.flatMap { swift.lines(with: $0) }).sorted()
    guard !uses.isEmpty else { return [] }
    let declarations = swift.declarations
    return uses.filter { !swift.hasReason($0 - 1, declarations) }.map {
      Violation(
        file, line: $0,
        "say why this holds: on the line, in its paragraph, or above the function (\"Unsafe: …\")")
    }
  }

  private static let uncheckedWords = ["unsafe", "@unchecked"]
}

extension SwiftText {
  private static let reasonWords = ["unsafe", "unchecked", "safety", "sendable"]

  /// Whether the use on the line at `index` has a reason.
  fileprivate func hasReason(_ index: Int, _ declarations: [Declaration]) -> Bool {
    if comment(index) != nil { return true }
    let enclosing = declarations.filter { $0.lines.contains(index) }
    let function = enclosing.last { $0.kind == .function && $0.lines.lowerBound < index }
    if let function, paragraphHasComment(above: index, from: function.lines.lowerBound) {
      return true
    }
    return ([index] + enclosing.map(\.lines.lowerBound)).contains { line in
      let above = commentDirectlyAbove(line).lowercased()
      return Self.reasonWords.contains { above.contains($0) }
    }
  }

  private func paragraphHasComment(above index: Int, from first: Int) -> Bool {
    for line in stride(from: index - 1, through: first, by: -1) {
      if isEmpty(line) { return false }
      if comment(line) != nil { return true }
    }
    return false
  }

  /// The comment lines that end just above the line at `index`, attributes between them aside.
  func commentDirectlyAbove(_ index: Int) -> String {
    var text = ""
    for line in stride(from: index - 1, through: 0, by: -1) {
      if hasCode(line) {
        guard codeLine(line).drop(while: { $0 == " " }).hasPrefix("@") else { break }
      } else {
        guard let comment = comment(line) else { break }
        text = comment + "\n" + text
      }
    }
    return text
  }
}
