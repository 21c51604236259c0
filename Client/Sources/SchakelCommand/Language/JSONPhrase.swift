import SchakelJSON

/// Why a line is no JSON.
enum JSONPhrase: PhraseTable {
  case truncated
  case trailing
  case unexpected
  case unicode
  case control
  case escape
  case duplicateName
  case number
  case depth

  init(_ code: JSONError.Code) {
    switch code {
    case .truncated: self = .truncated
    case .trailing: self = .trailing
    case .unexpected: self = .unexpected
    case .unicode: self = .unicode
    case .control: self = .control
    case .escape: self = .escape
    case .duplicateName: self = .duplicateName
    case .number: self = .number
    case .depth: self = .depth
    }
  }

  var row: (String, String) {
    switch self {
    case .truncated: ("de regel houdt op plaats {place} op", "the line ends at place {place}")
    case .trailing:
      ("op plaats {place} staat nog iets", "something follows at place {place}")
    case .unexpected:
      (
        "op plaats {place} staat iets wat daar niet hoort",
        "at place {place} is something that does not belong there"
      )
    case .unicode:
      (
        "op plaats {place} staat een teken dat niet bestaat",
        "at place {place} is a character that does not exist"
      )
    case .control:
      (
        "op plaats {place} staat een onzichtbaar teken",
        "at place {place} is an invisible character"
      )
    case .escape:
      (
        "op plaats {place} staat na een \\ iets wat niet kan",
        "at place {place} is something after a \\ that cannot be"
      )
    case .duplicateName:
      ("'{name}' staat er twee keer", "'{name}' is there twice")
    case .number:
      (
        "het getal op plaats {place} is te groot om precies te bewaren",
        "the number at place {place} is too large to be kept exactly"
      )
    case .depth:
      ("er zit te veel in elkaar", "too much is inside something else")
    }
  }
}

extension JSONError {
  /// The reason in words; places are counted from 1.
  func text(in language: Language) -> String {
    var arguments: [String: Template.Argument] = ["place": .text("\(offset + 1)")]
    if case .duplicateName(let name) = code { arguments["name"] = .text(name) }
    return language(JSONPhrase(code), arguments)
  }
}
