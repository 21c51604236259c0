import SchakelCore

/// Every format of the protocol: what is accepted has one encoding, and a refusal says where.
extension FuzzTarget {
  static let formats: [FuzzTarget] = [
    cbor, change, header, payload, state, vector, logEntry, seal, cursor, syncRequest, syncAnswer,
    historyRequest, historyAnswer, heldRequest, bundle, sealedBundle, addressedBundle,
  ]

  /// - Parameters:
  ///   - passesOver: the part of it in which it passes over keys that it does not know, and so does
  ///     not write them.
  ///   - rewrite: reads bytes through and through, and writes what it read.
  static func format(
    _ name: String, passesOver: @escaping @Sendable ([UInt8]) -> [UInt8]? = { _ in nil },
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
      if again == bytes { return true }
      guard let before = passesOver(bytes), let after = passesOver(again),
        Pruning.holds(before, after)
      else { throw Broken("written again as \(Hex.encode(again))") }
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

  private static let header = format("header", passesOver: { $0 }) { bytes throws(CBORError) in
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

  private static let syncRequest = format("sync-request", passesOver: { $0 }) {
    bytes throws(CBORError) in
    try SyncRequest(encoded: bytes).encoded
  }

  private static let syncAnswer = format("sync-answer", passesOver: { $0 }) {
    bytes throws(CBORError) in
    try SyncAnswer(encoded: bytes).encoded
  }

  private static let historyRequest = format("history-request", passesOver: { $0 }) {
    bytes throws(CBORError) in
    try HistoryRequest(encoded: bytes).encoded
  }

  private static let historyAnswer = format("history-answer", passesOver: { $0 }) {
    bytes throws(CBORError) in
    try HistoryAnswer(encoded: bytes).encoded
  }

  private static let heldRequest = format("held-request", passesOver: { $0 }) {
    bytes throws(CBORError) in
    try HeldRequest(encoded: bytes).encoded
  }

  private static let sealedBundle = format("sealed-bundle") { bytes throws(CBORError) in
    try SealedBundle(encoded: bytes).encoded
  }

  private static let addressedBundle = format("addressed-bundle") { bytes throws(CBORError) in
    try AddressedBundle(encoded: bytes).encoded
  }

  private static let bundle = format("bundle", passesOver: bundleBody) { bytes throws(CBORError) in
    try Bundle(encoded: bytes).encoded
  }

  @Sendable private static func bundleBody(_ bytes: [UInt8]) -> [UInt8]? {
    var envelope = CBORReader(bytes, in: Bundle.magic.count..<bytes.count)
    return try? {
      try envelope.arrayHead(exactly: 3)
      _ = try envelope.unsigned()
      _ = try envelope.null()
      return try envelope.byteString()
    }()
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

/// Whether one item is another without some of the keys that a reader may pass over. Which of them it
/// passes over and which it keeps, as those of an operation, the vectors say.
private struct Pruning {
  private var whole: CBORReader
  private var pruned: CBORReader

  static func holds(_ whole: [UInt8], _ pruned: [UInt8]) -> Bool {
    var walk = Pruning(whole: CBORReader(whole), pruned: CBORReader(pruned))
    return (try? walk.next()) == true && walk.whole.isAtEnd && walk.pruned.isAtEnd
  }

  private mutating func next() throws(CBORError) -> Bool {
    var ahead = whole
    if let count = try? ahead.arrayHead() {
      whole = ahead
      return try array(of: count)
    }
    if let count = try? ahead.mapHead() {
      whole = ahead
      return try map(of: count)
    }
    return try whole.encodedItem(limit: .max) == pruned.encodedItem(limit: .max)
  }

  private mutating func array(of count: Int) throws(CBORError) -> Bool {
    guard try pruned.arrayHead() == count else { return false }
    for _ in 0..<count where try !next() { return false }
    return true
  }

  private mutating func map(of count: Int) throws(CBORError) -> Bool {
    var left = try pruned.mapHead()
    for _ in 0..<count {
      let key = try whole.encodedItem()
      var ahead = pruned
      if left > 0, try ahead.encodedItem() == key {
        pruned = ahead
        left -= 1
        guard try next() else { return false }
      } else {
        var number = CBORReader(key)
        guard let number = try? number.unsigned(), number >= Limits.firstIgnorableKey else {
          return false
        }
        _ = try whole.encodedItem(limit: .max)
      }
    }
    return left == 0
  }
}
