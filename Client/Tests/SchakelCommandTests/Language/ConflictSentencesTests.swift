import SchakelCore
import Testing

@testable import SchakelCommand
@testable import SchakelStore

@Suite("What happened, in one sentence")
struct ConflictSentencesTests {
  private static let names: [Character: String?] = [
    "a": "Anna", "b": "Bram", "c": "Cor", "d": "Dunya", "e": "Els", "?": nil, "!": nil,
  ]

  private static func author(_ letter: Character) -> Author {
    Author(
      person: PersonID(rawValue: UInt64(letter.unicodeScalars.first?.value ?? 0)),
      name: names[letter] ?? nil)
  }

  /// Versions as letters, the first to write first: `a` wrote, `a-` emptied the field, `a~` was erased.
  private static func field(_ spelling: String, isOneChange: Bool = false) -> DocumentField {
    let versions = spelling.split(separator: " ").enumerated().map { place, version in
      let value: Value? =
        version.hasSuffix("~") ? nil : version.hasSuffix("-") ? .null : Value("\(place)")
      let writer = Writer(
        replica: ReplicaID(rawValue: isOneChange ? 0 : UInt64(place)),
        incarnation: Incarnation(rawValue: 1))
      return FieldVersion(
        value: value, dot: Dot(writer: writer, counter: 1), index: isOneChange ? place : 0,
        author: author(version.first ?? "?"), time: UInt64(place), received: nil, origin: nil)
    }
    return DocumentField(
      name: "title", policy: .keepAll, shown: [], standing: .conflict, versions: versions.reversed()
    )
  }

  private static func sentences(_ language: Language, me: Character? = nil) -> ConflictSentences {
    ConflictSentences(
      context: TestDevice("/nowhere", language: language).context(), me: me.map(author))
  }

  @Test(
    "who did what to a field",
    arguments: [
      (
        "a b", nil, "Anna en Bram hebben de titel veranderd zonder dat van elkaar te weten.",
        "Anna and Bram both changed the title while apart."
      ),
      (
        "a b", "b", "Jij en Anna hebben de titel veranderd zonder dat van elkaar te weten.",
        "You and Anna both changed the title while apart."
      ),
      (
        "a b c", nil, "Anna, Bram en Cor hebben de titel veranderd zonder dat van elkaar te weten.",
        "Anna, Bram and Cor changed the title while apart."
      ),
      (
        "a b c d e", "e",
        "Jij, Anna, Bram, Cor en Dunya hebben de titel veranderd zonder dat van elkaar te weten.",
        "You, Anna, Bram, Cor and Dunya changed the title while apart."
      ),
      (
        "a b c d e ?", nil,
        "Anna, Bram, Cor en 3 anderen hebben de titel veranderd zonder dat van elkaar te weten.",
        "Anna, Bram, Cor and 3 others changed the title while apart."
      ),
      (
        "? a", nil,
        "Anna en iemand anders hebben de titel veranderd zonder dat van elkaar te weten.",
        "Anna and somebody else both changed the title while apart."
      ),
      (
        "? !", nil, "2 mensen hebben de titel veranderd zonder dat van elkaar te weten.",
        "2 people both changed the title while apart."
      ),
      (
        "a a", nil,
        "Anna veranderde de titel op meer dan één apparaat, zonder dat het ene van het andere wist.",
        "Anna changed the title on more than one device while these were apart."
      ),
      (
        "a- b", nil, "Anna maakte de titel leeg terwijl Bram iets anders schreef.",
        "Anna emptied the title while Bram changed it."
      ),
      (
        "a- b c", "b", "Anna maakte de titel leeg terwijl jij en Cor iets anders schreven.",
        "Anna emptied the title while you and Cor changed it."
      ),
      (
        "a~ b b", nil, "Wat Anna schreef, is gewist terwijl Bram de titel veranderde.",
        "What Anna wrote was erased while Bram changed the title."
      ),
      (
        "a~ b c", "a",
        "Bram en Cor hebben de titel veranderd zonder dat van elkaar te weten. Wat jij schreef, is "
          + "gewist.", "Bram and Cor both changed the title while apart. What you wrote was erased."
      ),
    ] as [(String, Character?, String, String)])
  func acts(spelling: String, me: Character?, dutch: String, english: String) {
    let field = Self.field(spelling)
    #expect(Self.sentences(.dutch, me: me).sentence(field) == dutch)
    #expect(Self.sentences(.english, me: me).sentence(field) == english)
  }

  @Test("versions that came with one change were brought along")
  func brought() {
    let field = Self.field("a a", isOneChange: true)
    #expect(Self.sentences(.dutch).sentence(field) == "Anna bracht 2 versies van de titel mee.")
  }

  @Test(
    "a deletion that met an edit",
    arguments: [
      (
        "a", "b", nil, "Anna verwijderde dit terwijl Bram er nog in schreef.",
        "Anna deleted this while Bram was still writing in it."
      ),
      (
        "a", "b", "b", "Anna verwijderde dit terwijl jij er nog in schreef.",
        "Anna deleted this while you were still writing in it."
      ),
      (
        "ac", "bd", "a", "Jij en Cor verwijderden dit terwijl Bram en Dunya er nog in schreven.",
        "You and Cor deleted this while Bram and Dunya were still writing in it."
      ),
      (
        "?", "", nil, "Iemand verwijderde dit terwijl iemand er nog in schreef.",
        "Somebody deleted this while somebody was still writing in it."
      ),
      (
        "a", "a", "a",
        "Jij verwijderde dit op het ene apparaat en schreef er op het andere nog in.",
        "You deleted this on one device and still wrote in it on another."
      ),
    ] as [(String, String, Character?, String, String)])
  func deletions(
    deleters: String, writers: String, me: Character?, dutch: String, english: String
  ) {
    for (language, sentence) in [(Language.dutch, dutch), (.english, english)] {
      let said = Self.sentences(language, me: me).deletion(
        by: deleters.map(Self.author), met: writers.map(Self.author))
      #expect(said == sentence)
    }
  }
}
