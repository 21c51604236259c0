extension QRCode {
  /// Light modules that must surround a code (ISO/IEC 18004 §6.3.8).
  static let quietZone = 4
  /// Black on white, whatever the terminal's own colours are, and back to those (ECMA-48 §8.3.117).
  private static let colours = (begin: "\u{1b}[30;107m", end: "\u{1b}[0m")

  /// Cells of a terminal's line that ``lines(inColour:)`` take.
  public var columns: Int { size + 2 * Self.quietZone }

  /// The code with its quiet zone as lines of text, two rows of modules in each: a cell is twice as high
  /// as it is wide.
  ///
  /// - Parameter inColour: whether the lines say themselves that they are black on white; else they are
  ///   dark where ink is, for paper.
  public func lines(inColour: Bool) -> [String] {
    stride(from: -Self.quietZone, to: size + Self.quietZone, by: 2).map { y in
      let cells = (-Self.quietZone..<size + Self.quietZone).map { x in
        Self.cell(upper: self[x, y], lower: self[x, y + 1])
      }
      let line = String(cells)
      return inColour ? Self.colours.begin + line + Self.colours.end : line
    }
  }

  private static func cell(upper: Bool, lower: Bool) -> Character {
    switch (upper, lower) {
    case (true, true): "█"
    case (true, false): "▀"
    case (false, true): "▄"
    case (false, false): " "
    }
  }
}
