import SchakelCore

extension FuzzTarget {
  /// What two versions of a text come to: once with few words, which are taken for each other, against a
  /// judge that counts them; and once with words that each tell who wrote them.
  static let text = FuzzTarget("text") { bytes throws(Broken) in
    let isDecided = try Drafts(bytes).check { TextMerge.merge($0, $1, $2) }
    let isDecidedTraced = try TracedDrafts(bytes).check { TextMerge.merge($0, $1, $2) }
    return isDecided || isDecidedTraced
  }
}

/// A text and what two people made of it, as bytes say.
///
/// *Law*: whether the rule decides does not hang on who comes first, nor which words stand there then; none
/// comes from nowhere, nor more often than from both. Which of several equal words were kept nobody can
/// say: what is lost ``TracedDrafts`` judges.
struct Drafts {
  typealias Merge = ([UInt8], [UInt8], [UInt8]) -> [UInt8]?

  private static let words = ["een", "twee", "drie", "vier"]
  private static let ends = [" ", " ", "\n", ", ", "\r\n", "\n\n"]
  private static let longest = 24

  /// A word, and what comes after it.
  private typealias Piece = (word: Int, end: Int)

  private let texts: (ancestor: [Piece], first: [Piece], second: [Piece])

  init(_ bytes: [UInt8]) {
    var supply = Supply(bytes)
    let ancestor = (0..<supply.below(Self.longest)).map { _ in Self.piece(&supply) }
    let first = Self.edited(ancestor, &supply)
    texts = (ancestor, first, Self.edited(ancestor, &supply))
  }

  private static func piece(_ supply: inout Supply) -> Piece {
    let byte = Int(supply.byte())
    return (byte % words.count, byte / words.count % ends.count)
  }

  private static func edited(_ pieces: [Piece], _ supply: inout Supply) -> [Piece] {
    var pieces = pieces
    for _ in 0..<supply.below(6) {
      let place = supply.below(pieces.count + 1)
      switch supply.below(3) {
      case 0: pieces.insert(piece(&supply), at: place)
      case 1 where place < pieces.count: pieces.remove(at: place)
      default: if place < pieces.count { pieces[place] = piece(&supply) }
      }
    }
    return pieces
  }

  private static func bytes(_ pieces: [Piece]) -> [UInt8] {
    pieces.flatMap { Array((words[$0.word] + ends[$0.end]).utf8) }
  }

  /// Whether the rule decides.
  func check(_ merge: Merge) throws(FuzzTarget.Broken) -> Bool {
    let (ancestor, first, second) = (
      Self.bytes(texts.ancestor), Self.bytes(texts.first), Self.bytes(texts.second)
    )
    guard merge(ancestor, ancestor, second) == second, merge(ancestor, first, ancestor) == first,
      merge(ancestor, first, first) == first
    else { throw FuzzTarget.Broken("who changed nothing has changed something") }
    let merged = merge(ancestor, first, second)
    let swapped = merge(ancestor, second, first)
    guard let merged, let swapped else {
      guard merged == nil, swapped == nil else {
        throw FuzzTarget.Broken("whether the rule decides hangs on who comes first")
      }
      return false
    }
    let (one, other) = (try Self.count(merged), try Self.count(swapped))
    guard one == other else { throw FuzzTarget.Broken("other words where the other comes first") }
    for word in Self.words.indices {
      let (a, f, s) = (
        Self.count(texts.ancestor, word), Self.count(texts.first, word),
        Self.count(texts.second, word)
      )
      guard one[word] <= f + s else {
        throw FuzzTarget.Broken(
          "\(Self.words[word]): \(a), \(f) and \(s) came to \(one[word]): \(String(decoding: merged, as: UTF8.self).debugDescription)"
        )
      }
    }
    return true
  }

  private static func count(_ pieces: [Piece], _ word: Int) -> Int {
    pieces.count { $0.word == word }
  }

  /// How often each word stands in a text. Throws for a text with anything else in it.
  private static func count(_ text: [UInt8]) throws(FuzzTarget.Broken) -> [Int] {
    var counts = words.map { _ in 0 }
    for run in text.split(whereSeparator: { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
    {
      guard let word = words.firstIndex(where: { run.elementsEqual($0.utf8) }) else {
        throw FuzzTarget.Broken("a word from nowhere: \(String(decoding: run, as: UTF8.self))")
      }
      counts[word] += 1
    }
    return counts
  }
}
