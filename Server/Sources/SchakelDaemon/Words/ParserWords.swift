/// ArgumentParser speaks English. This turns what it says into Dutch, for those who read Dutch; a
/// sentence that it does not know stays as it is.
struct ParserWords {
  let language: Language

  /// A help text or an error with its usage, line by line. What the commands say of themselves is
  /// in the right language already.
  func translated(_ text: String) -> String {
    guard language == .dutch else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.translated(line: String($0)) }.joined(separator: "\n")
  }

  private static func translated(line: String) -> String {
    var line = line
    for sentence in sentences {
      guard let match = line.firstMatch(of: sentence.english) else { continue }
      let dutch = (1..<match.output.count).reduce(sentence.dutch) { dutch, place in
        dutch.replacing("$\(place)", with: String(match.output[place].substring ?? ""))
      }
      line.replaceSubrange(match.range, with: dutch)
    }
    return line
  }

  private typealias Sentence = (english: Regex<AnyRegexOutput>, dutch: String)

  /// `$1`, `$2` in the Dutch sentence are what the English one has in those places.
  private static var sentences: [Sentence] { headings + errors }

  private static var headings: [Sentence] {
    [
      sentence("^OVERVIEW: ", ""),
      sentence("^USAGE: ", "GEBRUIK: "),
      sentence("^Usage: ", "Gebruik: "),
      sentence("^Help:  ", "Uitleg: "),
      sentence("^OPTIONS:$", "OPTIES:"),
      sentence("^SUBCOMMANDS:$", "OPDRACHTEN:"),
      sentence("Show help information\\.", "Toon deze uitleg."),
      sentence("Show the version\\.", "Toon de versie."),
      sentence("See '(.+) <subcommand>' for detailed help\\.", "Meer uitleg: $1 <opdracht>"),
      sentence("See '(.+)' for more information\\.", "Meer uitleg: $1"),
      sentence("<subcommand>", "<opdracht>"),
    ]
  }

  private static var errors: [Sentence] {
    [
      sentence(
        "^Error: Unknown option '(.+)'\\. Did you mean '(.+)'\\?$",
        "Fout: De optie $1 bestaat niet. Bedoel je $2?"),
      sentence("^Error: Unknown option '(.+)'$", "Fout: De optie $1 bestaat niet."),
      sentence("^Error: Missing value for '(.+)'$", "Fout: Na $1 ontbreekt wat je wilt invullen."),
      sentence("^Error: Missing expected argument '(.+)'$", "Fout: Je moet $1 nog invullen."),
      sentence("^Error: Unexpected argument '(.+)'$", "Fout: Met '$1' weet ik geen raad."),
      sentence(
        "^Error: (\\d+) unexpected arguments: (.+)$", "Fout: Met deze $1 weet ik geen raad: $2."),
      sentence("^Error: ", "Fout: "),
    ]
  }

  private static func sentence(_ english: String, _ dutch: String) -> Sentence {
    guard let regex = try? Regex(english) else { preconditionFailure("\(english) is no pattern") }
    return (english: regex, dutch: dutch)
  }
}
