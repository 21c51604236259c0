/// How many cells of a terminal a text fills.
///
/// East Asian wide signs and emoji fill two, signs that combine with the one before none (Unicode
/// Standard Annex #11, with the ranges of its wide blocks; a terminal with an older or newer font
/// may differ by a cell, never by more than that a sign).
enum CellWidth {
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII { return first.value < 32 || first.value == 127 ? 0 : 1 }
    // A sign that asks to be shown as an emoji (U+FE0F) is shown as wide as one.
    if character.unicodeScalars.contains("\u{fe0f}") { return 2 }
    return of(first)
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate: return 0
    default: break
    }
    return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    var low = 0
    var high = wideBlocks.count
    while low < high {
      let middle = (low + high) / 2
      if wideBlocks[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wideBlocks.count && wideBlocks[low].contains(value)
  }

  private static let wideBlocks: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf,
    0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f,
    0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1aff0...0x1b2ff, 0x1f200...0x1f202,
    0x1f210...0x1f23b, 0x1f240...0x1f248, 0x1f250...0x1f251, 0x20000...0x2fffd,
    0x30000...0x3fffd,
  ]
}
