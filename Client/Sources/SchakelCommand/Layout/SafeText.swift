/// Text that others wrote, made harmless for a terminal: it cannot move the cursor, change colours
/// or titles, or turn the reading direction of what stands beside it.
enum SafeText {
  /// One line: line breaks and tabs become spaces, other control characters a replacement sign.
  static func line(_ text: String) -> String {
    filtered(text) { $0 == "\n" ? " " : $0 }
  }

  /// Several lines: line breaks stay.
  static func lines(_ text: String) -> String {
    filtered(text) { $0 }
  }

  private static func filtered(
    _ text: String, _ lineBreak: (Unicode.Scalar) -> Unicode.Scalar
  ) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
      switch scalar {
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": out.append(lineBreak("\n"))
      case "\t": out.append(" ")
      // Marks that turn the direction of writing (Unicode Standard Annex #9).
      case "\u{202a}"..."\u{202e}", "\u{2066}"..."\u{2069}": break
      case _ where scalar.properties.generalCategory == .control: out.append("\u{fffd}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}
