/// A text in its paragraphs, each with the line end after it.
///
/// *Invariant*: paragraphs and line ends together are the text, byte for byte; there is one more
/// paragraph than there are line ends, and the last may be empty.
struct TextParagraphs {
  let bytes: [UInt8]
  /// Where each paragraph lies, without its line end.
  private(set) var contents: [Range<Int>] = []
  /// Where the line end of each lies; empty for the last.
  private(set) var ends: [Range<Int>] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var start = 0
    var place = 0
    while place < bytes.count {
      let length = Self.lineEnd(in: bytes, at: place)
      if length > 0 {
        contents.append(start..<place)
        ends.append(place..<place + length)
        start = place + length
      }
      place += max(1, length)
    }
    contents.append(start..<bytes.count)
    ends.append(bytes.count..<bytes.count)
  }

  /// How many bytes of a line end begin here; zero for none.
  static func lineEnd(in bytes: [UInt8], at place: Int) -> Int {
    switch bytes[place] {
    case UInt8(ascii: "\n"): 1
    case UInt8(ascii: "\r"):
      place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "\n") ? 2 : 1
    default: 0
    }
  }

  var count: Int { contents.count }

  func content(_ place: Int) -> ArraySlice<UInt8> { bytes[contents[place]] }
  func end(_ place: Int) -> ArraySlice<UInt8> { bytes[ends[place]] }

  /// The bytes of some paragraphs that follow each other, with the line ends between them.
  func text(_ range: Range<Int>) -> Range<Int> {
    guard let last = range.last else { return 0..<0 }
    return contents[range.lowerBound].lowerBound..<contents[last].upperBound
  }
}
