import SchakelStore

/// How far a contribution has come, in a word.
enum StatePhrase: PhraseTable {
  case draft
  case onThisDevice
  case synchronised
  case problem
  case deleted
  case conflict

  var row: (String, String) {
    switch self {
    case .draft: ("concept", "draft")
    case .onThisDevice: ("op dit apparaat", "on this device")
    case .synchronised: ("gesynchroniseerd", "synchronised")
    case .problem: ("probleem", "problem")
    case .deleted: ("verwijderd", "deleted")
    case .conflict: ("keuze nodig", "choice needed")
    }
  }
}

extension ItemState {
  var phrase: StatePhrase {
    switch self {
    case .draft: .draft
    case .onThisDevice: .onThisDevice
    case .synchronised: .synchronised
    case .problem: .problem
    }
  }

  var style: Style {
    switch self {
    case .draft: .faint
    case .onThisDevice: .attention
    case .synchronised: .good
    case .problem: .bad
    }
  }
}

extension DocumentSummary {
  /// The state, with what a person should know beside it.
  func stateText(in language: Language) -> String {
    var words = [language(marks.contains(.deleted) ? StatePhrase.deleted : state.phrase)]
    if marks.contains(.conflict) || marks.contains(.contested) {
      words.append(language(StatePhrase.conflict))
    }
    return words.joined(separator: ", ")
  }

  var stateStyle: Style {
    if marks.contains(.deleted) { return .faint }
    if marks.contains(.conflict) || marks.contains(.contested) { return .attention }
    return state.style
  }
}
