import SchakelStore

/// People as a sentence speaks of them: the person with the device as "you", then those whose names
/// are known, then the others.
///
///     People([anna, bram], me: bram, .dutch).text  // jij en Anna
struct People {
  let text: String
  /// One or more than one, as the verb has it: an English "you" is more.
  let count: Int

  /// So many names are said; of more, the first of them and how many others there are.
  private static let named = 4

  init(_ authors: [Author], me: Author?, _ language: Language) {
    let others = authors.filter { $0.person != me?.person }
    let isYou = others.count < authors.count
    let known = others.compactMap(\.shownName).map { SafeText.line($0) }
    let shown = known.prefix(known.count > Self.named ? Self.named - 1 : Self.named)
    var words = (isYou ? [language(PeoplePhrase.you)] : []) + shown
    let rest = others.count - shown.count
    if rest > 0 {
      let phrases: (one: PeoplePhrase, more: PeoplePhrase) =
        words.isEmpty ? (.somebody, .people) : (.somebodyElse, .others)
      words.append(language(rest == 1 ? phrases.one : phrases.more, ["count": .count(rest)]))
    }
    if words.isEmpty { words = [language(PeoplePhrase.somebody)] }
    text = Self.joined(words, language)
    count = isYou && language == .english ? 2 : max(1, authors.count)
  }

  /// As a sentence begins.
  var beginning: String { text.prefix(1).uppercased() + text.dropFirst() }

  /// Names, or words, as a sentence lists them.
  static func joined(_ words: [String], _ language: Language) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    let and = language(PeoplePhrase.and)
    return words.dropLast().joined(separator: ", ") + " \(and) " + words[words.count - 1]
  }
}

enum PeoplePhrase: PhraseTable {
  case you
  case and
  case somebody
  case somebodyElse
  case people
  case others

  var row: (String, String) {
    switch self {
    case .you: ("jij", "you")
    case .and: ("en", "and")
    case .somebody: ("iemand", "somebody")
    case .somebodyElse: ("iemand anders", "somebody else")
    case .people: ("{count} mensen", "{count} people")
    case .others: ("{count} anderen", "{count} others")
    }
  }
}
