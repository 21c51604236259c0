/// The names that Swift code declares, in the form in which the last part of a symbol link has them:
/// `Dot`, `counter`, `covers(_:)`. A function, initialiser or subscript is listed with its labels and
/// without.
struct DeclaredNames: Sendable {
  private(set) var names: Set<String> = []

  init(_ files: [SourceFile]) {
    for file in files {
      guard let swift = file.swift else { continue }
      var reader = NameReader(code: swift.code)
      names.formUnion(reader.read())
    }
  }

  /// The first part of a link (`VersionVector/forks(with:)` has two) that nothing declares.
  func missing(from link: String) -> String? {
    link.split(separator: "/").map(String.init).first { !names.contains($0) }
  }
}

/// Finds the names in code whose comments and literals are blank.
private struct NameReader {
  private let bytes: [UInt8]
  private var place = 0
  private var names: Set<String> = []

  init(code: [[UInt8]]) {
    bytes = Array(code.joined(separator: [UInt8(ascii: "\n")]))
  }

  mutating func read() -> Set<String> {
    while place < bytes.count {
      let start = place
      let word = identifier(from: place)
      place = word?.end ?? place + 1
      guard let word, start == 0 || bytes[start - 1] != UInt8(ascii: ".") else { continue }
      declare(after: word.text)
    }
    return names
  }

  /// What a keyword declares. The name is not stepped over: in `class func` it is a keyword too.
  private mutating func declare(after keyword: String) {
    switch keyword {
    case "func":
      if let name = identifier(from: blanksEnd(place)) { callable(name.text, from: name.end) }
    case "init", "subscript": callable(keyword, from: place)
    case "var", "let", "struct", "class", "enum", "actor", "protocol", "typealias",
      "associatedtype":
      if let name = identifier(from: blanksEnd(place)) { names.insert(name.text) }
    case "case": cases()
    default: break
    }
  }

  /// The identifier that begins at `start`, backticks aside.
  private func identifier(from start: Int) -> (text: String, end: Int)? {
    let first = byte(start) == UInt8(ascii: "`") ? start + 1 : start
    var end = first
    while end < bytes.count, bytes[end].isIdentifierPart { end += 1 }
    guard end > first else { return nil }
    return (String(decoding: bytes[first..<end], as: UTF8.self), end)
  }

  /// The names of an enum's cases, up to the line's end or, after a comma, the next line's.
  private mutating func cases() {
    var depth = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "\n"):
        if depth == 0, !continues(place) { return }
      case UInt8(ascii: "."):
        // A pattern of a switch, which declares nothing.
        if let name = identifier(from: place + 1) { place = name.end - 1 }
      default:
        if let name = identifier(from: place) {
          if depth == 0 { names.insert(name.text) }
          place = name.end
          continue
        }
      }
      place += 1
    }
  }

  private func continues(_ end: Int) -> Bool {
    bytes[end] == UInt8(ascii: "\n")
      && bytes[..<end].last { $0 != UInt8(ascii: " ") } == UInt8(ascii: ",")
  }

  private mutating func callable(_ name: String, from end: Int) {
    names.insert(name)
    var start = end
    while byte(start) == UInt8(ascii: "?") || byte(start) == UInt8(ascii: "!") { start += 1 }
    if byte(start) == UInt8(ascii: "<") { start = genericsEnd(start) }
    guard byte(start) == UInt8(ascii: "(") else { return }
    names.insert("\(name)(\(labels(from: start).map { "\($0):" }.joined()))")
  }

  private func genericsEnd(_ start: Int) -> Int {
    var depth = 0
    for at in start..<bytes.count {
      if bytes[at] == UInt8(ascii: "<") { depth += 1 }
      if bytes[at] == UInt8(ascii: ">"), bytes[at - 1] != UInt8(ascii: "-") { depth -= 1 }
      if depth == 0 { return at + 1 }
    }
    return bytes.count
  }

  /// The first word of each parameter in the parentheses that open at `start`.
  private func labels(from start: Int) -> [String] {
    var labels: [String] = []
    var depth = 0
    var isLabelDue = false
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        if at == start { isLabelDue = true }
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { return labels }
      case UInt8(ascii: ","): if depth == 1 { isLabelDue = true }
      default:
        if isLabelDue, let label = identifier(from: at) {
          labels.append(label.text)
          isLabelDue = false
          at = label.end
          continue
        }
      }
      at += 1
    }
    return labels
  }

  private func blanksEnd(_ start: Int) -> Int {
    var end = start
    while byte(end) == UInt8(ascii: " ") { end += 1 }
    return end
  }

  private func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }
}
