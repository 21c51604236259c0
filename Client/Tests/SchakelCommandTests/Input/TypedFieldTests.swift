import SchakelCore
import SchakelJSON
import Testing

@testable import SchakelCommand

@Suite("What is typed for a field")
struct TypedFieldTests {
  private func value(_ text: String, _ field: Name, _ kind: Kind = .fieldNote) throws -> Value {
    let definition = try #require(kind.field(field))
    return try TypedField(field: definition, areaYear: 2_024) {
      try #require(DocumentID(text: $0))
    }.value(text)
  }

  @Test("words, days, choices and areas are understood as people type them")
  func understanding() throws {
    #expect(try value("Veiligheid", "themes") == Value("safety"))
    #expect(try value("speeltuin", "themes") == Value("speeltuin"))
    #expect(try value("17-9-2020", "observedOn") == Value("2020-09-17"))
    #expect(try value("17/09/2020", "observedOn") == Value("2020-09-17"))
    #expect(try value("2020-09-17", "observedOn") == Value("2020-09-17"))
    #expect(try value("Dringend", "signal") == Value("urgent"))
    #expect(try value("ja", "followUpDone") == Value(true))
    #expect(try value("No", "followUpDone") == Value(false))
    #expect(try value("wk034403", "area") == Area(code: "WK034403", year: 2_024)?.value)
    #expect(try value("GM0344/2023", "area") == Area(code: "GM0344", year: 2_023)?.value)
    #expect(try value("-3 graden", "title") == Value("-3 graden"))
    let id = "00000000-0000-7000-8000-000000000001"
    #expect(try value(id, "contact", .successStory) == Value(id))
  }

  @Test(
    "what cannot be is refused with its reason",
    arguments: [
      ("31-2-2024", "observedOn", Refusal.Reason.badDate), ("morgen", "observedOn", .badDate),
      ("misschien", "followUpDone", .expectedFlag), ("WK0344", "area", .badArea),
      ("WK034403/x", "area", .badYear),
      ("rood", "signal", .badChoice(["none", "watch", "urgent"])),
      ("", "title", .empty), ("a\nb", "title", .lineBreak),
    ] as [(String, Name, Refusal.Reason)])
  func refusals(text: String, field: Name, reason: Refusal.Reason) {
    #expect(throws: Refusal(reason, field: field.text)) { try value(text, field) }
  }

  @Test("every field of every kind has its own option, and no two share one")
  func options() {
    for kind in Kind.all {
      let names = kind.fields.flatMap(\.optionNames)
      #expect(Set(names).count == names.count)
      #expect(Set(names).isDisjoint(with: ["home", "json", "space", "draft", "area-year", "help"]))
    }
    #expect(Kind.fieldNote.field("observedOn")?.optionNames == ["observed-on"])
    #expect(Kind.fieldNote.field("themes")?.optionNames == ["theme", "themes"])
    #expect(Kind.connectorProfile.field("stories")?.optionNames == ["story", "stories"])
    #expect(Kind.connectorProfile.field("expertise")?.optionNames == ["expertise"])
    #expect(
      Kind.successStory.field("successFactors")?.optionNames
        == ["success-factor", "success-factors"])
  }
}
