public import SchakelCore

/// One entry of a space's log.
public struct LogRecord: Sendable {
  /// From 1, one after another.
  public let position: UInt64
  /// What ``bytes`` are.
  public let tag: LogEntry.Tag
  /// The stream's number, for changes and refused changes; else zero.
  public let stream: Int64
  /// The counter in the stream; zero where the entry is of none.
  public let counter: UInt64
  /// When the region took it in, milliseconds since 1970 (UTC).
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
