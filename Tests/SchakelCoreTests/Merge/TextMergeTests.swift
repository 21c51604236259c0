import SchakelCore
import SchakelTesting
import Testing

@Suite("Texts put together, text/1")
struct TextMergeTests {
  private static func merge(_ ancestor: String, _ first: String, _ second: String) -> String? {
    TextMerge.merge(Array(ancestor.utf8), Array(first.utf8), Array(second.utf8)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test("a table", arguments: TextScenario.all)
  func table(_ scenario: TextScenario) {
    #expect(Self.bytes(Self.merge(scenario)) == Self.bytes(scenario.merged))
  }

  private static func merge(_ scenario: TextScenario) -> String? {
    merge(scenario.ancestor, scenario.first, scenario.second)
  }

  private static func bytes(_ text: String?) -> [UInt8]? { text.map { Array($0.utf8) } }

  /// Words and line ends, of which a history is drawn.
  private struct Author {
    var random: SeededRandom

    mutating func text() -> [String] { (0..<random.below(14)).map { _ in token() } }

    mutating func token() -> String {
      random.once(in: 5) ? "\n" : ["een", "twee", "drie", "vier"][random.below(4)]
    }

    /// Removes some, adds some, in places next to each other or not.
    mutating func edited(_ text: [String]) -> [String] {
      var text = text
      for _ in 0..<1 + random.below(3) {
        let place = random.below(text.count + 1)
        if random.once(in: 2), place < text.count { text.remove(at: place) }
        if random.once(in: 2) { text.insert(token(), at: min(place, text.count)) }
      }
      return text
    }
  }

  private static func joined(_ text: [String]) -> String {
    var joined = ""
    for token in text {
      if !joined.isEmpty, !joined.hasSuffix("\n"), token != "\n" { joined += " " }
      joined += token
    }
    return joined
  }

  private static func words(_ text: String) -> [String: Int] {
    text.split { $0 == " " || $0 == "\n" }.reduce(into: [:]) { $0[String($1), default: 0] += 1 }
  }

  @Test(
    "neither version's words are lost, and none come from nowhere", arguments: Seeds.upTo(40))
  func conserves(seed: UInt64) throws {
    var author = Author(random: SeededRandom(seed: seed))
    var decided = 0
    for _ in 0..<500 {
      let base = author.text()
      let (ancestor, first, second) = (
        Self.joined(base), Self.joined(author.edited(base)), Self.joined(author.edited(base))
      )
      let merged = Self.merge(ancestor, first, second)
      let swapped = Self.merge(ancestor, second, first)
      #expect((merged == nil) == (swapped == nil), Seeds.replay(seed))
      guard let merged, let swapped else { continue }
      decided += 1
      let (a, f, s, m) = (
        Self.words(ancestor), Self.words(first), Self.words(second), Self.words(merged)
      )
      #expect(m == Self.words(swapped), Seeds.replay(seed))
      for word in ["een", "twee", "drie", "vier"] {
        let before = a[word, default: 0]
        let (one, other) = (f[word, default: 0], s[word, default: 0])
        // What both moved, to other places, stands in both.
        let range = min(one, other, one + other - before)...max(one + other, before)
        #expect(
          range.contains(m[word, default: 0]),
          "\(Seeds.replay(seed)): \([ancestor, first, second, merged]) \(word)")
      }
    }
    #expect(decided > 50)
  }

  @Test("what differs in more than the rule looks at is for a person, and costs no more")
  func bounded() {
    let old = (0..<2_000).map { "a\($0)" }
    let one = (0..<2_000).map { "b\($0)" }
    let other = old.dropLast() + ["z"]
    for separator in [" ", "\n"] {
      let texts = [old, one, Array(other)].map { $0.joined(separator: separator) }
      #expect(Self.merge(texts[0], texts[1], texts[2]) == nil)
    }
  }
}
