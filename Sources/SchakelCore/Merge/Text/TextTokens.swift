/// Part of a text in its tokens: words, runs of spaces, single marks and line ends.
///
/// Which code point is what is a fixed list, in Protocol/spec/text.md, so that every replica finds the
/// same tokens for ever. What is in no list is part of a word.
///
/// *Invariant*: the tokens follow each other without gap or overlap.
struct TextTokens {
  enum Kind: UInt8 {
    case word
    /// One or more spaces.
    case space
    /// One punctuation mark.
    case mark
    case lineEnd
  }

  struct Token {
    let kind: Kind
    let range: Range<Int>
  }

  let bytes: [UInt8]
  private(set) var tokens: [Token] = []

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    tokens.reserveCapacity(range.count / 3)
    var place = range.lowerBound
    while place < range.upperBound {
      let start = place
      let kind = Self.take(bytes, &place)
      if kind == .word || kind == .space {
        var next = place
        while next < range.upperBound, Self.take(bytes, &next) == kind { place = next }
      }
      tokens.append(Token(kind: kind, range: start..<place))
    }
  }

  subscript(place: Int) -> ArraySlice<UInt8> { bytes[tokens[place].range] }

  /// Whether anything in a part of the tokens keeps two changes apart.
  func separates(_ range: Range<Int>) -> Bool {
    range.contains { tokens[$0].kind == .word || tokens[$0].kind == .lineEnd }
  }

  /// How many words a part of the tokens has, a line end counting for as many as are asked for.
  func words(in range: Range<Int>) -> Int {
    range.reduce(0) { sum, place in
      switch tokens[place].kind {
      case .word: sum + 1
      case .lineEnd: sum + WordMerge.leastWords
      case .space, .mark: sum
      }
    }
  }

  /// What begins at a place, which is moved past its first code point, or the line end.
  private static func take(_ bytes: [UInt8], _ place: inout Int) -> Kind {
    let first = bytes[place]
    let lineEnd = TextParagraphs.lineEnd(in: bytes, at: place)
    if lineEnd > 0 {
      place += lineEnd
      return .lineEnd
    }
    if first < 0x80 {
      place += 1
      return ascii(first)
    }
    // UTF-8 that was checked: the first byte tells how many there are.
    let count = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    let end = min(place + count, bytes.count)
    var point = UInt32(first) & (0x7f >> UInt32(count))
    for byte in bytes[place + 1..<end] { point = point << 6 | UInt32(byte & 0x3f) }
    place = end
    return other(point)
  }

  private static func ascii(_ byte: UInt8) -> Kind {
    switch byte {
    case 0x09, 0x20: .space
    case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: .mark
    default: .word
    }
  }

  private static func other(_ point: UInt32) -> Kind {
    switch point {
    case 0xa0, 0x1680, 0x2000...0x200a, 0x202f, 0x205f, 0x3000: .space
    case 0xa1, 0xa7, 0xab, 0xb6, 0xb7, 0xbb, 0xbf, 0x2010...0x2027, 0x2030...0x205e,
      0x3001...0x3003, 0x3008...0x3011, 0xff01...0xff0f, 0xff1a...0xff20:
      .mark
    default: .word
    }
  }
}
