/// How many cells of a terminal a text fills: two for East Asian wide signs and emoji, none for
/// signs that combine with the one before (Unicode Standard Annex #11, by its wide blocks; with
/// another font a terminal may differ by a cell a sign).
enum CellWidth {
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first, !first.isASCII else { return 1 }
    // A sign that asks to be shown as an emoji (U+FE0F) is as wide as one.
    if character.unicodeScalars.contains("\u{fe0f}") { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return first.properties.isEmojiPresentation || isWide(first.value) ? 2 : 1
    }
  }

  /// At most `width` cells of `text`; what is cut off shows as `…`.
  static func cut(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var out = ""
    var cells = 0
    for character in text {
      cells += of(character)
      if cells > width - 1 { break }
      out.append(character)
    }
    while out.last == " " { out.removeLast() }
    return out + "…"
  }

  private static func isWide(_ value: UInt32) -> Bool {
    wideBlocks.contains { $0.contains(value) }
  }

  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf,
    0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f,
    0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1aff0...0x1b2ff, 0x1f200...0x1f265,
    0x20000...0x2fffd, 0x30000...0x3fffd,
  ]
}
