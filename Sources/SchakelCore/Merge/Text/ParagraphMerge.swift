/// Puts paragraphs together, and asks for the words where both versions changed the same ones.
struct ParagraphMerge {
  private let texts: Three<TextParagraphs>
  private let numbers: Three<[Int32]>
  private var merged: [Paragraph] = []

  /// A paragraph of the result, or several with the line ends between them.
  private struct Paragraph {
    let content: ArraySlice<UInt8>
    let end: ArraySlice<UInt8>
  }

  init(_ texts: Three<TextParagraphs>) {
    self.texts = texts
    var table = TextNumbers(
      of: [texts.ancestor.bytes, texts.first.bytes, texts.second.bytes],
      count: texts.ancestor.count + texts.first.count + texts.second.count)
    numbers = Three(
      ancestor: texts.ancestor.contents.map { table.number(of: $0, in: 0) },
      first: texts.first.contents.map { table.number(of: $0, in: 1) },
      second: texts.second.contents.map { table.number(of: $0, in: 2) })
  }

  mutating func run() -> [UInt8]? {
    guard let first = TextDiff(from: numbers.ancestor, to: numbers.first),
      let second = TextDiff(from: numbers.ancestor, to: numbers.second)
    else { return nil }
    var parts = ThreeWay(first, second, counts: numbers.map { $0.count })
    while let part = parts.next() {
      if part.isStable {
        takeStable(part.ranges)
      } else {
        guard take(part.ranges) else { return nil }
      }
    }
    return text
  }

  private mutating func takeStable(_ ranges: Three<Range<Int>>) {
    for offset in 0..<ranges.ancestor.count {
      let place = ranges.map { $0.lowerBound + offset }
      let end = TextMerge.changed(
        Three(
          ancestor: texts.ancestor.end(place.ancestor), first: texts.first.end(place.first),
          second: texts.second.end(place.second)))
      merged.append(Paragraph(content: texts.ancestor.content(place.ancestor), end: end))
    }
  }

  private mutating func take(_ ranges: Three<Range<Int>>) -> Bool {
    let ancestor = numbers.ancestor[ranges.ancestor]
    let first = numbers.first[ranges.first]
    let second = numbers.second[ranges.second]
    if first.elementsEqual(ancestor) {
      append(texts.second, ranges.second)
    } else if second.elementsEqual(ancestor) || first.elementsEqual(second) {
      append(texts.first, ranges.first)
    } else if ancestor.isEmpty {
      takeBoth(ranges)
    } else if second.starts(with: ancestor) {
      append(texts.first, ranges.first)
      append(texts.second, ranges.second.dropFirst(ancestor.count))
    } else if first.starts(with: ancestor) {
      append(texts.second, ranges.second)
      append(texts.first, ranges.first.dropFirst(ancestor.count))
    } else if second.reversed().starts(with: ancestor.reversed()) {
      append(texts.second, ranges.second.dropLast(ancestor.count))
      append(texts.first, ranges.first)
    } else if first.reversed().starts(with: ancestor.reversed()) {
      append(texts.first, ranges.first.dropLast(ancestor.count))
      append(texts.second, ranges.second)
    } else {
      return takeWords(ranges)
    }
    return true
  }

  /// Both added paragraphs here: what they begin and end with alike is taken once.
  private mutating func takeBoth(_ ranges: Three<Range<Int>>) {
    var (first, second) = (ranges.first, ranges.second)
    while let one = first.first, let other = second.first,
      numbers.first[one] == numbers.second[other]
    {
      append(texts.first, one..<one + 1)
      first = first.dropFirst()
      second = second.dropFirst()
    }
    var rest = ranges.first.upperBound..<ranges.first.upperBound
    while let one = first.last, let other = second.last,
      numbers.first[one] == numbers.second[other]
    {
      rest = one..<rest.upperBound
      first = first.dropLast()
      second = second.dropLast()
    }
    append(texts.first, first)
    append(texts.second, second)
    append(texts.first, rest)
  }

  private mutating func append(_ text: TextParagraphs, _ range: Range<Int>) {
    for place in range {
      merged.append(Paragraph(content: text.content(place), end: text.end(place)))
    }
  }

  private mutating func takeWords(_ ranges: Three<Range<Int>>) -> Bool {
    let tokens = Three(
      ancestor: TextTokens(texts.ancestor.bytes, in: texts.ancestor.text(ranges.ancestor)),
      first: TextTokens(texts.first.bytes, in: texts.first.text(ranges.first)),
      second: TextTokens(texts.second.bytes, in: texts.second.text(ranges.second)))
    guard let words = WordMerge.merge(tokens) else { return false }
    let ends = Three(
      ancestor: end(texts.ancestor, ranges.ancestor), first: end(texts.first, ranges.first),
      second: end(texts.second, ranges.second))
    merged.append(Paragraph(content: words[...], end: TextMerge.changed(ends)))
    return true
  }

  private func end(_ text: TextParagraphs, _ range: Range<Int>) -> ArraySlice<UInt8> {
    range.last.map { text.end($0) } ?? []
  }

  /// All of it. What was last in its version and is not any more gets the first line end there is.
  private var text: [UInt8] {
    let all = [texts.ancestor, texts.first, texts.second].lazy.flatMap { text in
      text.ends.lazy.map { text.bytes[$0] }
    }
    let usual = all.first { !$0.isEmpty } ?? [UInt8(ascii: "\n")]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.first.bytes.count + texts.second.bytes.count)
    for (place, paragraph) in merged.enumerated() {
      bytes += paragraph.content
      guard place < merged.count - 1 else { break }
      bytes += paragraph.end.isEmpty ? usual : paragraph.end
    }
    return bytes
  }
}
