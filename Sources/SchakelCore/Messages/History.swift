/// Asks for every change of one document: devices that started from states have no history of what
/// came before them.
public struct HistoryRequest: Hashable, Sendable {
  public let space: SpaceID
  public let document: DocumentID

  public init(space: SpaceID, document: DocumentID) {
    self.space = space
    self.document = document
  }

  public var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(2)
    out.identifier(space)
    out.document(document)
    return out.bytes
  }

  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 2)
    space = try reader.identifier()
    document = try reader.document()
    try reader.finish()
  }
}

/// The changes of a document in the log's order, and those that were refused: enough to build its
/// state anew.
public struct HistoryAnswer: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public let writer: Writer
    /// When the region received it, milliseconds since 1970 (UTC).
    public let received: UInt64
    /// The first four bytes of its link in its stream's chain.
    public let check: UInt32
    /// An encoded ``Change``.
    public let change: [UInt8]

    public init(writer: Writer, received: UInt64, check: UInt32, change: [UInt8]) {
      self.writer = writer
      self.received = received
      self.check = check
      self.change = change
    }
  }

  public let items: [Item]
  public let voids: [LogEntry.Void]

  public init(items: [Item], voids: [LogEntry.Void]) {
    self.items = items
    self.voids = voids
  }

  /// `[items, voids]`.
  public var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(2)
    out.arrayHead(items.count)
    for item in items { item.encode(to: &out) }
    out.arrayHead(voids.count)
    for void in voids { LogEntry.void(void).encode(to: &out) }
    return out.bytes
  }

  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 2)
    items = try reader.array { reader throws(CBORError) in try Item(from: &reader) }
    voids = try reader.array { reader throws(CBORError) in try reader.void() }
    try reader.finish()
  }
}

extension HistoryAnswer.Item {
  func encode(to out: inout CBORWriter) {
    out.arrayHead(4)
    out.writer(writer)
    out.unsigned(received)
    out.check(check)
    out.encoded(change)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 4)
    writer = try reader.writer()
    received = try reader.milliseconds()
    check = try reader.check()
    change = try reader.encodedItem(limit: Limits.changeBytes)
  }
}
