import SchakelCore
import Testing

@Suite("Kinds")
struct KindTests {
  @Test("each kind has its fields, each with its policy", arguments: tables)
  func table(_ kind: Kind, _ lines: String) {
    let expected = lines.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(kind.fields.map(\.name.text) == expected.map { $0[0] })
    for (field, words) in zip(kind.fields, expected) {
      #expect(Self.word(for: field.policy) == words[1], "\(field.name.text)")
    }
  }

  static let tables: [(Kind, String)] = [
    (
      .fieldNote,
      """
      title keepAll
      body text
      area latest
      place latest
      themes union
      observedOn latest
      signal signal
      followUpOn latest
      followUpDone latest
      visibility visibility
      attachments union
      """
    ),
    (
      .successStory,
      """
      title keepAll
      summary text
      body text
      outcome keepAll
      successFactors union
      needs union
      barriers union
      lessons text
      evidence keepAll
      period latest
      partners union
      area latest
      themes union
      contact latest
      visibility visibility
      attachments union
      """
    ),
    (
      .connectorProfile,
      """
      name keepAll
      role latest
      organisations union
      mandate text
      expertise union
      areas union
      languages union
      contact keepAll
      availability latest
      consent consent
      stories union
      visibility visibility
      """
    ),
  ]

  private static func word(for policy: Policy) -> String {
    switch policy {
    case .latest: "latest"
    case .keepAll: "keepAll"
    case .text: "text"
    case .union: "union"
    case .perPerson: "perPerson"
    case .strictest(.signal): "signal"
    case .strictest(.visibility): "visibility"
    case .strictest(.consent): "consent"
    }
  }

  @Test("names are unique, short enough for the format, and found")
  func names() {
    #expect(Set(Kind.all.map(\.name)).count == Kind.all.count)
    for kind in Kind.all {
      #expect(Kind.named(kind.name) == kind)
      #expect(Set(kind.fields.map(\.name)).count == kind.fields.count)
      for field in kind.fields {
        #expect((1...Limits.nameBytes).contains(field.name.text.utf8.count))
        #expect(kind.field(field.name) == field)
        #expect(Kind.policy(of: field.name, in: kind.name) == field.policy)
      }
      for name in [kind.titleField] + kind.textFields { #expect(kind.field(name) != nil) }
    }
  }

  @Test("what is not known keeps all its values")
  func unknown() {
    #expect(Kind.named("reukmelding") == nil)
    #expect(Kind.policy(of: "title", in: "reukmelding") == .keepAll)
    #expect(Kind.policy(of: "geur", in: "fieldNote") == .keepAll)
    #expect(Kind.policy(of: "title", in: nil) == .keepAll)
  }

  @Test("sets are the fields whose elements come and go")
  func sets() {
    let sets = Kind.fieldNote.fields.filter(\.isSet).map(\.name)
    #expect(sets == ["themes", "attachments"])
  }

  @Test("choices are closed, and the strictest value stands last")
  func choices() {
    #expect(Kind.fieldNote.field("signal")?.shape == .choice(["none", "watch", "urgent"]))
    #expect(
      Kind.connectorProfile.field("visibility")?.shape
        == .choice(["public", "region", "team", "own"]))
    #expect(Kind.connectorProfile.field("consent")?.shape == .choice(["given", "withdrawn"]))
    #expect(
      Kind.successStory.field("outcome")?.shape == .choice(["success", "failure", "mixed"]))
    #expect(
      Kind.successStory.field("evidence")?.shape
        == .choice(["experience", "described", "evaluated"]))
  }
}

@Suite("Vocabulary")
struct VocabularyTests {
  private static let all: [Vocabulary] = [.theme, .successFactor, .need, .barrier]

  @Test("each vocabulary has its words")
  func words() {
    #expect(
      Vocabulary.theme.words.map(\.id) == [
        "learning-from-failures", "integrated-working", "successes", "evidence-based-content",
        "connectors", "early-signals", "safety",
      ])
    #expect(
      Vocabulary.successFactor.words.map(\.id) == [
        "knowledge-of-the-neighbourhood", "residents-initiative", "ownership", "being-heard",
        "support-for-residents",
      ])
    #expect(
      Vocabulary.need.words.map(\.id) == [
        "perseverance", "presence-in-the-neighbourhood", "trust", "flexibility",
      ])
    #expect(
      Vocabulary.barrier.words.map(\.id) == [
        "system-world", "unwillingness", "funding", "communication", "procedures",
      ])
  }

  @Test("a word is found by its id, its labels and its aliases, in either case; no two share one")
  func lookup() {
    for vocabulary in Self.all {
      for word in vocabulary.words {
        for name in [word.id, word.dutch, word.english] + word.aliases {
          #expect(vocabulary.word(name) == word)
          #expect(vocabulary.id(for: name.uppercased()) == word.id)
        }
      }
    }
  }

  @Test(
    "the Dutch ids of imported notes are understood",
    arguments: [
      ("mislukkingen", "learning-from-failures"), ("integraal-samenwerken", "integrated-working"),
      ("successen", "successes"), ("onderbouwde-inhoud", "evidence-based-content"),
      ("wijkschakelaars", "connectors"), ("vroegsignalering", "early-signals"),
      ("veiligheid", "safety"),
    ])
  func dutch(_ dutch: String, _ id: String) {
    #expect(Vocabulary.theme.id(for: dutch) == id)
  }

  @Test("other words stand beside them as they were typed")
  func other() {
    #expect(Vocabulary.theme.word("Buurtfeest") == nil)
    #expect(Vocabulary.theme.id(for: "Buurtfeest") == "Buurtfeest")
    #expect(Vocabulary.need.id(for: "Veiligheid") == "Veiligheid")
  }
}
