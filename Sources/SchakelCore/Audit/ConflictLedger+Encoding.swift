// How the region keeps a ledger between two pushes. This is no part of any format: what is kept can
// be derived again from the log.
extension ConflictLedger {
  private static let items = 5

  /// The values that were brought stand in it as digests.
  package func encoded(_ hashing: Hashing) -> [UInt8] {
    var out = CBORWriter(reserving: 64 + changes.count * 120 + touches.count * 80)
    out.arrayHead(Self.items)
    out.dots(birth.map { [$0] } ?? [])
    out.dots(tips)
    out.arrayHead(changes.count)
    for change in changes { change.encode(to: &out) }
    out.arrayHead(touches.count)
    for touch in touches { touch.encode(to: &out, hashing) }
    out.arrayHead(records.count)
    for record in records { record.encode(to: &out) }
    return out.bytes
  }

  /// Reads ``encoded(_:)``.
  package init(encoded bytes: [UInt8]) throws(CBORError) {
    self.init()
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: Self.items)
    birth = try reader.dots().first
    tips = try reader.dots()
    for _ in 0..<(try reader.arrayHead()) {
      changes.append(try ConflictRecord.Version(from: &reader))
    }
    for _ in 0..<(try reader.arrayHead()) { touches.append(try Touch(from: &reader)) }
    for _ in 0..<(try reader.arrayHead()) { records.append(try ConflictRecord(from: &reader)) }
    try reader.finish()
  }
}

extension ConflictLedger.Touch {
  private static let items = 5

  fileprivate func encode(to out: inout CBORWriter, _ hashing: Hashing) {
    out.arrayHead(Self.items)
    out.name(field)
    out.writer(dot.writer)
    out.unsigned(dot.counter)
    out.identifier(author)
    if let digest = brought.digest(hashing) { out.digest(digest) } else { out.null() }
  }

  fileprivate init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: Self.items)
    field = try reader.name(emptyAllowed: true)
    dot = try reader.dot()
    author = try reader.identifier()
    brought = try reader.null() ? .erased : .digest(try reader.digest())
  }
}
