/// How a text looks on a terminal that has colours (ECMA-48 §8.3.117, Select Graphic Rendition).
enum Style: Sendable {
  case plain
  case strong
  case faint
  case good
  case attention
  case bad
  /// Words that are otherwise than others beside them: underlined too, for who sees no colours.
  case differing

  private var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .good: "32"
    case .attention: "33"
    case .bad: "31"
    case .differing: "4;36"
    }
  }

  func applied(to text: String, on terminal: Terminal) -> String {
    guard terminal.hasColour, let code, !text.isEmpty else { return text }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }
}
