/// ArgumentParser speaks English. This turns what it says into Dutch, for those who read Dutch; a
/// sentence that it does not know stays as it is.
struct ParserWords {
  let language: Language

  /// A help text: its headings and its own sentences. What the commands say of themselves is in
  /// the right language already.
  func help(_ text: String) -> String {
    guard language == .dutch else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.replaced(String($0), Self.helpSentences) }
      .joined(separator: "\n").replacing("<subcommand>", with: "<opdracht>")
  }

  /// Why arguments were not understood.
  func error(_ text: String) -> String {
    guard language == .dutch else { return text }
    return Self.replaced(text, Self.errorSentences)
  }

  /// The last line of what ArgumentParser says: which command explains more.
  func furtherHelp(_ fullText: String) -> String {
    guard let match = fullText.firstMatch(of: /See '(.+)' for more information\./) else {
      return ""
    }
    return language == .dutch ? "Meer uitleg: \(match.1)" : "Learn more: \(match.1)"
  }

  typealias Sentence = (english: Regex<AnyRegexOutput>, dutch: String)

  /// `$1`, `$2` in the Dutch sentence are what the English one has in those places.
  private static func replaced(_ text: String, _ sentences: [Sentence]) -> String {
    for sentence in sentences {
      guard let match = text.firstMatch(of: sentence.english) else { continue }
      let dutch = (1..<match.output.count).reduce(sentence.dutch) { dutch, place in
        dutch.replacing("$\(place)", with: String(match.output[place].substring ?? ""))
      }
      return text.replacingCharacters(match.range, with: dutch)
    }
    return text
  }

  private static var helpSentences: [Sentence] {
    [
      sentence("^OVERVIEW: ", ""),
      sentence("^USAGE: ", "GEBRUIK: "),
      sentence("^ARGUMENTS:$", "GEGEVENS:"),
      sentence("^OPTIONS:$", "OPTIES:"),
      sentence("^SUBCOMMANDS:$", "OPDRACHTEN:"),
      sentence("Show help information\\.", "Toon deze uitleg."),
      sentence("Show the version\\.", "Toon de versie."),
      sentence("See '(.+) <subcommand>' for detailed help\\.", "Meer uitleg: $1 <opdracht>"),
    ]
  }

  static var errorSentences: [Sentence] {
    [
      sentence(
        "^Unknown option '(.+)'\\. Did you mean '(.+)'\\?$",
        "De optie $1 bestaat niet. Bedoel je $2?"),
      sentence("^Unknown option '(.+)'$", "De optie $1 bestaat niet."),
      sentence("^Missing value for '(.+)'$", "Na $1 ontbreekt wat je wilt invullen."),
      sentence("^Missing expected argument '(.+)'$", "Je moet $1 nog invullen."),
      sentence("^Unexpected argument '(.+)'$", "Met '$1' weet ik geen raad."),
      sentence("^(\\d+) unexpected arguments: (.+)$", "Met deze $1 weet ik geen raad: $2."),
      sentence(
        "^The value '(.+)' is invalid for '(.+?)'.*$", "'$1' kan niet bij $2."),
      sentence(
        "^The option '(.+)' does not take any value, but '(.+)' was specified\\.$",
        "Bij $1 hoort niets, ook niet '$2'."),
    ]
  }

  private static func sentence(_ english: String, _ dutch: String) -> Sentence {
    guard let regex = try? Regex(english) else { preconditionFailure("\(english) is no pattern") }
    return (english: regex, dutch: dutch)
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
