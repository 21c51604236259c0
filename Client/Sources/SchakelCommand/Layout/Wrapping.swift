/// Text cut to the cells it may fill.
enum Wrapping {
  /// At most `width` cells; what is cut off shows as `…`.
  static func truncated(_ text: String, to width: Int) -> String {
    guard CellWidth.of(text) > width else { return text }
    guard width > 0 else { return "" }
    var out = ""
    var cells = 0
    for character in text {
      let next = CellWidth.of(character)
      if cells + next > width - 1 { break }
      cells += next
      out.append(character)
    }
    while out.last == " " { out.removeLast() }
    return out + "…"
  }

  /// `text` and spaces up to `width` cells.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - CellWidth.of(text)))
  }

  /// The lines of a text, broken between words so that none is wider than `width`; a word that is
  /// wider is broken itself.
  static func lines(_ text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { wrapped($0, width: max(width, 1)) }
  }

  private static func wrapped(_ line: Substring, width: Int) -> [String] {
    var lines: [String] = []
    var current = ""
    var cells = 0
    for word in line.split(separator: " ").flatMap({ pieces($0, width: width) }) {
      let next = CellWidth.of(word)
      if !current.isEmpty, cells + 1 + next > width {
        lines.append(current)
        current = ""
        cells = 0
      }
      current += current.isEmpty ? word : " " + word
      cells += next + (cells == 0 ? 0 : 1)
    }
    return lines + [current]
  }

  private static func pieces(_ word: Substring, width: Int) -> [String] {
    guard CellWidth.of(String(word)) > width else { return [String(word)] }
    var pieces = [""]
    var cells = 0
    for character in word {
      let next = CellWidth.of(character)
      if cells + next > width, cells > 0 {
        pieces.append("")
        cells = 0
      }
      pieces[pieces.count - 1].append(character)
      cells += next
    }
    return pieces
  }
}
