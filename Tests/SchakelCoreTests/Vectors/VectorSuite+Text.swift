@testable import SchakelCore

extension VectorSuite {
  static let text = VectorSuite(
    name: "text", about: "Texts that two people changed while apart (spec/text.md).",
    flags: [.init("Undecided", "A person settles.")],
    scenarios: { TextScenario.all.map(\.scenario) },
    answer: { input in
      guard let ancestor = input["ancestor"].text, let first = input["first"].text,
        let second = input["second"].text
      else { throw BadInput(input) }
      let merged = TextMerge.merge(
        Array(ancestor.utf8), Array(first.utf8), Array(second.utf8))
      let text = merged.map { JSON.string(String(decoding: $0, as: UTF8.self)) }
      return .object(.init("merged", text ?? .null))
    })
}

/// A text, what two people made of it, and what both come to: nil for a person to settle.
struct TextScenario: CustomStringConvertible, Sendable {
  let description: String
  let ancestor: String
  let first: String
  let second: String
  let merged: String?

  init(
    _ description: String, _ ancestor: String, _ first: String, _ second: String, _ merged: String?
  ) {
    self.description = description
    self.ancestor = ancestor
    self.first = first
    self.second = second
    self.merged = merged
  }

  fileprivate var scenario: VectorSuite.Scenario {
    VectorSuite.Scenario(
      description, merged == nil ? ["Undecided"] : [],
      .object(
        .init("ancestor", .string(ancestor)), .init("first", .string(first)),
        .init("second", .string(second))))
  }

  static let all = words + paragraphs + lineEnds + bytes

  private static let words = [
    TextScenario(
      "words far apart are both taken", "Het bankje bij het plein is kapot.",
      "Het groene bankje bij het plein is kapot.", "Het bankje bij het plein is gemaakt.",
      "Het groene bankje bij het plein is gemaakt."),
    TextScenario(
      "words next to each other are for a person", "Het bankje is kapot.",
      "Het bankje was kapot.", "Het bankje is gemaakt.", nil),
    TextScenario(
      "one word changed twice is for a person", "De lamp is stuk.", "De lamp is heel.",
      "De lamp is weg.", nil),
    TextScenario(
      "what both changed alike is taken once", "De lamp is stuk. De deur klemt.",
      "De lamp is heel. De deur klemt nog.", "De lamp is heel. De deur klemt.",
      "De lamp is heel. De deur klemt nog."),
    TextScenario(
      "words added at one place by both are for a person", "Het bankje is kapot.",
      "Het groene bankje is kapot.", "Het oude bankje is kapot.", nil),
    TextScenario("spaces keep nothing apart", "a b", "c b", "a d", nil),
    TextScenario("marks keep nothing apart", "a, b", "c, b", "a, d", nil),
    TextScenario("one word keeps two changes apart", "a b c", "d b c", "a b e", "d b e"),
    TextScenario(
      "a word that stays by chance keeps one person's changes together",
      "Wij gaan naar het plein", "Zij kwamen naar de markt", "Wij gaan snel naar het plein", nil),
    TextScenario(
      "what one removed and the other left is gone", "een twee drie vier vijf",
      "een drie vier vijf", "een twee drie vier zes", "een drie vier zes"),
    TextScenario("what both removed is gone", "een twee drie", "een drie", "een drie", "een drie"),
    TextScenario("nothing changed by one", "een twee", "een twee", "een drie", "een drie"),
    TextScenario("nothing changed by the other", "een twee", "een drie", "een twee", "een drie"),
    TextScenario("nothing changed at all", "een", "een", "een", "een"),
  ]

