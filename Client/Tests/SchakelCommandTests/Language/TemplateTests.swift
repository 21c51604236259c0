import Testing

@testable import SchakelCommand

@Suite("Sentences with places to fill in")
struct TemplateTests {
  @Test(
    "a number chooses its word",
    arguments: [
      (0, "0 notities", "0 notes"), (1, "1 notitie", "1 note"), (2, "2 notities", "2 notes"),
      (1_234_567, "1.234.567 notities", "1,234,567 notes"),
      (-1_000, "-1.000 notities", "-1,000 notes"),
    ])
  func counts(count: Int, dutch: String, english: String) {
    let arguments: [String: Template.Argument] = ["n": .count(count)]
    #expect(Template("{n|# notitie|# notities}").filled(arguments, in: .dutch) == dutch)
    #expect(Template("{n|# note|# notes}").filled(arguments, in: .english) == english)
  }

  @Test("places are filled in by name, as often as they stand there")
  func places() {
    let template = Template("{a} en {b} en {a}{c}")
    #expect(template.places == ["a", "b", "c"])
    #expect(template.filled(["a": "1", "b": "{a}", "c": ""], in: .dutch) == "1 en {a} en 1")
    #expect(template.filled(["a": "1"], in: .dutch) == "1 en {b} en 1{c}")
    #expect(Template("zonder").filled([:], in: .dutch) == "zonder")
  }
}
