/// The name of a field or a kind: at most ``Limits/nameBytes`` bytes of UTF-8, compared byte by
/// byte. Swift's own comparison of strings would make two spellings of one word the same name on
/// some platforms and two names on others.
///
/// The first sixteen bytes are held as two numbers, most significant first and filled up with
/// zeros, because fields are looked up and put in order by name wherever a document is touched:
/// for all the names that kinds have, that is then one or two comparisons of numbers.
public struct Name: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
  private let first: UInt64
  private let second: UInt64
  /// How many bytes the name has.
  public let byteCount: Int
  /// The bytes past the sixteenth; nil where there are none.
  private let rest: [UInt8]?

  private static let heldBytes = 16

  /// The name with these bytes. Its length is not checked here: a longer one than
  /// ``Limits/nameBytes`` is refused wherever it is read.
  public init(_ text: String) {
    let bytes = Array(text.utf8)
    self.init(checked: bytes, in: bytes.indices)
  }

  /// A literal, such as `"title"`: the same as ``init(_:)``.
  public init(stringLiteral text: StaticString) { self.init(text.description) }

  /// Bytes that were checked to be UTF-8.
  init(checked bytes: [UInt8], in range: Range<Int>) {
    let (start, count) = (range.lowerBound, range.count)
    first = BigEndian.readLeft(bytes, at: start, count: min(count, 8))
    second = count > 8 ? BigEndian.readLeft(bytes, at: start + 8, count: min(count - 8, 8)) : 0
    rest = count > Self.heldBytes ? Array(bytes[start + Self.heldBytes..<range.upperBound]) : nil
    byteCount = count
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.first == right.first && left.second == right.second && left.byteCount == right.byteCount
      && (left.byteCount <= heldBytes || left.rest == right.rest)
  }

  public static func < (left: Self, right: Self) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    // What was filled up with zeros is the beginning of what has more bytes.
    if left.byteCount <= heldBytes || right.byteCount <= heldBytes {
      return left.byteCount < right.byteCount
    }
    return (left.rest ?? []).lexicographicallyPrecedes(right.rest ?? [])
  }

  /// The first sixteen bytes: names of which these differ are in the order of these.
  package var beginning: (UInt64, UInt64) { (first, second) }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(first)
    hasher.combine(second)
    if let rest { hasher.combine(rest) }
  }

  /// As a string, for people: compare names, never their texts. O(length).
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// UTF-8.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(byteCount)
    append(to: &out)
    return out
  }

  func append(to out: inout [UInt8]) {
    let count = min(byteCount, Self.heldBytes)
    // unsafe: the first of the sixteen bytes of a local, copied during the call.
    unsafe withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) { held in
      unsafe out.append(contentsOf: UnsafeRawBufferPointer(start: held.baseAddress, count: count))
    }
    if let rest { out.append(contentsOf: rest) }
  }

  /// The register that says whether the document is deleted. No field has an empty name.
  public static let lifecycle: Name = ""
}
