extension TracedDrafts {
  /// What one person made of the ancestor.
  struct Version {
    let writer: Writer
    let pieces: [Piece]
    /// Whether no diff can take a word that was kept for one that was moved: it would have to give up
    /// the word for line ends or marks that stand before it in the one text and after it in the other.
    let isPlain: Bool
    /// The places that were touched: `2n` is before the ancestor's word n, `2n + 1` that word and what
    /// follows it.
    let touched: [Int]

    init(by writer: Writer, of ancestor: [Piece], _ pieces: [Piece]) {
      self.writer = writer
      self.pieces = pieces
      isPlain = Self.isPlain(ancestor, pieces)
      touched = Self.touched(ancestor, pieces)
    }

    var words: [Word] { pieces.map { $0.word } }

    /// The words that nobody else writes.
    var added: [Word] { words.filter { $0.writer == writer } }

    func count(_ word: Word) -> Int { pieces.count { $0.word == word } }

    /// Between each two words that were kept one text has all that the other has there, in order, and it is
    /// the same text each time. Empty paragraphs are equal to each other, and so none may be there.
    private static func isPlain(_ ancestor: [Piece], _ pieces: [Piece]) -> Bool {
      let hasEmpty = (ancestor + pieces).contains { $0.end == "\n\n" }
      let (old, new) = (ends(in: ancestor, between: pieces), ends(in: pieces, between: ancestor))
      let between = zip(old, new)
      return !hasEmpty
        && (between.allSatisfy { $0.isPart(of: $1) } || between.allSatisfy { $1.isPart(of: $0) })
    }

    /// What stands between the words of a text, a list for each stretch up to a word that the other text
    /// has as well, and one for the last stretch.
    private static func ends(in pieces: [Piece], between others: [Piece]) -> [[Unicode.Scalar]] {
      var stretches: [[Unicode.Scalar]] = [[]]
      for piece in pieces {
        if piece.word.writer == .ancestor, others.contains(where: { $0.word == piece.word }) {
          stretches.append([])
        }
        stretches[stretches.count - 1] += piece.end.unicodeScalars.filter { $0 != "\r" }
      }
      return stretches
    }

    private static func touched(_ ancestor: [Piece], _ pieces: [Piece]) -> [Int] {
      var places: [Int] = []
      for (number, piece) in ancestor.enumerated()
      where !pieces.contains(where: { $0.word == piece.word && $0.end == piece.end }) {
        places.append(2 * number + 1)
      }
      var last = -1
      var isAdded = false
      for piece in pieces + [(Word(writer: .ancestor, number: ancestor.count), "")] {
        if piece.word.writer == .ancestor {
          if isAdded { places += [2 * (last + 1), 2 * piece.word.number] }
          (last, isAdded) = (piece.word.number, false)
        } else {
          isAdded = true
        }
      }
      return places
    }
  }
}

extension [Unicode.Scalar] {
  /// Whether this is what is left of another where some of it is taken out.
  fileprivate func isPart(of other: [Unicode.Scalar]) -> Bool {
    var rest = self[...]
    for scalar in other where scalar == rest.first { rest.removeFirst() }
    return rest.isEmpty
  }
}
