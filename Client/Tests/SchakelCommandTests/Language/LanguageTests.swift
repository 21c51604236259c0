import SchakelCore
import Testing

@testable import SchakelCommand

@Suite("Language")
struct LanguageTests {
  @Test(
    "every Dutch locale speaks Dutch, every other English",
    arguments: [
      ([:], .english), (["LANG": "nl_NL.UTF-8"], .dutch), (["LANG": "nl"], .dutch),
      (["LANG": "nl-BE"], .dutch), (["LANG": "C"], .english), (["LANG": "nds_NL"], .english),
      (["LANG": "nl_NL", "LC_ALL": "C"], .english), (["LANG": "C", "LC_MESSAGES": "nl"], .dutch),
      (["LANG": "nl", "LC_ALL": "", "LC_MESSAGES": "en_GB"], .english),
    ] as [([String: String], Language)])
  func locales(environment: [String: String], language: Language) {
    #expect(Language(environment: environment) == language)
  }

  /// Every table of sentences there is.
  static let tables: [[any PhraseTable]] = [
    AddingPhrase.allCases, AuditFaultPhrase.allCases, AuditPagePhrase.allCases,
    AuditPhrase.allCases, BundlePhrase.allCases, ChangePhrase.allCases, CommandPhrase.allCases,
    ConflictPhrase.allCases, ConflictsPhrase.allCases, DatePhrase.allCases,
    EnrolmentPhrase.allCases, ErrorPhrase.allCases,
    FilePhrase.allCases, FlagPhrase.allCases, HelpPhrase.allCases, HistoryPhrase.allCases,
    ImportPhrase.allCases, JSONPhrase.allCases, ListPhrase.allCases, NetworkPhrase.allCases,
    NoticePhrase.allCases, OptionPhrase.allCases, OthersPhrase.allCases, PeoplePhrase.allCases,
    ProgressPhrase.allCases, RefusalPhrase.allCases, RefusedPhrase.allCases,
    ShowPhrase.allCases,
    StatePhrase.allCases, StatusPhrase.allCases, SyncPhrase.allCases,
  ]

  @Test("every sentence is there in both languages, with the same places to fill in")
  func sentences() {
    for phrase in Self.tables.joined() {
      let name = "\(type(of: phrase)).\(phrase)"
      #expect(!phrase.row.0.isEmpty && !phrase.row.1.isEmpty, "\(name)")
      let dutch = phrase.template(.dutch)
      #expect(dutch.places == phrase.template(.english).places, "\(name)")
      let arguments = Dictionary(
        uniqueKeysWithValues: dutch.places.map { ($0, Template.Argument.count(2)) })
      for language in Language.allCases {
        let text = language(phrase, arguments)
        #expect(!text.contains("{") && !text.contains("}") && !text.contains("|"), "\(name)")
        #expect(text.trimmingPrefix(" ") == text && text.last != " ", "\(name)")
      }
    }
  }

  @Test("people are not spoken to in the words of programmers")
  func plainWords() {
    let jargon = [
      "revision", "revisie", "merge", "mergen", "vector", "sibling", "replica ", "cursor", "hash",
      "commit", "token", "epoch", "payload", "dot ",
    ]
    for phrase in Self.tables.joined() {
      for text in [phrase.row.0.lowercased(), phrase.row.1.lowercased()] {
        for word in jargon { #expect(!text.contains(word), "\(text)") }
      }
    }
  }

  @Test("every kind, field and choice has its label in both languages")
  func labels() {
    for kind in Kind.all {
      #expect(Labels.kinds.contains { $0.id == kind.name }, "\(kind.name.text)")
      for field in kind.fields {
        #expect(Labels.fields.contains { $0.id == field.name }, "\(field.name.text)")
        #expect(Labels.nouns.contains { $0.id == field.name }, "\(field.name.text)")
        guard case .choice(let choices) = field.shape else { continue }
        for choice in choices {
          #expect(Labels.choices.contains { $0.id == Name(choice) }, "\(choice)")
        }
      }
    }
    for row in Labels.kinds + Labels.fields + Labels.nouns + Labels.choices + Labels.roles {
      #expect(!row.dutch.isEmpty && !row.english.isEmpty, "\(row.id.text)")
    }
  }

  @Test("what is typed for a choice is found by its id or either label")
  func choices() {
    let scale = ["none", "watch", "urgent"]
    #expect(Labels.choice(typed: "Dringend", among: scale) == "urgent")
    #expect(Labels.choice(typed: "let op", among: scale) == "watch")
    #expect(Labels.choice(typed: "URGENT", among: scale) == "urgent")
    #expect(Labels.choice(typed: "misser", among: scale) == nil)
  }
}
