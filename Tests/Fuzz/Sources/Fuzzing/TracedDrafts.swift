/// A text and what two people made of it, as bytes say, in which each word tells who wrote it: those of the
/// ancestor (`a0`, `a1` …) and of each version (`b0` …, `c0` …) stand there once and are written by nobody
/// else; a few (`d0` …) either may write.
///
/// *Law*, where the rule decides, whoever comes first:
/// - what a version added is there, as often and in the order as in that version;
/// - what both kept is there; what both removed is not; nor is what one removed and the other let stand;
/// - nothing changed its place.
///
/// And it decides where between all that the one changed and all that the other did lie two words that
/// nobody touched.
struct TracedDrafts {
  struct Word: Hashable {
    let writer: Writer
    let number: Int

    var text: String { writer.rawValue + String(number) }
  }

  enum Writer: String { case ancestor = "a", first = "b", second = "c", either = "d" }

  /// A word, and what comes after it.
  typealias Piece = (word: Word, end: String)

  /// The last in half of the texts alone: of empty paragraphs nobody can say which is which.
  private static let ends = [" ", " ", "\n", ", ", "\r\n", "\n\n"]
  private static let longest = 24
  private static let common = 3

  let ancestor: [Piece]
  let first: Version
  let second: Version

  init(_ bytes: [UInt8]) {
    var supply = Supply(bytes)
    let ends = supply.once(in: 2) ? Self.ends : Self.ends.dropLast()
    let ancestor = (0..<supply.below(Self.longest)).map { number in
      Piece(Word(writer: .ancestor, number: number), ends[supply.below(ends.count)])
    }
    self.ancestor = ancestor
    first = Version(by: .first, of: ancestor, Self.edited(ancestor, by: .first, ends, &supply))
    second = Version(by: .second, of: ancestor, Self.edited(ancestor, by: .second, ends, &supply))
  }

  private static func edited(
    _ pieces: [Piece], by writer: Writer, _ ends: [String], _ supply: inout Supply
  ) -> [Piece] {
    var pieces = pieces
    var written = 0
    func word(_ supply: inout Supply) -> Word {
      guard !supply.once(in: 8) else { return Word(writer: .either, number: supply.below(common)) }
      written += 1
      return Word(writer: writer, number: written)
    }
    for _ in 0..<supply.below(6) {
      let place = supply.below(pieces.count + 1)
      let edit = supply.below(4)
      if edit == 0 {
        let end = ends[supply.below(ends.count)]
        pieces.insert((word(&supply), end), at: place)
      } else if place < pieces.count {
        switch edit {
        case 1: pieces.remove(at: place)
        case 2: pieces[place].word = word(&supply)
        default: pieces[place].end = ends[supply.below(ends.count)]
        }
      }
    }
    return pieces
  }

  static func bytes(_ pieces: [Piece]) -> [UInt8] {
    pieces.flatMap { Array(($0.word.text + $0.end).utf8) }
  }
}

extension TracedDrafts {
  /// Whether the rule decides.
  func check(_ merge: Drafts.Merge) throws(FuzzTarget.Broken) -> Bool {
    let texts = [ancestor, first.pieces, second.pieces].map(Self.bytes)
    let merged = merge(texts[0], texts[1], texts[2])
    guard merge(texts[0], texts[1], texts[2]) == merged else {
      throw FuzzTarget.Broken("the same texts came to two")
    }
    let swapped = merge(texts[0], texts[2], texts[1])
    guard let merged, let swapped else {
      guard merged == nil, swapped == nil else {
        throw FuzzTarget.Broken("whether the rule decides hangs on who comes first")
      }
      guard !isApart else { throw FuzzTarget.Broken("a person is asked about changes far apart") }
      return false
    }
    for text in [merged, swapped] {
      guard merge(texts[0], text, text) == text else {
        throw FuzzTarget.Broken("put together with itself, another text")
      }
      try check(Self.words(of: text))
    }
    return true
  }

  private func check(_ words: [Word]) throws(FuzzTarget.Broken) {
    for version in [first, second] {
      let (added, there) = (version.added, words.filter { $0.writer == version.writer })
      guard there == added else {
        throw FuzzTarget.Broken("\(added.map(\.text)) came to \(there.map(\.text))")
      }
    }
    for number in 0..<Self.common {
      let word = Word(writer: .either, number: number)
      let (f, s, there) = (first.count(word), second.count(word), words.count { $0 == word })
      guard (max(f, s)...f + s).contains(there) else {
        throw FuzzTarget.Broken("\(word.text): \(f) and \(s) came to \(there)")
      }
    }
    for piece in ancestor {
      let there = words.count { $0 == piece.word }
      guard mayStand(piece.word).contains(there) else {
        throw FuzzTarget.Broken("\(piece.word.text): there \(there) times")
      }
    }
    guard first.isPlain, second.isPlain else { return }
    for version in [first, second] {
      let kept = words.filter { $0.writer != .either && version.count($0) > 0 }
      let order = version.words.filter { $0.writer != .either && kept.contains($0) }
      guard kept == order else {
        throw FuzzTarget.Broken("\(order.map(\.text)) came to \(kept.map(\.text))")
      }
    }
  }

  /// How often a word of the ancestor may stand in the result.
  private func mayStand(_ word: Word) -> ClosedRange<Int> {
    switch (first.count(word) > 0, second.count(word) > 0) {
    case (true, true): first.isPlain || second.isPlain ? 1...1 : 1...2
    case (true, false): first.isPlain ? 0...0 : 0...1
    case (false, true): second.isPlain ? 0...0 : 0...1
    case (false, false): 0...0
    }
  }

  /// Whether between all that one changed and all that the other did lie two words that nobody touched.
  private var isApart: Bool {
    guard first.isPlain, second.isPlain else { return false }
    return first.touched.allSatisfy { one in
      second.touched.allSatisfy { other in
        // Two places a word: before it, and the word itself.
        let firstBetween = (min(one, other) + 1) / 2
        return 2 * (firstBetween + 1) + 1 < max(one, other)
      }
    }
  }

  /// Throws for a text with anything else in it.
  private static func words(of text: [UInt8]) throws(FuzzTarget.Broken) -> [Word] {
    var words: [Word] = []
    for run in text.split(whereSeparator: { [0x20, 0x0a, 0x0d, 0x2c].contains($0) }) {
      let text = String(decoding: run, as: UTF8.self)
      guard let writer = Writer(rawValue: String(text.prefix(1))),
        let number = Int(text.dropFirst())
      else { throw FuzzTarget.Broken("a word from nowhere: \(text)") }
      words.append(Word(writer: writer, number: number))
    }
    return words
  }
}
