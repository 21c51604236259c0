/// A Swift text with its code and its comments told apart, line by line.
///
/// Rules look for words in the code (`unsafe`, `import`, `func`) or in the comments, and neither
/// must be fooled by a word inside a string literal. The text is read once, by bytes, into two
/// texts of its own shape: in `code` every byte of a comment or string literal is a space, in
/// `comments` every byte outside a comment is. What stands in a literal's interpolation counts as
/// literal: no rule here asks for it. Regex literals are not told apart from operators.
struct SwiftText: Sendable {
  /// The code by line (line 1 at index 0), comments and string literals blanked.
  let code: [[UInt8]]

  /// The comments by line, everything else blanked.
  let comments: [[UInt8]]

  init(_ text: String) {
    var reader = SwiftTextReader(text)
    while reader.step() {}
    code = reader.lines { $0 == .code }
    comments = reader.lines { $0 == .comment }
  }

  /// The code of the line at `index`.
  func codeLine(_ index: Int) -> String { String(decoding: code[index], as: UTF8.self) }

  /// The comment on the line at `index`, or nil where there is none.
  func comment(_ index: Int) -> String? {
    isBlank(comments[index]) ? nil : String(decoding: comments[index], as: UTF8.self)
  }

  /// Whether the line at `index` holds code.
  func hasCode(_ index: Int) -> Bool { !isBlank(code[index]) }

  /// Whether the line at `index` holds neither code nor comment.
  func isEmpty(_ index: Int) -> Bool { isBlank(code[index]) && isBlank(comments[index]) }

  private func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") }
  }

  /// The modules that the text imports, each with its line, counted from 1.
  var imports: [(module: String, line: Int)] {
    code.indices.compactMap { index in
      let words = codeLine(index).split(separator: " ")
      guard let at = words.firstIndex(of: "import"), at + 1 < words.count else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
      let name = kinds.contains(words[at + 1]) ? words[words.count - 1] : words[at + 1]
      return (String(name.prefix { $0 != "." }), index + 1)
    }
  }

  /// The lines (counted from 1) whose code has `word` as a word of its own.
  func lines(with word: String) -> [Int] {
    let wanted = Array(word.utf8)
    return code.indices.filter { code[$0].hasWord(wanted) }.map { $0 + 1 }
  }
}

extension [UInt8] {
  /// Whether `word` stands in these bytes with no letter, digit or underscore at either side.
  func hasWord(_ word: [UInt8]) -> Bool {
    guard let first = word.first, count >= word.count else { return false }
    for start in 0...(count - word.count) where self[start] == first {
      let end = start + word.count
      if start > 0, self[start - 1].isIdentifierPart { continue }
      if end < count, self[end].isIdentifierPart { continue }
      if self[start..<end].elementsEqual(word) { return true }
    }
    return false
  }
}

extension UInt8 {
  /// Whether this byte can stand inside a Swift identifier. Every byte past ASCII counts.
  var isIdentifierPart: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
