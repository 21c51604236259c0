/// A CBOR item as a tree, for whoever must look inside a value it does not know: the mapping to
/// JSON, and tools. The merge never needs it.
public indirect enum CBORItem: Hashable, Sendable {
  case unsigned(UInt64)
  /// Below zero.
  case negative(Int64)
  case bytes([UInt8])
  case text(String)
  case array([CBORItem])
  /// In the order of RFC 8949 §4.2.1 when read; any order when made.
  case map([Pair])
  case bool(Bool)
  case null
  case double(Double)

  /// One key of a map, any item, with what stands under it.
  public struct Pair: Hashable, Sendable {
    /// No two keys of a map that was read are equal.
    public let key: CBORItem
    /// What stands under ``key``.
    public let value: CBORItem

    public init(_ key: CBORItem, _ value: CBORItem) {
      self.key = key
      self.value = value
    }
  }

  /// Reads the next item whole, with its order of keys. Throws ``CBORError`` for all that is not
  /// deterministic; two walks over the item's bytes.
  public init(from reader: inout CBORReader) throws(CBORError) {
    // One pass checks it all, the order of keys too, and the next builds the tree.
    var check = reader
    try check.skip()
    self = try Self.read(&reader, depth: 0)
  }

  private static func read(_ reader: inout CBORReader, depth: Int) throws(CBORError) -> CBORItem {
    guard depth <= Limits.depth else { throw reader.fail(.depth) }
    switch try reader.peekMajor() {
    case 0: return .unsigned(try reader.unsigned())
    case 1: return .negative(try reader.integer())
    case 2: return .bytes(try reader.byteString())
    case 3: return .text(try reader.text(limit: .max))
    case 4: return .array(try readArray(&reader, depth: depth))
    case 5: return .map(try readMap(&reader, depth: depth))
    case 6: throw reader.fail(.tag)
    default: return try readSimple(&reader)
    }
  }

  private static func readArray(
    _ reader: inout CBORReader, depth: Int
  ) throws(CBORError) -> [CBORItem] {
    var items: [CBORItem] = []
    for _ in 0..<(try reader.arrayHead()) { items.append(try read(&reader, depth: depth + 1)) }
    return items
  }

  private static func readMap(_ reader: inout CBORReader, depth: Int) throws(CBORError) -> [Pair] {
    var pairs: [Pair] = []
    for _ in 0..<(try reader.mapHead()) {
      let key = try read(&reader, depth: depth + 1)
      pairs.append(Pair(key, try read(&reader, depth: depth + 1)))
    }
    return pairs
  }

  private static func readSimple(_ reader: inout CBORReader) throws(CBORError) -> CBORItem {
    if try reader.null() { return .null }
    switch try reader.peek() {
    case 0xf4, 0xf5: return .bool(try reader.bool())
    case 0xf9, 0xfa, 0xfb: return .double(try reader.double())
    default:
      try reader.skip()
      throw reader.fail(.simple)
    }
  }
}
