import SchakelCore
import SchakelJSON

extension Labels {
  /// A field's value in words: labels for choices and words, a day in full, an area with its year.
  func value(_ value: Value, of field: FieldDefinition?, _ dates: LocalDates) -> String {
    switch field?.shape {
    case .choice: value.text.map(choice) ?? raw(value)
    case .word(let vocabulary): value.text.map { word($0, of: vocabulary) } ?? raw(value)
    case .date: value.text.flatMap(CalendarDay.init).map(dates.day) ?? raw(value)
    case .area: Area(value).map { "\($0.code) (\($0.year))" } ?? raw(value)
    case .flag: value.flag.map { language($0 ? FlagPhrase.yes : .no) } ?? raw(value)
    default: raw(value)
    }
  }

  /// Text as it stands, anything else as JSON.
  private func raw(_ value: Value) -> String { value.text ?? JSONValue(value.item).text }
}

enum FlagPhrase: PhraseTable {
  case yes
  case no

  var row: (String, String) {
    switch self {
    case .yes: ("ja", "yes")
    case .no: ("nee", "no")
    }
  }

  /// What was typed for yes or no; nil for anything else.
  static func flag(typed text: String) -> Bool? {
    switch text.lowercased() {
    case "ja", "yes", "true", "1", "j", "y": true
    case "nee", "no", "false", "0", "n": false
    default: nil
    }
  }
}
