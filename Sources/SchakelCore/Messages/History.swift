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

/// The changes of a document in the log's order.
public struct HistoryAnswer: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public let writer: Writer
    /// When the region received it, milliseconds since 1970 (UTC).
    public let received: UInt64
    /// An encoded ``Change``.
    public let change: [UInt8]

    public init(writer: Writer, received: UInt64, change: [UInt8]) {
      self.writer = writer
      self.received = received
      self.change = change
    }
  }

  public let items: [Item]

  public init(items: [Item]) { self.items = items }

  public var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(items.count)
    for item in items {
      out.arrayHead(3)
      out.writer(item.writer)
      out.unsigned(item.received)
      out.encoded(item.change)
    }
    return out.bytes
  }

  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    items = try reader.array { reader throws(CBORError) in
      try reader.arrayHead(exactly: 3)
      return Item(
        writer: try reader.writer(), received: try reader.unsigned(),
        change: try reader.encodedItem(limit: Limits.changeBytes))
    }
    try reader.finish()
  }
}
