/// A line as it is printed, and how many cells it fills.
struct LaidOutLine: Hashable, Sendable {
  let text: String
  let width: Int

  init(_ text: String, _ style: Style = .plain, on terminal: Terminal) {
    width = CellWidth.of(text)
    self.text = style.applied(to: text, on: terminal)
  }

  fileprivate init(text: String, width: Int) { (self.text, self.width) = (text, width) }
}

/// A text of which some parts are marked, broken into lines: underlined and coloured where the
/// terminal has colours, between brackets where it has none.
///
///     MarkedLines("Bankje is stuk", marked: [10..<14]).lines(width: 20, on: terminal)
///     // Bankje is [stuk]
struct MarkedLines {
  /// The parts stand between two signs that mean nothing in any text (Unicode, private use), so that
  /// they are broken with it.
  private let text: String
  private static let open: Character = "\u{e000}"
  private static let close: Character = "\u{e001}"

  /// - Parameter ranges: bytes of UTF-8, rising and apart.
  init(_ text: String, marked ranges: [Range<Int>]) {
    let bytes = Array(text.utf8)
    var out = ""
    var place = 0
    for range in ranges {
      out += Self.harmless(bytes[place..<range.lowerBound])
      out.append(Self.open)
      out += Self.harmless(bytes[range])
      out.append(Self.close)
      place = range.upperBound
    }
    self.text = SafeText.lines(out + Self.harmless(bytes[place...]))
  }

  private static func harmless(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0 == "\u{e000}" || $0 == "\u{e001}" ? "\u{fffd}" : $0 }))
  }

  func lines(width: Int, on terminal: Terminal) -> [LaidOutLine] {
    guard terminal.hasColour else {
      let plain = text.map { $0 == Self.open ? "[" : $0 == Self.close ? "]" : $0 }
      return Wrapping.lines(String(plain), width: width).map { LaidOutLine($0, on: terminal) }
    }
    var isOpen = false
    return Wrapping.lines(text, width: width).map { coloured($0, &isOpen, on: terminal) }
  }

  /// A part that goes on in the next line is marked anew there, so that lines can stand beside others.
  private func coloured(
    _ line: String, _ isOpen: inout Bool, on terminal: Terminal
  ) -> LaidOutLine {
    var out = ""
    var piece = ""
    for character in line {
      guard character == Self.open || character == Self.close else {
        piece.append(character)
        continue
      }
      out += (isOpen ? Style.differing : .plain).applied(to: piece, on: terminal)
      piece = ""
      isOpen = character == Self.open
    }
    out += (isOpen ? Style.differing : .plain).applied(to: piece, on: terminal)
    let plain = line.filter { $0 != Self.open && $0 != Self.close }
    return LaidOutLine(text: out, width: CellWidth.of(plain))
  }
}
