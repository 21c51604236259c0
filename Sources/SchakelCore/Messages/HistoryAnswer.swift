/// A page of a document's history: its changes and those that were refused, against the log's order,
/// so that the first page begins with the latest. All pages together are enough to build the
/// document's state anew.
public struct HistoryAnswer: Hashable, Sendable {
  /// A change that the region took.
  public struct Item: Hashable, Sendable {
    /// Who wrote the change: its header names the counter.
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

  /// A document that another stands for, since what was to make it was held and then said again.
  public struct Successor: Hashable, Sendable {
    /// The document that changes which are held speak of.
    public let document: DocumentID
    /// The one that has what a coordinator said again.
    public let successor: DocumentID

    public init(of document: DocumentID, _ successor: DocumentID) {
      self.document = document
      self.successor = successor
    }
  }

  /// The protocol version, that of the request.
  public var version: UInt64
  /// The latest first.
  public var items: [Item]
  /// The latest first.
  public var voids: [LogEntry.Void]
  /// Hand this back to get the page of what was before; nil in the last one.
  public var token: [UInt8]?
  /// Of changes that are held: the documents to which they go, where those are others than they name.
  public var successors: [Successor]

  public init(
    version: UInt64 = ProtocolVersion.current, items: [Item], voids: [LogEntry.Void],
    token: [UInt8]? = nil, successors: [Successor] = []
  ) {
    self.version = version
    self.items = items
    self.voids = voids
    self.token = token
    self.successors = successors
  }
}

private enum Key {
  static let version: UInt64 = 1
  static let items: UInt64 = 2
  static let voids: UInt64 = 3
  static let token: UInt64 = 4
  static let successors: UInt64 = 5
}

extension HistoryAnswer {
  /// A map with integer keys; what is empty is left out.
  public var encoded: [UInt8] {
    var out = CBORWriter()
    out.map { map in
      map.pair(Key.version) { $0.unsigned(version) }
      map.someArray(Key.items, items) { $0.encode(to: &$1) }
      map.someArray(Key.voids, voids) { LogEntry.void($0).encode(to: &$1) }
      if let token { map.pair(Key.token) { $0.byteString(token) } }
      map.someArray(Key.successors, successors) { $0.encode(to: &$1) }
    }
    return out.bytes
  }

  /// Reads ``encoded``. Throws where a key below ``Limits/firstIgnorableKey`` is not known; changes
  /// and signatures are not read here.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    var version: UInt64?
    self.init(items: [], voids: [])
    try reader.map { key, reader throws(CBORError) in
      switch key {
      case Key.version: version = try reader.unsigned()
      case Key.items: items = try reader.someArray(Item.init(from:))
      case Key.voids: voids = try reader.someArray(LogEntry.Void.init(entry:))
      case Key.token: token = try reader.byteString()
      case Key.successors: successors = try reader.someArray(Successor.init(from:))
      default: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let version, version > 0 else { throw CBORError(.shape, at: 0) }
    self.version = version
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

extension HistoryAnswer.Successor {
  func encode(to out: inout CBORWriter) {
    out.arrayHead(2)
    out.document(document)
    out.document(successor)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 2)
    document = try reader.document()
    successor = try reader.document()
  }
}
