/// The stretch of lines that one declaration with a body takes.
struct Declaration: Sendable {
  enum Kind: Sendable { case function, type }

  let kind: Kind

  /// From the line of its keyword to that of its closing brace, as indices.
  let lines: ClosedRange<Int>
}

extension SwiftText {
  /// The declarations with a body: functions (initialisers, subscripts and computed properties
  /// among them) and types (extensions and protocols among them), in the order they begin.
  ///
  /// A protocol's requirements have no body and are not listed.
  var declarations: [Declaration] {
    var finder = DeclarationFinder(code: code)
    return finder.find()
  }
}

/// Finds declarations in code whose comments and literals are blank.
private struct DeclarationFinder {
  private let bytes: [UInt8]
  private var place = 0
  private var line = 0
  private var found: [Declaration] = []

  init(code: [[UInt8]]) {
    bytes = Array(code.joined(separator: [UInt8(ascii: "\n")]))
  }

  mutating func find() -> [Declaration] {
    while place < bytes.count {
      guard let word = nextWord(), let kind = Self.kind(of: word) else { continue }
      if let body = bodyStart(isVariable: word == "var") {
        found.append(Declaration(kind: kind, lines: line...endLine(of: body)))
      }
    }
    return found
  }

  private static func kind(of word: String) -> Declaration.Kind? {
    switch word {
    case "func", "init", "deinit", "subscript", "var": .function
    case "struct", "class", "enum", "actor", "extension", "protocol": .type
    default: nil
    }
  }

  /// Steps over the next byte or the next word; nil for a byte, and for a member's name (`.init`).
  private mutating func nextWord() -> String? {
    let start = place
    guard bytes[start].isIdentifierPart else {
      if bytes[start] == UInt8(ascii: "\n") { line += 1 }
      place += 1
      return nil
    }
    while place < bytes.count, bytes[place].isIdentifierPart { place += 1 }
    if start > 0, bytes[start - 1] == UInt8(ascii: ".") { return nil }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// Where the body's brace stands after the keyword just read, or nil if there is none: another
  /// declaration or the end of the enclosing one comes first, or a variable's value or line end.
  private func bodyStart(isVariable: Bool) -> Int? {
    var ahead = self
    var depth = 0
    while ahead.place < bytes.count {
      let at = ahead.place
      if let word = ahead.nextWord() {
        if depth == 0, Self.kind(of: word) != nil { return nil }
        continue
      }
      switch bytes[at] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "{") where depth == 0: return at
      case UInt8(ascii: "}") where depth == 0: return nil
      case UInt8(ascii: "="), UInt8(ascii: "\n"):
        if isVariable, depth == 0 { return nil }
      default: break
      }
    }
    return nil
  }

  /// The line of the brace that closes the one at `start`.
  private func endLine(of start: Int) -> Int {
    var end = line + bytes[place..<start].count { $0 == UInt8(ascii: "\n") }
    var depth = 0
    for byte in bytes[start...] {
      switch byte {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "\n"): end += 1
      default: break
      }
      if depth == 0 { break }
    }
    return end
  }
}
