import SchakelCommand

/// Tells what happens, in plain lines.
struct Narrator: Sendable {
  let language: Language
  let hasColour: Bool
  /// Prints one line.
  let line: @Sendable (String) -> Void

  /// How wide the sentences are; what commands print has the width they give it.
  private static let width = 96

  func title(_ words: Words) { line(styled(words.text(in: language), "1")) }

  func chapter(_ number: Int, _ words: Words) {
    line("")
    line(styled("\(number). \(words.text(in: language))", "1"))
  }

  func say(_ words: Words, indent: String = "  ") {
    for text in broken(words.text(in: language), Self.width - indent.count) {
      line(indent + text)
    }
  }

  /// A command as it is typed.
  func typed(_ who: String, _ command: String) { line("  \(styled(who, "36")) $ \(command)") }

  /// What a command printed, or the beginning of it.
  func shown(_ text: String, limit: Int = .max) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let whole = lines.last?.isEmpty == true ? lines.dropLast() : lines
    for text in whole.prefix(limit) { line(text.isEmpty ? "" : "      " + text) }
    if whole.count > limit { line("      …") }
  }

  func claim(_ claim: Claim) {
    let mark = claim.holds ? styled("✓", "32") : styled("✗", "31")
    line("  \(mark) \(claim.words.text(in: language))")
    if !claim.holds { for text in claim.evidence { line("      \(text)") } }
  }

  /// ECMA-48 §8.3.117, Select Graphic Rendition.
  private func styled(_ text: String, _ code: String) -> String {
    hasColour ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }

  private func broken(_ text: String, _ width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = last + " " + word
      }
    }
    return lines
  }
}
