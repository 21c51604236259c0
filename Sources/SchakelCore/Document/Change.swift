/// One immutable edit of one document, as its writer made it.
///
///     let change = Change(header: header, writer: writer, content: content)
///     let link = change.link(after: previous, hashing: .portable)
///
/// A change keeps the bytes it came in. They are what the chain hashes, what is stored and what is
/// passed on, so that a replica that does not understand all of a change still hands on all of it.
public struct Change: Hashable, Sendable {
  /// Whose stream the change is in. It is not among the bytes; whoever carries changes tells it.
  public let writer: Writer
  /// What ``headerBytes`` say, read.
  public let header: ChangeHeader
  /// The header as it came, or as it was first encoded: what the chain hashes.
  public let headerBytes: [UInt8]
  /// What the change says, as bytes, or their digest once it was erased.
  public private(set) var payload: Payload
  /// What is in the payload, read; nil where it was erased.
  public private(set) var content: Payload.Content?

  /// A new change.
  public init(header: ChangeHeader, writer: Writer, content: Payload.Content) {
    self.writer = writer
    self.header = header
    headerBytes = header.encoded(writer: writer)
    payload = .intact(content.encoded)
    self.content = content
  }

  /// The change's name: its writer and the counter in its header.
  public var dot: Dot { Dot(writer: writer, counter: header.counter) }

  /// The same change without what it said.
  public func erased(_ hashing: Hashing) -> Change {
    var change = self
    change.payload = .erased(payload.digest(hashing))
    change.content = nil
    return change
  }

  /// `[header, payload]`, or `[header, null, digest]` once the payload is erased. The writer is
  /// not in it; whoever sends changes names their stream once.
  public var encoded: [UInt8] {
    switch payload {
    case .intact(let bytes):
      var out = CBORWriter(reserving: headerBytes.count + bytes.count + 12)
      out.arrayHead(2)
      out.byteString(headerBytes)
      out.byteString(bytes)
      return out.bytes
    case .erased(let digest):
      var out = CBORWriter(reserving: headerBytes.count + 48)
      out.arrayHead(3)
      out.byteString(headerBytes)
      out.null()
      out.digest(digest)
      return out.bytes
    }
  }

  /// Reads ``encoded``. Header and payload are both read through and through and must fit each
  /// other: what is accepted here can be applied.
  public init(encoded bytes: [UInt8], writer: Writer) throws(CBORError) {
    let frame = try ChangeFrame(encoded: bytes)
    try self.init(frame: frame, writer: writer)
  }

  /// Reads the two parts of a frame.
  public init(frame: ChangeFrame, writer: Writer) throws(CBORError) {
    self.writer = writer
    headerBytes = frame.header
    payload = frame.payload
    header = try ChangeHeader(encoded: frame.header, writer: writer)
    content = try payload.content()
    guard content.map(fits) ?? true else { throw CBORError(.shape, at: 0) }
  }

  /// One value for each that the header counts. A deletion's is null: what the mark holds is taken
  /// from the header, and nothing that nobody reads is carried along. It is the first of all, since
  /// its field has no name.
  private func fits(_ content: Payload.Content) -> Bool {
    guard content.values.count == header.valueCount else { return false }
    return header.operations.first?.kind != .delete || content.values.first == .null
  }
}
