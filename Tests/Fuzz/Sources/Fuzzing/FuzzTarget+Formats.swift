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
      guard again == bytes || passesOver && again == CBORItem.known(in: bytes) else {
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

extension CBORItem {
  /// The item in these bytes without the entries of maps that a reader may pass over.
  fileprivate static func known(in bytes: [UInt8]) -> [UInt8]? {
    var reader = CBORReader(bytes)
    guard let item = try? CBORItem(from: &reader) else { return nil }
    return Value(item.known)?.encoded
  }

  private var known: CBORItem {
    switch self {
    case .array(let items): .array(items.map(\.known))
    case .map(let pairs):
      .map(pairs.filter { !$0.isIgnorable }.map { Pair($0.key, $0.value.known) })
    default: self
    }
  }
}

extension CBORItem.Pair {
  fileprivate var isIgnorable: Bool {
    if case .unsigned(let key) = key { key >= Limits.firstIgnorableKey } else { false }
  }
}
