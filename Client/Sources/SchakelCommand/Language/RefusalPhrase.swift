import SchakelCore
import SchakelJSON

/// What is wrong with a field, and what to do.
enum RefusalPhrase: PhraseTable {
  case notJSON
  case notAnObject
  case noKind
  case badName
  case badID
  case expectedText
  case expectedList
  case expectedFlag
  case badDate
  case badChoice
  case badArea
  case noYear
  case badYear
  case yearAlone
  case badReference
  case lineBreak
  case empty
  case tooLong
  case tooMany
  case badEscape

  init(_ reason: Refusal.Reason) {
    switch reason {
    case .json: self = .notJSON
    case .notAnObject: self = .notAnObject
    case .noKind: self = .noKind
    case .badName: self = .badName
    case .badID: self = .badID
    case .expectedText: self = .expectedText
    case .expectedList: self = .expectedList
    case .expectedFlag: self = .expectedFlag
    case .badDate: self = .badDate
    case .badChoice: self = .badChoice
    case .badArea: self = .badArea
    case .noYear: self = .noYear
    case .badYear: self = .badYear
    case .yearAlone: self = .yearAlone
    case .badReference: self = .badReference
    case .lineBreak: self = .lineBreak
    case .empty: self = .empty
    case .tooLong: self = .tooLong
    case .tooMany: self = .tooMany
    case .badEscape: self = .badEscape
    }
  }

  var row: (String, String) {
    switch self {
    case .notJSON: ("dit is geen goede JSON ({reason})", "this is not good JSON ({reason})")
    case .notAnObject:
      (
        "elke regel is één object: {example}",
        "each line is one object: {example}"
      )
    case .noKind:
      ("zeg wat voor bijdrage het is, zoals {example}", "say what kind it is, as in {example}")
    case .badName:
      (
        "een naam heeft 1 tot {limit} tekens en begint niet met een dollarteken",
        "a name has 1 to {limit} bytes and begins with no dollar sign"
      )
    case .badID: ("dit is geen nummer van een bijdrage", "this is not a contribution's number")
    case .expectedText: ("zet hier tekst neer", "put text here")
    case .expectedList: ("zet hier een lijst neer: {example}", "put a list here: {example}")
    case .expectedFlag: ("zeg ja of nee", "say yes or no")
    case .badDate:
      (
        "dit is geen dag die bestaat; schrijf bijvoorbeeld 2024-05-31",
        "this is not a day that exists; write for example 2024-05-31"
      )
    case .badChoice: ("kies uit: {choices}", "choose from: {choices}")
    case .badArea:
      (
        "dit is geen gebied van het CBS; schrijf bijvoorbeeld GM0344, WK034403 of BU03440312",
        "this is no CBS area; write for example GM0344, WK034403 or BU03440312"
      )
    case .noYear:
      (
        "zeg erbij van welk jaar de gebieden zijn",
        "say of which year the areas are"
      )
    case .badYear: ("schrijf een jaar van vier cijfers", "write a year of four digits")
    case .yearAlone:
      ("er staat een jaar en geen gebied", "there is a year and no area")
    case .badReference:
      ("zet hier het nummer van een bijdrage neer", "put a contribution's number here")
    case .lineBreak: ("houd dit op één regel", "keep this to one line")
    case .empty: ("hier staat niets", "there is nothing here")
    case .tooLong:
      ("dit is te lang; er passen {limit} tekens in", "this is too long; {limit} bytes fit")
    case .tooMany: ("dit zijn er te veel; er passen er {limit}", "these are too many; {limit} fit")
    case .badEscape: ("dit is geen waarde", "this is not a value")
    }
  }
}

extension Refusal {
  /// The reason in words, with the field in front.
  func text(in language: Language) -> String {
    let words = language(RefusalPhrase(reason), arguments(in: language))
    guard let field else { return words }
    return SafeText.line(field) + ": " + words
  }

  private func arguments(in language: Language) -> [String: Template.Argument] {
    switch reason {
    case .json(let error): ["reason": .text(error.text(in: language))]
    case .notAnObject, .noKind: ["example": #"{"kind": "fieldNote", "title": "…"}"#]
    case .expectedList: ["example": #"["…", "…"]"#]
    case .badName: ["limit": .count(Limits.nameBytes)]
    case .badChoice(let choices): ["choices": .text(Self.names(of: choices, in: language))]
    case .tooLong(let limit), .tooMany(let limit): ["limit": .count(limit)]
    default: [:]
    }
  }

  /// Each choice with its label, where that is another word.
  private static func names(of choices: [String], in language: Language) -> String {
    let labels = Labels(language: language)
    return choices.map { id in
      let label = labels.choice(id)
      return label.lowercased() == id.lowercased() ? id : "\(id) (\(label))"
    }.joined(separator: ", ")
  }
}