  private static let paragraphs = [
    TextScenario(
      "paragraphs that both added at the end both stay", "Een.", "Een.\nTwee.", "Een.\nDrie.",
      "Een.\nTwee.\nDrie."),
    TextScenario(
      "list items that both added in the middle both stay", "- soep\n- brood\n",
      "- soep\n- thee\n- brood\n", "- soep\n- koffie\n- brood\n",
      "- soep\n- thee\n- koffie\n- brood\n"),
    TextScenario(
      "paragraphs that both added before all others both stay", "Slot.", "Begin.\nSlot.",
      "Aanhef.\nSlot.", "Begin.\nAanhef.\nSlot."),
    TextScenario(
      "the same paragraph added by both is there once", "Een.", "Een.\nTwee.\nVier.",
      "Een.\nTwee.\nDrie.", "Een.\nTwee.\nVier.\nDrie."),
    TextScenario(
      "the same last paragraph added by both is there once", "Een.\nSlot.",
      "Een.\nTwee.\nVier.\nSlot.", "Een.\nDrie.\nVier.\nSlot.",
      "Een.\nTwee.\nDrie.\nVier.\nSlot."),
    TextScenario(
      "a paragraph added after one that the other changed stays", "De deur klemt.",
      "De deur klemt nog steeds.", "De deur klemt.\nDe lamp is stuk.",
      "De deur klemt nog steeds.\nDe lamp is stuk."),
    TextScenario(
      "a paragraph added before one that the other changed stays", "De deur klemt.",
      "De lamp is stuk.\nDe deur klemt.", "De deur klemt nog steeds.",
      "De lamp is stuk.\nDe deur klemt nog steeds."),
    TextScenario(
      "a paragraph added after one that the other removed stays", "Een.\nTwee.", "Een.",
      "Een.\nTwee.\nDrie.", "Een.\nDrie."),
    TextScenario(
      "a paragraph that one removed and the other changed is for a person",
      "Een.\nDe lamp is stuk.\nDrie.", "Een.\nDrie.", "Een.\nDe lamp is heel.\nDrie.", nil),
    TextScenario(
      "other paragraphs are taken from whoever changed them", "a\nb\nc\nd\ne", "A\nb\nc\nd\ne",
      "a\nb\nc\nd\nE", "A\nb\nc\nd\nE"),
    TextScenario(
      "paragraphs next to each other do not touch", "een twee\ndrie vier", "een zes\ndrie vier",
      "een twee\nzeven vier", "een zes\nzeven vier"),
    TextScenario(
      "a text that both begin is for a person", "", "Een.", "Twee.", nil),
    TextScenario(
      "a text that one emptied and the other changed is for a person", "Een twee drie.", "",
      "Een twee vier.", nil),
    TextScenario(
      "a text that one emptied and the other went on with keeps what was added", "Een.", "",
      "Een.\nTwee.", "\nTwee."),
  ]

  private static let lineEnds = [
    TextScenario(
      "line ends of another system change no words", "Een.\nTwee.\nDrie.",
      "Een.\r\nTwee.\r\nDrie.\r\nVier.", "Een en een.\nTwee.\nDrie.",
      "Een en een.\nTwee.\r\nDrie.\r\nVier."),
    TextScenario(
      "old line ends are line ends", "Een.\rTwee.", "Een.\rTwee.\rDrie.", "Nul.\rEen.\rTwee.",
      "Nul.\rEen.\rTwee.\rDrie."),
    TextScenario(
      "a text that ended without a line end gets one where it goes on", "Een.", "Een.\nTwee.",
      "Nul.\r\nEen.", "Nul.\r\nEen.\nTwee."),
    TextScenario(
      "an empty line at the end stays", "Een.\n", "Een.\nTwee.\n", "Een.\nDrie.\n",
      "Een.\nTwee.\nDrie.\n"),
  ]

  private static let bytes = [
    TextScenario(
      "letters that look alike are other bytes", "caf\u{e9} en soep op het plein",
      "cafe\u{301} en soep op het plein", "caf\u{e9} en soep op de markt",
      "cafe\u{301} en soep op de markt"),
    TextScenario(
      "a space that does not break is a space", "a\u{a0}b c d", "e\u{a0}b c d", "a\u{a0}b c f",
      "e\u{a0}b c f"),
    TextScenario(
      "signs outside the first plane are words", "\u{1f600} een twee \u{1f600}",
      "\u{1f601} een twee \u{1f600}", "\u{1f600} een twee \u{1f602}",
      "\u{1f601} een twee \u{1f602}"),
    TextScenario(
      "quotation marks are marks", "zij zei \u{201c}ja\u{201d} op straat",
      "hij zei \u{201c}ja\u{201d} op straat", "zij zei \u{201c}ja\u{201d} op het plein",
      "hij zei \u{201c}ja\u{201d} op het plein"),
  ]
}
