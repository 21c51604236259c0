/// What a field holds: one CBOR item, kept as the very bytes it came in.
///
/// Equality is equality of bytes. `é` typed as one code point and as two are different values
/// here, although Swift's `String` would call them equal: a merge must not depend on a platform's
/// Unicode tables. Unknown kinds of value pass through untouched for the same reason.
public struct Value: Hashable, Sendable {
  /// The item in deterministic encoding.
  public let encoded: [UInt8]

  /// Bytes that a ``CBORReader`` has checked or a ``CBORWriter`` has written.
  init(trusted encoded: [UInt8]) { self.encoded = encoded }

  /// Checks that `encoded` is one deterministic item.
  public init(checking encoded: [UInt8]) throws(CBORError) {
    var reader = CBORReader(encoded)
    try reader.skip()
    try reader.finish()
    self.encoded = encoded
  }

  /// A text as its UTF-8 bytes, however long: ``Limits/valueBytes`` is checked where a change is
  /// read.
  public init(_ text: String) {
    var writer = CBORWriter(reserving: text.utf8.count + 9)
    writer.text(text)
    encoded = writer.bytes
  }

  /// True or false, one byte.
  public init(_ flag: Bool) { encoded = [flag ? 0xf5 : 0xf4] }

  /// An integer in its shortest form.
  public init(_ number: Int64) {
    var writer = CBORWriter()
    writer.integer(number)
    encoded = writer.bytes
  }

  /// What a cleared field holds.
  public static let null = Value(trusted: [0xf6])

  /// The next item, whatever it is; `limit` where it has more than `limit` bytes.
  public init(
    from reader: inout CBORReader, limit: Int = Limits.valueBytes
  ) throws(CBORError) {
    encoded = try reader.encodedItem(limit: limit)
  }
}

extension Value: Comparable {
  /// The order of the encoded bytes.
  public static func < (left: Value, right: Value) -> Bool {
    left.encoded.lexicographicallyPrecedes(right.encoded)
  }
}
