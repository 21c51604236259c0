/// A piece of text in which the words that were looked for are marked.
public struct MarkedText: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    public let text: String
    /// Whether this was looked for.
    public let isMatch: Bool
  }

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

  /// Reads text in which FTS5 has put the two marks.
  init(fromMarked text: String) {
    var parts: [Part] = []
    var current = String.UnicodeScalarView()
    var isMatch = false
    for scalar in text.unicodeScalars {
      guard scalar == Self.opening || scalar == Self.closing else {
        current.append(scalar)
        continue
      }
      if !current.isEmpty { parts.append(Part(text: String(current), isMatch: isMatch)) }
      current = String.UnicodeScalarView()
      isMatch = scalar == Self.opening
    }
    if !current.isEmpty { parts.append(Part(text: String(current), isMatch: isMatch)) }
    self.parts = parts
  }
}
