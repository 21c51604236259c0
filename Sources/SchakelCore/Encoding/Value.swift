/// What a field holds: one CBOR item, kept as the very bytes it came in.
///
/// Equality is equality of bytes. `é` typed as one code point and as two are different values
/// here, although Swift's `String` would call them equal: a merge must not depend on a platform's
/// Unicode tables. Unknown kinds of value pass through untouched for the same reason.
public struct Value: Sendable {
  /// The bytes that it was read from, shared with the other values that were: a document has a dozen
  /// fields, and an array for each would be most of what reading and freeing it costs.
  private let source: [UInt8]
  private let start: UInt32
  private let end: UInt32

  /// A value of a few bytes is not to keep a longer source than this in memory.
  private static let sharedBytes = 1 << 16

  private init(_ source: [UInt8], in range: Range<Int>) {
    self.source = source
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
  }

  /// Bytes that a ``CBORReader`` has checked or a ``CBORWriter`` has written.
  init(trusted encoded: [UInt8]) { self.init(encoded, in: encoded.indices) }

  /// Checks that `encoded` is one deterministic item.
  public init(checking encoded: [UInt8]) throws(CBORError) {
    var reader = CBORReader(encoded)
    try reader.skip()
    try reader.finish()
    self.init(trusted: encoded)
  }

  /// A text as its UTF-8 bytes, however long: ``Limits/valueBytes`` is checked where a change is
  /// read.
  public init(_ text: String) {
    var writer = CBORWriter(reserving: text.utf8.count + 9)
    writer.text(text)
    self.init(trusted: writer.bytes)
  }

  /// True or false, one byte.
  public init(_ flag: Bool) { self.init(trusted: [flag ? 0xf5 : 0xf4]) }

  /// An integer in its shortest form.
  public init(_ number: Int64) {
    var writer = CBORWriter()
    writer.integer(number)
    self.init(trusted: writer.bytes)
  }

  /// What a cleared field holds.
  public static let null = Value(trusted: [0xf6])

  /// The next item, whatever it is; `limit` where it has more than `limit` bytes.
  public init(
    from reader: inout CBORReader, limit: Int = Limits.valueBytes
  ) throws(CBORError) {
    let range = try reader.itemRange(limit: limit)
    if reader.bytes.count > Self.sharedBytes {
      self.init(trusted: Array(reader.bytes[range]))
    } else {
      self.init(reader.bytes, in: range)
    }
  }

  private var range: Range<Int> { Int(start)..<Int(end) }

  /// The item in deterministic encoding.
  public var encoded: [UInt8] {
    byteCount == source.count ? source : Array(source[range])
  }

  /// How many bytes ``encoded`` has.
  public var byteCount: Int { Int(end - start) }

  /// What reads ``encoded``, without a copy of it.
  var reader: CBORReader { CBORReader(source, in: range) }

  /// Appends ``encoded`` to `out`.
  public func encode(to out: inout CBORWriter) { out.encoded(source[range]) }
}

extension Value: Hashable {
  /// Whether both have the same bytes.
  public static func == (left: Value, right: Value) -> Bool {
    // Most often the same array, and the same part of it.
    if left.start == right.start, left.end == right.end,
      left.source.span.isIdentical(to: right.source.span)
    {
      return true
    }
    return left.source[left.range] == right.source[right.range]
  }

  /// Feeds the bytes to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(source[range]) }
}

extension Value: Comparable {
  /// The order of the encoded bytes.
  public static func < (left: Value, right: Value) -> Bool {
    left.source[left.range].lexicographicallyPrecedes(right.source[right.range])
  }
}
