import SchakelCore

/// The words of help texts.
enum HelpPhrase: PhraseTable {
  case text
  case day
  case flag
  case choice
  case word
  case area
  case document

  static func valueName(of field: FieldDefinition) -> HelpPhrase {
    switch field.shape {
    case .line, .prose, .attachment: .text
    case .date: .day
    case .flag: .flag
    case .choice: .choice
    case .word: .word
    case .area: .area
    case .reference: .document
    }
  }

  var row: (String, String) {
    switch self {
    case .text: ("tekst", "text")
    case .day: ("dag", "day")
    case .flag: ("ja-of-nee", "yes-or-no")
    case .choice: ("keuze", "choice")
    case .word: ("woord", "word")
    case .area: ("gebied", "area")
    case .document: ("nummer", "id")
    }
  }
}
