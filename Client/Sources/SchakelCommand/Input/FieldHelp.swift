import SchakelCore

/// What a field is, in a line of a help text.
struct FieldHelp {
  let language: Language

  func text(of field: FieldDefinition) -> String {
    let labels = Labels(language: language)
    let label = labels.field(field.name)
    let choices = choices(of: field, labels)
    guard !choices.isEmpty else { return label }
    return label + ": " + choices.joined(separator: ", ")
  }

  private func choices(of field: FieldDefinition, _ labels: Labels) -> [String] {
    switch field.shape {
    case .choice(let choices): choices.map { labels.choice($0) }
    case .word(let vocabulary):
      vocabulary.words.map { language == .dutch ? $0.dutch : $0.english } + ["…"]
    default: []
    }
  }
}
