import SchakelCore
import SchakelTesting
import Testing

@Suite("Where two texts differ")
struct TextComparisonTests {
  /// What differs stands in brackets.
  private static func marked(_ text: [UInt8], _ ranges: [Range<Int>]) -> String {
    var out: [UInt8] = []
    for (place, byte) in text.enumerated() {
      if ranges.contains(where: { $0.lowerBound == place }) { out.append(UInt8(ascii: "[")) }
      out.append(byte)
      if ranges.contains(where: { $0.upperBound == place + 1 }) { out.append(UInt8(ascii: "]")) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  struct Example: Sendable {
    let old: String
    let new: String

    init(_ old: String, _ new: String) { (self.old, self.new) = (old, new) }

    /// The text without its brackets.
    static func plain(_ text: String) -> [UInt8] {
      text.utf8.filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }
    }
  }

  private static let table = [
    Example("", ""),
    Example("Bankje", "Bankje"),
    Example("", "[Bankje]"),
    Example("[Bankje]", ""),
    Example("Bankje is [stuk]", "Bankje is [weg]"),
    Example("[Het bankje] is stuk", "[De bank] is stuk"),
    Example("Bankje", "Bankje [is stuk]"),
    Example("Bankje[,] droog", "Bankje[!] droog"),
    // Spaces and marks between two changed words are part of the change.
    Example("zij zag [rood, groen], blauw", "zij zag [geel, wit], blauw"),
    Example("een[ ]twee", "een[  ]twee"),
    Example("[een  twee drie]", "[vier vijf]"),
    // Line ends are equal, whatever their bytes.
    Example("een\r\ntwee", "een\ntwee"),
    Example("een\ntwee", "een\n[drie\n]twee"),
    Example("één [café]", "één [cafe\u{301}]"),
    Example("a b c d", "a b [x] c d"),
  ]

  @Test("a table: what differs stands in brackets", arguments: table.indices)
  func examples(_ place: Int) {
    let example = Self.table[place]
    let (old, new) = (Example.plain(example.old), Example.plain(example.new))
    let comparison = TextComparison(old: old, new: new)
    #expect(Self.marked(old, comparison.removed) == example.old)
    #expect(Self.marked(new, comparison.added) == example.new)
  }

  private static func text(_ random: inout SeededRandom) -> [UInt8] {
    let words = ["een", "twee", "drie", " ", " ", "\n", ", ", "é", "\u{301}", "\r\n"]
    return (0..<random.below(30)).flatMap { _ in Array(words[random.below(words.count)].utf8) }
  }

  @Test(
    "what is not marked is the same in both, but for spaces and line ends",
    arguments: Seeds.upTo(40))
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      let (old, new) = (Self.text(&random), Self.text(&random))
      let comparison = TextComparison(old: old, new: new)
      #expect(
        Self.rest(of: old, comparison.removed) == Self.rest(of: new, comparison.added),
        Seeds.replay(seed))
      for (text, ranges) in [(old, comparison.removed), (new, comparison.added)] {
        #expect(ranges.allSatisfy { !$0.isEmpty && $0.upperBound <= text.count })
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(String(validating: text, as: UTF8.self) != nil)
        for range in ranges {
          #expect(String(validating: text[range], as: UTF8.self) != nil, Seeds.replay(seed))
        }
      }
      let back = TextComparison(old: old, new: old)
      #expect(back.removed.isEmpty && back.added.isEmpty)
    }
  }

  private static func rest(of text: [UInt8], _ ranges: [Range<Int>]) -> [UInt8] {
    text.indices.filter { place in !ranges.contains { $0.contains(place) } }.map { text[$0] }
      .filter { !"\r\n ".utf8.contains($0) }
  }

  @Test("texts that differ in too much differ between what they begin and end with alike")
  func tooMuch() {
    let many = { (word: String) in
      (0..<TextMerge.limit).map { "\(word)\($0)" }.joined(separator: " ")
    }
    let (old, new) = ("begin " + many("a") + " eind", "begin " + many("b") + " eind")
    let comparison = TextComparison(old: Array(old.utf8), new: Array(new.utf8))
    #expect(comparison.removed == [6..<old.utf8.count - 5])
    #expect(comparison.added == [6..<new.utf8.count - 5])
  }
}
