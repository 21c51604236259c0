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
    let count = try reader.arrayHead()
    guard count % 3 == 0 else { throw reader.fail(.shape) }
    guard count / 3 <= Limits.vectorEntries else { throw reader.fail(.limit) }
    var entries: [Entry] = []
    entries.reserveCapacity(count / 3)
    for _ in 0..<count / 3 {
      let writer = try reader.writer()
      let counter = try reader.counter()
      let check = try reader.check()
      if let last = entries.last, !(last.writer < writer) { throw reader.fail(.order) }
      entries.append(Entry(writer: writer, counter: counter, check: check))
    }
    self.init(sorted: entries)
  }
}
