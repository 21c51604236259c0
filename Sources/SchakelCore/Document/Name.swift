/// The name of a field or a kind: at most ``Limits/nameBytes`` bytes of UTF-8, compared byte by
/// byte. Swift's own comparison of strings would make two spellings of one word the same name on
/// some platforms and two names on others.
public struct Name: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  public let text: String

  public init(_ text: String) { self.text = text }
  public init(stringLiteral text: StaticString) { self.text = text.description }

  public static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// The register that says whether the document is deleted. No field has an empty name.
  public static let lifecycle: Name = ""
}
