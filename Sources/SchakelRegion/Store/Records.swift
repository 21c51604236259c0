public import SchakelCore

/// The rows of a region's store. They are what ``RegionReading`` gives and ``RegionWriting`` takes,
/// and know nothing of how they are kept.
///
/// Spaces, streams and documents have short numbers beside their names: a number stands in every
/// row of the log, where the name's eight or sixteen bytes would be a tenth of it.

/// The region itself.
public struct RegionRecord: Sendable {
  public var name: String
  /// The incarnation of the server's logs.
  public var epoch: EpochID
  public var created: UInt64

  public init(name: String, epoch: EpochID, created: UInt64) {
    self.name = name
    self.epoch = epoch
    self.created = created
  }
}

/// A space and the head of its log: one row says where the space is, at any size.
public struct SpaceRecord: Sendable {
  public let number: Int64
  public let id: SpaceID
  public var name: String
  public let created: UInt64
  public var epoch: EpochID
  /// The number of entries in the log, which is the position of the last.
  public var position: UInt64 = 0
  /// The log's hash at ``position``.
  public var hash: Digest
  /// The sum of all documents' shares.
  public var digest: UInt64 = 0
  /// The documents of which something was seen.
  public var documents: UInt64 = 0
  /// The highest number given to a document.
  public var lastDocument: UInt64 = 0
  public var changes: UInt64 = 0
  public var voids: UInt64 = 0
  public var forks: UInt64 = 0
  /// The entries that wait for others now.
  public var waiting: UInt64 = 0

  public init(
    number: Int64, id: SpaceID, name: String, created: UInt64, epoch: EpochID, hash: Digest
  ) {
    self.number = number
    self.id = id
    self.name = name
    self.created = created
    self.epoch = epoch
    self.hash = hash
  }

  /// The end of the log.
  public var head: Cursor { Cursor(epoch: epoch, position: position, mark: hash.prefix64) }
}

/// A stream as far as the region has it.
public struct StreamRecord: Sendable {
  public let number: Int64
  public let writer: Writer
  public var counter: UInt64
  public var tip: Digest

  public init(number: Int64, writer: Writer, counter: UInt64, tip: Digest) {
    self.number = number
    self.writer = writer
    self.counter = counter
    self.tip = tip
  }

  public var streamTip: StreamTip { StreamTip(writer: writer, counter: counter, tip: tip) }
}

/// Where a run of a stream's changes lies in the log: one after the other from ``position``.
public struct RunRecord: Sendable {
  public let first: UInt64
  public let position: UInt64
  /// The link before the first change.
  public let before: Digest

  public init(first: UInt64, position: UInt64, before: Digest) {
    self.first = first
    self.position = position
    self.before = before
  }
}

/// One entry of a space's log.
public struct LogRecord: Sendable {
  public let position: UInt64
  public let tag: LogEntry.Tag
  /// The stream's number and the counter there, for changes and refused changes; else zero.
  public let stream: Int64
  public let counter: UInt64
  public let received: UInt64
  /// The document's number; zero where the entry has none.
  public let document: UInt64
  /// The position of the entry before this one that has the same document, or zero.
  public let previous: UInt64
  /// The first four bytes of a change's link.
  public let check: UInt32
  /// The first eight bytes of the log's hash here.
  public let mark: UInt64
  /// A change as it came, any other entry in its encoding.
  public let bytes: [UInt8]

  public init(
    position: UInt64, tag: LogEntry.Tag, stream: Int64, counter: UInt64, received: UInt64,
    document: UInt64, previous: UInt64, check: UInt32, mark: UInt64, bytes: [UInt8]
  ) {
    self.position = position
    self.tag = tag
    self.stream = stream
    self.counter = counter
    self.received = received
    self.document = document
    self.previous = previous
    self.check = check
    self.mark = mark
    self.bytes = bytes
  }
}

/// A document as it stands.
public struct DocumentRecord: Sendable {
  /// The number of its space.
  public let space: Int64
  public let number: UInt64
  public let id: DocumentID
  /// Its share of the space's digest.
  public var share: UInt64
  /// The position of the last entry that has this document.
  public var latest: UInt64
  /// The entries that wait for others before they can be applied here.
  public var waiting: Int64
  /// First receipts of dots in the state that claim to be newer; empty for none.
  public var receipts: [UInt8]
  /// An encoded `DocumentState`; empty while nothing was applied.
  public var state: [UInt8]

  public init(
    space: Int64, number: UInt64, id: DocumentID, share: UInt64, latest: UInt64, waiting: Int64,
    receipts: [UInt8], state: [UInt8]
  ) {
    self.space = space
    self.number = number
    self.id = id
    self.share = share
    self.latest = latest
    self.waiting = waiting
    self.receipts = receipts
    self.state = state
  }
}

/// An entry of the log that waits for others before it can be applied.
public struct WaitingRecord: Sendable {
  public let document: UInt64
  public let position: UInt64
  public let link: Digest

  public init(document: UInt64, position: UInt64, link: Digest) {
    self.document = document
    self.position = position
    self.link = link
  }
}

/// A refused change: what is needed to recognise it when it is pushed again.
public struct VoidRecord: Sendable {
  public let counter: UInt64
  public let position: UInt64
  /// SHA-256 of the change as it came. Its bytes are its writer's, and are not kept.
  public let digest: Digest

  public init(counter: UInt64, position: UInt64, digest: Digest) {
    self.counter = counter
    self.position = position
    self.digest = digest
  }
}
