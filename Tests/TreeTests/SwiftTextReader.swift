/// Walks the bytes of a Swift text and gives each its role.
struct SwiftTextReader {
  enum Role { case code, comment, literal }

  private let bytes: [UInt8]

  /// One role for each byte read so far; its count is the place of the next byte.
  private var roles: [Role] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
    roles.reserveCapacity(bytes.count)
  }

  /// Reads the next stretch of bytes that share a role; false at the end of the text.
  mutating func step() -> Bool {
    guard !isAtEnd else { return false }
    switch (peek(), peek(1)) {
    case (UInt8(ascii: "/"), UInt8(ascii: "/")): lineComment()
    case (UInt8(ascii: "/"), UInt8(ascii: "*")): blockComment()
    default: if let quote = openingQuote() { literal(quote) } else { roles.append(.code) }
    }
    return true
  }

  /// The lines with a space for every byte whose role is not wanted.
  func lines(where isWanted: (Role) -> Bool) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for (byte, role) in zip(bytes, roles) {
      if byte == UInt8(ascii: "\n") {
        lines.append(line)
        line = []
      } else {
        line.append(isWanted(role) ? byte : UInt8(ascii: " "))
      }
    }
    return lines + [line]
  }

  private var isAtEnd: Bool { roles.count >= bytes.count }

  /// The byte `offset` ahead, 0 past the end.
  private func peek(_ offset: Int = 0) -> UInt8 {
    let index = roles.count + offset
    return index < bytes.count ? bytes[index] : 0
  }

  private mutating func mark(_ role: Role, _ count: Int = 1) {
    for _ in 0..<min(count, bytes.count - roles.count) { roles.append(role) }
  }
}

// MARK: - Comments

extension SwiftTextReader {
  private mutating func lineComment() {
    while !isAtEnd, peek() != UInt8(ascii: "\n") { mark(.comment) }
  }

  /// Block comments nest.
  private mutating func blockComment() {
    var depth = 0
    repeat {
      switch (peek(), peek(1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")): depth += 1
      case (UInt8(ascii: "*"), UInt8(ascii: "/")): depth -= 1
      default:
        mark(.comment)
        continue
      }
      mark(.comment, 2)
    } while depth > 0 && !isAtEnd
  }
}

// MARK: - String literals

extension SwiftTextReader {
  /// What opened a literal, and so what closes it.
  private struct Quote {
    let pounds: Int
    let marks: Int
    var isMultiline: Bool { marks == 3 }
  }

  private func openingQuote() -> Quote? {
    var pounds = 0
    while peek(pounds) == UInt8(ascii: "#") { pounds += 1 }
    guard has(UInt8(ascii: "\""), 1, at: pounds) else { return nil }
    return Quote(pounds: pounds, marks: has(UInt8(ascii: "\""), 3, at: pounds) ? 3 : 1)
  }

  private func has(_ byte: UInt8, _ count: Int, at offset: Int) -> Bool {
    (0..<count).allSatisfy { peek(offset + $0) == byte }
  }

  private mutating func literal(_ quote: Quote) {
    mark(.literal, quote.pounds + quote.marks)
    while !isAtEnd {
      if closes(quote) { return mark(.literal, quote.marks + quote.pounds) }
      if peek() == UInt8(ascii: "\n"), !quote.isMultiline { return }
      if peek() == UInt8(ascii: "\\"), has(UInt8(ascii: "#"), quote.pounds, at: 1) {
        escape(quote)
      } else {
        mark(.literal)
      }
    }
  }

  private func closes(_ quote: Quote) -> Bool {
    has(UInt8(ascii: "\""), quote.marks, at: 0)
      && has(UInt8(ascii: "#"), quote.pounds, at: quote.marks)
  }

  private mutating func escape(_ quote: Quote) {
    mark(.literal, 1 + quote.pounds)
    if peek() == UInt8(ascii: "(") { interpolation() } else { mark(.literal) }
  }

  /// From `(` to its `)`, with the literals inside.
  private mutating func interpolation() {
    var depth = 0
    repeat {
      if let quote = openingQuote() {
        literal(quote)
        continue
      }
      if peek() == UInt8(ascii: "(") { depth += 1 }
      if peek() == UInt8(ascii: ")") { depth -= 1 }
      mark(.literal)
    } while depth > 0 && !isAtEnd
  }
}
