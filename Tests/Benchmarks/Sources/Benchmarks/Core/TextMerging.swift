import SchakelCore

/// A text that two people changed while apart, put together.
struct TextMerging {
  private let ancestor: [UInt8]
  private let first: [UInt8]
  private let second: [UInt8]
  private let expected: [UInt8]

  /// - Parameters:
  ///   - bytes: about how long the text is.
  ///   - paragraph: about how long each of its paragraphs.
  ///   - edits: how many words each side changed, all over the text.
  init(bytes: Int, paragraph: Int, edits: Int) throws {
    var text = DutchText(seed: 7)
    var words: [String] = []
    var (size, line) = (0, 0)
    while size < bytes {
      for word in text.prose(bytes: 60).split(separator: " ") {
        words.append(String(word))
        size += word.utf8.count + 1
        line += word.utf8.count + 1
      }
      guard line >= paragraph, size < bytes else { continue }
      words.append("\n")
      line = 0
    }
    func written(_ words: [String]) -> [UInt8] { Array(words.joined(separator: " ").utf8) }
    ancestor = written(words)
    var (one, other, both) = (words, words, words)
    let step = words.count / (2 * edits + 1)
    for edit in 0..<edits {
      let (left, right) = (2 * edit * step + 1, (2 * edit + 1) * step + 1)
      one[left] = "links\(edit)"
      both[left] = one[left]
      other[right] = "rechts\(edit)"
      both[right] = other[right]
    }
    (first, second, expected) = (written(one), written(other), written(both))
  }

  /// Whether the two come together as they should.
  var isMerged: Bool { TextMerge.merge(ancestor, first, second) == expected }

  /// Microseconds for one merge.
  func measure(_ bench: Bench, times: Int) async throws -> Double {
    let medians = try await Rounds.run(
      bench,
      [
        Rounds.Contender("merge") { _ in
          {
            for _ in 0..<times {
              guard isMerged else { throw Unexpected("a text came out otherwise") }
            }
          }
        }
      ])
    return (medians["merge"] ?? .nan) / Double(times) * 1e6
  }
}

extension Benchmark {
  static let textMerging = Benchmark("core.text") { bench in
    let short = try await TextMerging(bytes: 400, paragraph: 200, edits: 2).measure(
      bench, times: bench.scale.pick(smoke: 3, quick: 2_000, full: 20_000))
    let times = bench.scale.pick(smoke: 1, quick: 5, full: 20)
    let long = try await TextMerging(bytes: 100_000, paragraph: 400, edits: 80).measure(
      bench, times: times)
    let single = try await TextMerging(bytes: 100_000, paragraph: .max, edits: 80).measure(
      bench, times: times)
    return [
      Figure(
        "core.text", short, "us", target: .atMost(50),
        note: "a body of 400 bytes, two words changed on each side"),
      Figure(
        "core.text.long", long / 1e3, "ms", target: .atMost(50),
        note: "100 kB in paragraphs, 80 words changed on each side"),
      Figure(
        "core.text.paragraph", single / 1e3, "ms", target: .atMost(50),
        note: "the same in one paragraph"),
    ]
  }
}
