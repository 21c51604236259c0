extension CBORItem {
  /// Writes the item, its maps in canonical order. False, with nothing of use written, where a
  /// number is not finite or two keys of a map are the same.
  func encode(to writer: inout CBORWriter) -> Bool {
    switch self {
    case .unsigned(let value): writer.unsigned(value)
    case .negative(let value): writer.integer(value)
    case .bytes(let value): writer.byteString(value)
    case .text(let value): writer.text(value)
    case .array(let items):
      writer.arrayHead(items.count)
      for item in items { guard item.encode(to: &writer) else { return false } }
    case .map(let pairs): return Self.encode(pairs, to: &writer)
    case .bool(let value): writer.bool(value)
    case .null: writer.null()
    case .double(let value):
      guard value.isFinite else { return false }
      writer.double(value)
    }
    return true
  }

  private static func encode(_ pairs: [Pair], to writer: inout CBORWriter) -> Bool {
    var entries: [(key: [UInt8], value: CBORItem)] = []
    for pair in pairs {
      var key = CBORWriter()
      guard pair.key.encode(to: &key) else { return false }
      entries.append((key: key.bytes, value: pair.value))
    }
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    writer.mapHead(entries.count)
    for (index, entry) in entries.enumerated() {
      if index > 0 && entries[index - 1].key == entry.key { return false }
      writer.encoded(entry.key)
      guard entry.value.encode(to: &writer) else { return false }
    }
    return true
  }
}
