/// A table of sentences, one row a phrase, Dutch first. The rows of all tables are read by a test:
/// none may be blank, and both languages must fill in the same places.
///
/// Words for people in the field are plain (B1): nothing here speaks of what only a programmer
/// knows.
protocol PhraseTable: CaseIterable, Sendable {
  /// Dutch, then English. A long table keeps its rows in a dictionary; a missing one is blank.
  var row: (String, String) { get }
}

extension PhraseTable {
  func template(_ language: Language) -> Template {
    Template(language == .dutch ? row.0 : row.1)
  }
}

extension Language {
  func callAsFunction(
    _ phrase: some PhraseTable, _ arguments: [String: Template.Argument] = [:]
  ) -> String {
    phrase.template(self).filled(arguments, in: self)
  }
}
