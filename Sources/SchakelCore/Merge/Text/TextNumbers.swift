/// Gives pieces of text numbers, equal ones the same, so that they can be compared at once.
///
/// A hash table with open addressing. Equal hashes are followed by a comparison of the bytes.
struct TextNumbers {
  private struct Piece {
    let text: Int
    let range: Range<Int>
    let hash: UInt64
  }

  private let texts: [[UInt8]]
  private var pieces: [Piece] = []
  /// The number of a piece, plus one; zero where none is. A power of two of them.
  private var slots: [Int32]

  /// - Parameters:
  ///   - texts: where the pieces lie.
  ///   - count: at most so many pieces will be numbered.
  init(of texts: [[UInt8]], count: Int) {
    self.texts = texts
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    pieces.reserveCapacity(count)
  }

  mutating func number(of range: Range<Int>, in text: Int) -> Int32 {
    let hash = Self.hash(texts[text], range)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let known = pieces[Int(slots[slot]) - 1]
      if known.hash == hash, isSame(known, range, in: text) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    pieces.append(Piece(text: text, range: range, hash: hash))
    slots[slot] = Int32(pieces.count)
    return slots[slot]
  }

  private func isSame(_ known: Piece, _ range: Range<Int>, in text: Int) -> Bool {
    guard known.range.count == range.count else { return false }
    let offset = range.lowerBound - known.range.lowerBound
    return known.range.allSatisfy { texts[known.text][$0] == texts[text][$0 + offset] }
  }

  /// FNV-1a, folded so that its low bits depend on all of it.
  private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for place in range { hash = (hash ^ UInt64(bytes[place])) &* 0x100_0000_01b3 }
    return hash ^ hash >> 32
  }
}
