import SchakelCore

/// Every format of the protocol: what is accepted has one encoding, and a refusal says where.
extension FuzzTarget {
  static let formats: [FuzzTarget] = [
    cbor, change, header, payload, state, vector, logEntry, seal, cursor, syncRequest, syncAnswer,
    historyRequest, historyAnswer, bundle,
  ]

  /// - Parameters:
  ///   - passesOver: whether it passes over keys that it does not know, and so does not write them.
  ///   - rewrite: reads bytes through and through, and writes what it read.
  static func format(
    _ name: String, passesOver: Bool = false,
    rewrite: @escaping @Sendable ([UInt8]) throws(CBORError) -> [UInt8]
  ) -> FuzzTarget {
    FuzzTarget(name) { bytes throws(Broken) in
      let again: [UInt8]
      do throws(CBORError) {
        again = try rewrite(bytes)
      } catch {
        guard error.offset <= bytes.count else { throw Broken("\(error), beyond the end") }
        return false
      }
      guard again == bytes || passesOver && again == KnownPart.of(bytes) else {
        throw Broken("written again as \(Hex.encode(again))")
      }
      return true
    }
  }

  /// A format that stands in the middle of messages.
  private static func format<Part>(
    _ name: String,
    read: @escaping @Sendable (inout CBORReader) throws(CBORError) -> Part,
    write: @escaping @Sendable (Part, inout CBORWriter) -> Void
  ) -> FuzzTarget {
    format(name) { bytes throws(CBORError) in
      var reader = CBORReader(bytes)
      let part = try read(&reader)
      try reader.finish()
      var writer = CBORWriter()
      write(part, &writer)
      return writer.bytes
    }
  }

  /// The item as a value, which checks it, and as a tree, which takes it apart.
  private static let cbor = format("cbor") { bytes throws(CBORError) in
    var reader = CBORReader(bytes)
    let item = try CBORItem(from: &reader)
    try reader.finish()
    guard let value = Value(item) else { return [] }
    return value.encoded
  }

  private static let change = format("change") { bytes throws(CBORError) in
    let change = try Change(encoded: bytes, writer: Supply.writers[0])
    return change.encoded
  }

  private static let header = format("header", passesOver: true) { bytes throws(CBORError) in
    let header = try ChangeHeader(encoded: bytes, writer: Supply.writers[0])
    return header.encoded(writer: Supply.writers[0])
  }

  private static let payload = format("payload") { bytes throws(CBORError) in
    try Payload.Content(encoded: bytes).encoded
  }

  private static let vector = format(
    "vector", read: { reader throws(CBORError) in try VersionVector(from: &reader) },
    write: { vector, writer in vector.encode(to: &writer) })

  private static let logEntry = format(
    "log-entry", read: { reader throws(CBORError) in try LogEntry(from: &reader) },
    write: { entry, writer in entry.encode(to: &writer) })

  private static let seal = format(
    "seal", read: { reader throws(CBORError) in try Seal(from: &reader) },
    write: { seal, writer in seal.encode(to: &writer) })

  private static let cursor = format(
    "cursor", read: { reader throws(CBORError) in try Cursor(from: &reader) },
    write: { cursor, writer in cursor.encode(to: &writer) })

  private static let syncRequest = format("sync-request", passesOver: true) {
    bytes throws(CBORError) in
    try SyncRequest(encoded: bytes).encoded
  }

  private static let syncAnswer = format("sync-answer", passesOver: true) {
    bytes throws(CBORError) in
    try SyncAnswer(encoded: bytes).encoded
  }

  private static let historyRequest = format("history-request", passesOver: true) {
    bytes throws(CBORError) in
    try HistoryRequest(encoded: bytes).encoded
  }

  private static let historyAnswer = format("history-answer", passesOver: true) {
    bytes throws(CBORError) in
    try HistoryAnswer(encoded: bytes).encoded
  }

  private static let bundle = format("bundle", passesOver: true) { bytes throws(CBORError) in
    try Bundle(encoded: bytes).encoded
  }

  /// A state that is accepted keeps its invariants, which cover its encoding, and has a digest.
  private static let state = FuzzTarget("state") { bytes throws(Broken) in
    guard let state = try? DocumentState(encoded: bytes) else { return false }
    guard state.encoded() == bytes else { throw Broken("written again in other bytes") }
    if let failure = state.invariantFailure { throw Broken(failure) }
    let document = DocumentID(milliseconds: 1, random: (2, 3))
    guard
      (try? DocumentDigest.share(of: document, state: bytes, hashing: .portable)) != nil
    else { throw Broken("a state without a digest") }
    return true
  }

  /// The text may be wrapped and capitalised; what was read from it reads back the same.
  static let invitation = FuzzTarget("invitation") { bytes throws(Broken) in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let invitation = try? Invitation(text: text) else { return false }
    guard (try? Invitation(text: invitation.text)) == invitation else {
      throw Broken("written again as \(invitation.text)")
    }
    return true
  }
}

/// What a reader takes in of an item: all of it but the keys that it may pass over. What stands under
/// these is an outermost item of its own, so that the whole may nest deeper than a ``CBORItem``.
private struct KnownPart {
  private let bytes: [UInt8]
  private var reader: CBORReader

  static func of(_ bytes: [UInt8]) -> [UInt8]? {
    var part = KnownPart(bytes: bytes, reader: CBORReader(bytes))
    guard let known = try? part.next(), part.reader.isAtEnd else { return nil }
    return known
  }

  private mutating func next() throws(CBORError) -> [UInt8] {
    guard !reader.isAtEnd else { throw reader.fail(.truncated) }
    switch bytes[reader.offset] >> 5 {
    case 4: return try array()
    case 5: return try map()
    default: return try reader.encodedItem(limit: .max)
    }
  }

  private mutating func array() throws(CBORError) -> [UInt8] {
    var out = CBORWriter()
    let count = try reader.arrayHead()
    out.arrayHead(count)
    for _ in 0..<count { out.encoded(try next()) }
    return out.bytes
  }

  private mutating func map() throws(CBORError) -> [UInt8] {
    var known: [[UInt8]] = []
    for _ in 0..<(try reader.mapHead()) {
      var look = reader
      if let key = try? look.unsigned(), key >= Limits.firstIgnorableKey {
        _ = try reader.encodedItem()
        _ = try reader.encodedItem(limit: .max)
      } else {
        known.append(try next() + next())
      }
    }
    var out = CBORWriter()
    out.mapHead(known.count)
    for pair in known { out.encoded(pair) }
    return out.bytes
  }
}
