import SchakelCore

/// The state of a document as the database has it: written out, or as the one change that made it
/// (``Newborn``). It is read here and now, and worked out wherever there is time for it.
enum StoredState: Sendable {
  case encoded([UInt8], of: DocumentID)
  case birth(LogRecord, by: Writer)

  /// At least the bytes of the state, or as good as.
  var size: Int {
    switch self {
    case .encoded(let bytes, _): bytes.count
    case .birth(let entry, _): entry.bytes.count
    }
  }

  /// An encoded `DocumentState`; no bytes for a document to which nothing was applied.
  func encoded() throws(RegionError) -> [UInt8] {
    guard case .birth(let entry, let writer) = self else {
      guard case .encoded(let bytes, _) = self else { return [] }
      return bytes
    }
    do throws(CBORError) {
      let frame = try ChangeFrame(encoded: entry.bytes)
      let header = try ChangeHeader(encoded: frame.header, writer: writer)
      if case .intact(let payload) = frame.payload,
        let newborn = Newborn(header, writer: writer, check: entry.check),
        let values = Newborn.values(in: payload, for: header)
      {
        return newborn.state(payload, values: values.range)
      }
    } catch {
      throw .damaged("the change at \(entry.position) cannot be read, \(error)")
    }
    // Its payload may have been erased since.
    return try Self.state(after: entry, by: writer).encoded()
  }

  func decoded() throws(RegionError) -> DocumentState {
    switch self {
    case .birth(let entry, let writer): return try Self.state(after: entry, by: writer)
    case .encoded(let bytes, let document):
      guard !bytes.isEmpty else { return DocumentState() }
      do throws(CBORError) {
        return try DocumentState(encoded: bytes)
      } catch {
        throw .damaged("the state of document \(document.text) cannot be read, \(error)")
      }
    }
  }

  private static func state(
    after entry: LogRecord, by writer: Writer
  ) throws(RegionError) -> DocumentState {
    let change = try Change(stored: entry, writer: writer)
    var state = DocumentState()
    do throws(CBORError) {
      _ = try state.apply(change, check: entry.check)
    } catch {
      throw .damaged("the change at \(entry.position) cannot be read, \(error)")
    }
    return state
  }
}

extension RegionReading {
  /// The encoded state of a document; no bytes for one to which nothing was applied.
  func state(of document: DocumentRecord) throws(RegionError) -> [UInt8] {
    try storedState(of: document).encoded()
  }

  func storedState(of document: DocumentRecord) throws(RegionError) -> StoredState {
    var writers = StreamWriters()
    return try storedState(of: document, &writers)
  }

  func storedState(
    of document: DocumentRecord, _ writers: inout StreamWriters
  ) throws(RegionError) -> StoredState {
    guard document.born > 0 else { return .encoded(document.state, of: document.id) }
    guard let entry = try entry(at: document.born, in: document.space),
      let writer = try writers.writer(ofStream: entry.stream, from: self)
    else { throw .damaged("document \(document.id.text) lacks the change that made it") }
    return .birth(entry, by: writer)
  }
}

/// Whose streams have which numbers: asked once for many entries of the log.
struct StreamWriters {
  private var known: [Int64: Writer] = [:]

  /// nil where no stream has the number.
  mutating func writer(
    ofStream number: Int64, from store: any RegionReading
  ) throws(RegionError) -> Writer? {
    if let writer = known[number] { return writer }
    let writer = try store.streamWriter(number: number)
    known[number] = writer
    return writer
  }
}
