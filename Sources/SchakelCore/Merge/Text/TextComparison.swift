/// Where two texts differ, word by word: what people need to see when they choose between versions.
///
///     let comparison = TextComparison(old: Array("is stuk".utf8), new: Array("is weg".utf8))
///     comparison.removed  // [3..<7]: "stuk", in the old text
///     comparison.added    // [3..<6]: "weg", in the new one
///
/// Words are those of the rule `text/1` (Protocol/spec/text.md), found by fixed code points, and so
/// the same wherever a text is shown. All line ends are equal.
///
/// *Invariant*: ranges are of bytes of UTF-8, rising, apart from each other and not empty. Each begins
/// and ends with a word, a mark or a line end, unless it holds nothing but spaces.
///
/// - Complexity: O(n + d²) for n tokens of which d differ. Where more than ``TextMerge/limit`` differ,
///   all between what the texts begin and end with alike is taken for different.
public struct TextComparison: Hashable, Sendable {
  /// The bytes of the old text that the new one does not have.
  public let removed: [Range<Int>]
  /// The bytes of the new text that the old one does not have.
  public let added: [Range<Int>]

  /// Compares two texts.
  ///
  /// - Parameters:
  ///   - old: UTF-8, which is not checked.
  ///   - new: the same.
  public init(old: [UInt8], new: [UInt8]) {
    let (old, new) = (
      TextTokens(old, in: 0..<old.count), TextTokens(new, in: 0..<new.count)
    )
    let numbers = Self.numbers(of: old, new)
    var kept = (
      old: [Bool](repeating: false, count: numbers.old.count),
      new: [Bool](repeating: false, count: numbers.new.count)
    )
    if var diff = TextDiff(from: numbers.old, to: numbers.new) {
      // Spaces and marks alone between two changes belong to the change.
      diff.dissolve(newCount: numbers.new.count, below: 1, old.words)
      for (place, other) in diff.places.enumerated() where other >= 0 {
        kept.old[place] = true
        kept.new[Int(other)] = true
      }
    } else {
      Self.keepEnds(numbers.old, numbers.new, &kept.old, &kept.new)
    }
    removed = Self.ranges(of: old, kept.old)
    added = Self.ranges(of: new, kept.new)
  }

  /// Equal tokens have equal numbers, and all line ends are equal.
  private static func numbers(
    of old: TextTokens, _ new: TextTokens
  ) -> (old: [Int32], new: [Int32]) {
    var table = TextNumbers(
      of: [old.bytes, new.bytes], count: old.tokens.count + new.tokens.count)
    let oldNumbers = old.tokens.map { $0.kind == .lineEnd ? 0 : table.number(of: $0.range, in: 0) }
    let newNumbers = new.tokens.map { $0.kind == .lineEnd ? 0 : table.number(of: $0.range, in: 1) }
    return (old: oldNumbers, new: newNumbers)
  }

  private static func keepEnds(
    _ old: [Int32], _ new: [Int32], _ oldKept: inout [Bool], _ newKept: inout [Bool]
  ) {
    let count = min(old.count, new.count)
    var start = 0
    while start < count, old[start] == new[start] {
      oldKept[start] = true
      newKept[start] = true
      start += 1
    }
    var end = 1
    while end <= count - start, old[old.count - end] == new[new.count - end] {
      oldKept[old.count - end] = true
      newKept[new.count - end] = true
      end += 1
    }
  }

  /// The bytes of rows of tokens that are not kept, without the spaces around them.
  private static func ranges(of text: TextTokens, _ kept: [Bool]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var place = 0
    while place < kept.count {
      let start = place
      while place < kept.count, !kept[place] { place += 1 }
      if start < place { ranges.append(bytes(of: start..<place, in: text)) }
      place += 1
    }
    return ranges
  }

  private static func bytes(of row: Range<Int>, in text: TextTokens) -> Range<Int> {
    let tokens = text.tokens
    let first = row.first { tokens[$0].kind != .space } ?? row.lowerBound
    let last = row.last { tokens[$0].kind != .space } ?? row.upperBound - 1
    return tokens[first].range.lowerBound..<tokens[last].range.upperBound
  }
}
