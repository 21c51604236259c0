/// A piece of text in which the words that were looked for are marked.
public struct MarkedText: Hashable, Sendable {
  /// A stretch of text that is marked throughout, or not at all.
  public struct Part: Hashable, Sendable {
    /// Never empty.
    public let text: String
    /// Whether this was looked for.
    public let isMatch: Bool
  }

  /// In order; together they are the text.
  public let parts: [Part]

  /// The text without marks.
  public var plain: String { parts.map(\.text).joined() }

  /// The text with each match between `opening` and `closing`.
  public func marked(_ opening: String, _ closing: String) -> String {
    parts.map { $0.isMatch ? opening + $0.text + closing : $0.text }.joined()
  }
}

extension MarkedText {
  /// Noncharacters, which are not for interchange (Unicode Standard §23.7): no text that people
  /// write has them.
  static let opening = Unicode.Scalar(UInt16(0xfdd0))!
  static let closing = Unicode.Scalar(UInt16(0xfdd1))!

  /// Reads text in which FTS5 has put the two marks. In UTF-8 they are EF B7 90 and EF B7 91, and
  /// no other character has these bytes.
  init(fromMarked text: String) {
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var start = 0
    var isMatch = false
    func finish(at end: Int) {
      guard end > start else { return }
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      parts.append(Part(text: text, isMatch: isMatch))
    }
    for place in bytes.indices.dropLast(2) where bytes[place] == 0xef {
      guard bytes[place + 1] == 0xb7, bytes[place + 2] == 0x90 || bytes[place + 2] == 0x91
      else { continue }
      finish(at: place)
      start = place + 3
      isMatch = bytes[place + 2] == 0x90
    }
    finish(at: bytes.count)
    self.parts = parts
  }
}
