extension VersionVector {
  /// Writes a flat array, three items an entry: writer, counter, check.
  public func encode(to writer: inout CBORWriter) {
    writer.arrayHead(entries.count * 3)
    for entry in entries {
      writer.writer(entry.writer)
      writer.unsigned(entry.counter)
      writer.check(entry.check)
    }
  }

  /// Reads what ``encode(to:)`` writes. Entries out of order, twice or with a zero counter are
  /// refused: a vector has one encoding.
  public init(from reader: inout CBORReader) throws(CBORError) {
    try self.init(from: &reader) { reader throws(CBORError) in try reader.writer() }
  }

  /// The same, where the caller says how a writer is written.
  init(
    from reader: inout CBORReader,
    readWriter: (inout CBORReader) throws(CBORError) -> Writer
  ) throws(CBORError) {
    let start = reader.offset
    let count = try reader.groups(of: 3)
    guard count <= Limits.vectorEntries else { throw CBORError(.limit, at: start) }
    var entries: [Entry] = []
    entries.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count {
      let start = reader.offset
      let writer = try readWriter(&reader)
      if let last = entries.last, !(last.writer < writer) { throw CBORError(.order, at: start) }
      let counter = try reader.counter()
      entries.append(Entry(writer: writer, counter: counter, check: try reader.check()))
    }
    self.init(sorted: entries)
  }
}
