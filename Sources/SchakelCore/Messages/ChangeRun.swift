/// Changes of one stream that follow each other without a gap, with the seal over the last of them.
public struct ChangeRun: Hashable, Sendable {
  /// Whose stream it is; the changes themselves do not say.
  public let writer: Writer
  /// The counter of the first change.
  public let first: UInt64
  /// Encoded changes (``Change/encoded``), unread; in a push and in a bundle also links alone
  /// (``RunItem``).
  public let changes: [[UInt8]]
  /// The word of the device that wrote them. Always there in a push and in a bundle; in an answer
  /// the seals are entries of their own.
  public let seal: Seal?

  public init(writer: Writer, first: UInt64, changes: [[UInt8]], seal: Seal? = nil) {
    self.writer = writer
    self.first = first
    self.changes = changes
    self.seal = seal
  }

  /// `[writer, first, changes, seal or null]`.
  public func encode(to out: inout CBORWriter) {
    out.arrayHead(4)
    out.writer(writer)
    out.unsigned(first)
    out.array(changes) { $1.encoded($0) }
    if let seal { seal.encode(to: &out) } else { out.null() }
  }

  /// Reads what ``encode(to:)`` writes. Changes are checked to be items and the seal is not: that
  /// it covers the last change is for whoever takes the run in.
  public init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 4)
    writer = try reader.writer()
    first = try reader.counter()
    changes = try reader.changes(from: first)
    seal = try reader.null() ? nil : try Seal(from: &reader)
  }
}

extension CBORReader {
  /// An array of encoded changes. Each is checked to be an item, and no further: what is in it is
  /// read where it is applied, so that one bad change is one refused change.
  ///
  /// - Parameter first: the counter of the first of them.
  mutating func changes(from first: UInt64) throws(CBORError) -> [[UInt8]] {
    let start = offset
    let count = try arrayHead()
    guard first + UInt64(count) <= Limits.counter + 1 else { throw CBORError(.limit, at: start) }
    var changes: [[UInt8]] = []
    changes.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count { changes.append(try encodedItem(limit: Limits.changeBytes)) }
    return changes
  }
}
