/// The name of a field or a kind: at most ``Limits/nameBytes`` bytes of UTF-8, compared byte by
/// byte. Swift's own comparison of strings would make two spellings of one word the same name on
/// some platforms and two names on others.
public struct Name: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  public let text: String
  /// The first eight bytes, zeros after the last: they order most names without a look at the
  /// text, and names are compared for every field of every document.
  private let start: UInt64

  public init(_ text: String) {
    self.text = text
    start = Self.start(of: text.utf8)
  }

  /// Bytes that were checked to be UTF-8.
  init(checked bytes: ArraySlice<UInt8>) {
    text = String(decoding: bytes, as: UTF8.self)
    start = Self.start(of: bytes)
  }

  public init(stringLiteral text: StaticString) { self.init(text.description) }

  public static func == (left: Self, right: Self) -> Bool {
    left.start == right.start && left.text.utf8.elementsEqual(right.text.utf8)
  }

  public static func < (left: Self, right: Self) -> Bool {
    // Equal starts decide nothing: a name may end in zeros.
    if left.start != right.start { return left.start < right.start }
    return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  private static func start(of bytes: some Sequence<UInt8>) -> UInt64 {
    var start: UInt64 = 0
    var shift: UInt64 = 64
    for byte in bytes {
      shift -= 8
      start |= UInt64(byte) << shift
      if shift == 0 { break }
    }
    return start
  }

  /// The register that says whether the document is deleted. No field has an empty name.
  public static let lifecycle: Name = ""
}
