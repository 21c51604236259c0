/// Puts words together, of paragraphs that both versions changed.
enum WordMerge {
  /// A match of fewer words than this between two changes of one version is none, unless it has a
  /// line end.
  static let leastWords = 2

  /// nil where two changes touch each other.
  static func merge(_ tokens: Three<TextTokens>) -> [UInt8]? {
    let numbers = numbers(of: tokens)
    guard var first = TextDiff(from: numbers.ancestor, to: numbers.first),
      var second = TextDiff(from: numbers.ancestor, to: numbers.second)
    else { return nil }
    let ancestor = tokens.ancestor
    first.dissolve(newCount: numbers.first.count, below: leastWords, ancestor.words)
    second.dissolve(newCount: numbers.second.count, below: leastWords, ancestor.words)
    var result: [UInt8] = []
    result.reserveCapacity(tokens.first.bytes.count + tokens.second.bytes.count)
    // Who made the last change, and whether anything has kept what follows apart from it.
    var last: Changer?
    var parts = ThreeWay(first, second, counts: numbers.map { $0.count })
    while let part = parts.next() {
      if part.isStable {
        append(stable: part.ranges, tokens, to: &result)
        if ancestor.separates(part.ranges.ancestor) { last = nil }
        continue
      }
      guard let changer = changer(of: part.ranges, numbers) else { return nil }
      if let last, last != changer, last != .both, changer != .both { return nil }
      let text = changer == .second ? tokens.second : tokens.first
      let range = changer == .second ? part.ranges.second : part.ranges.first
      for place in range { result += text[place] }
      last = changer
    }
    return result
  }

  private enum Changer {
    case first
    case second
    /// In the same way.
    case both
  }

  /// Who changed a part; nil where each did, and otherwise than the other.
  private static func changer(of ranges: Three<Range<Int>>, _ numbers: Three<[Int32]>) -> Changer? {
    let ancestor = numbers.ancestor[ranges.ancestor]
    let first = numbers.first[ranges.first]
    let second = numbers.second[ranges.second]
    if first.elementsEqual(second) { return .both }
    if second.elementsEqual(ancestor) { return .first }
    return first.elementsEqual(ancestor) ? .second : nil
  }

  /// The same in all three but for the bytes of line ends.
  private static func append(
    stable ranges: Three<Range<Int>>, _ tokens: Three<TextTokens>, to result: inout [UInt8]
  ) {
    for offset in 0..<ranges.ancestor.count {
      result += TextMerge.changed(
        Three(
          ancestor: tokens.ancestor[ranges.ancestor.lowerBound + offset],
          first: tokens.first[ranges.first.lowerBound + offset],
          second: tokens.second[ranges.second.lowerBound + offset]))
    }
  }

  /// All line ends have the same number.
  private static func numbers(of tokens: Three<TextTokens>) -> Three<[Int32]> {
    let all = [tokens.ancestor, tokens.first, tokens.second]
    var table = TextNumbers(
      of: all.map { $0.bytes }, count: all.reduce(0) { $0 + $1.tokens.count })
    func number(_ text: Int) -> [Int32] {
      all[text].tokens.map { $0.kind == .lineEnd ? 0 : table.number(of: $0.range, in: text) }
    }
    return Three(ancestor: number(0), first: number(1), second: number(2))
  }
}
