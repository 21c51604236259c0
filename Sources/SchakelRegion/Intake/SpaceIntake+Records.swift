import SchakelCore

// What goes on record of documents that were edited on both sides.
extension SpaceIntake {
  /// A ledger that has nothing on record is kept from this many changes on, so that those of a
  /// document are not gone through each time that two people edit it apart.
  private static let keptHistory = 16

  /// Notes a change that has its effect in its document now, by the entry that is last in the log.
  ///
  /// Of a document in which nothing was ever concurrent there is no ledger, and none is made here:
  /// one look at the change's context tells that all is well.
  ///
  /// - Parameters:
  ///   - knewAll: whether its writer had seen all that the document had before it.
  ///   - received: when the log got the change, which may be long before it has its effect.
  mutating func putOnRecord(
    _ change: Change, knewAll: Bool, received: UInt64, in place: Int
  ) throws(RegionError) {
    guard documents[place].ledger != nil else {
      let meeting = meeting(of: change, knewAll: knewAll, in: documents[place].state)
      documents[place].meeting = max(documents[place].meeting, meeting)
      return
    }
    let applied = ConflictLedger.Applied(
      payload: change.payload.digest(environment.hashing), received: received,
      position: log.space.position, time: self.received)
    documents[place].putOnRecord(change, applied, environment.hashing)
  }

  /// Whether the change may have met another: its writer had not seen all that is here, or it leaves
  /// a field, or the document, in need of a person.
  private func meeting(
    of change: Change, knewAll: Bool, in state: DocumentState
  ) -> WorkingDocument.Meeting {
    if state.fields.first?.name == .lifecycle { return .certain }
    for operation in change.header.operations
    where state.siblings(of: operation.field).count > 1
      && Kind.policy(of: operation.field, in: state.kind).asks
    {
      return .certain
    }
    return knewAll ? .none : .possible
  }

  /// Writes the records that are other than before, once for all that the push did to them, and makes
  /// the ledgers that are lacking, each from all entries of its document.
  mutating func saveRecords() throws(RegionError) {
    for place in documents.indices where documents[place].ledger != nil {
      for record in documents[place].takeRecords() { try transaction.save(record, in: space) }
    }
    var past = DocumentPast(in: space, from: transaction)
    for place in documents.indices where documents[place].meeting != .none {
      try past.read(upTo: documents[place].latest)
      let isShort = past.entries.count < Self.keptHistory
      if isShort, documents[place].meeting == .possible, try !past.hasMeeting() { continue }
      let made = try LedgerMaker(documents[place].id, past, hashing: environment.hashing)
      guard !made.records.isEmpty || !isShort else { continue }
      documents[place].ledger = made.ledger
      for record in made.records { try transaction.save(record, in: space) }
    }
  }
}

/// The entries of the log about one document after another.
struct DocumentPast {
  private let space: Int64
  private let store: any RegionReading
  /// In the log's order.
  private(set) var entries: [LogRecord] = []
  private var writers: [Int64: Writer] = [:]

  init(in space: Int64, from store: any RegionReading) {
    self.space = space
    self.store = store
  }

  /// Reads the entries about a document, of which the last stands at `latest`.
  mutating func read(upTo latest: UInt64) throws(RegionError) {
    entries = []
    var position = latest
    while position > 0 {
      guard let entry = try store.entry(at: position, in: space) else {
        throw .damaged("the log has no entry at \(position)")
      }
      if writers[entry.stream] == nil {
        writers[entry.stream] = try store.streamWriter(number: entry.stream)
      }
      entries.append(entry)
      position = entry.previous
    }
    entries.reverse()
  }

  func writer(of entry: LogRecord) throws(RegionError) -> Writer {
    guard let writer = writers[entry.stream] else {
      throw .damaged("the entry at \(entry.position) is of no stream")
    }
    return writer
  }

  /// Whether two changes that knew nothing of each other may concern the same: the quick question
  /// before the ledger is made.
  func hasMeeting() throws(RegionError) -> Bool {
    var headers: [(dot: Dot, header: ChangeHeader)] = []
    for entry in entries {
      guard entry.tag == .change else { return true }
      let writer = try writer(of: entry)
      let header: ChangeHeader
      do throws(CBORError) {
        header = try ChangeHeader(
          encoded: ChangeFrame(encoded: entry.bytes).header, writer: writer)
      } catch {
        throw .damaged("the change at \(entry.position) cannot be read, \(error)")
      }
      let dot = Dot(writer: writer, counter: entry.counter)
      let meets = headers.contains { other in
        !header.context.covers(other.dot) && !other.header.context.covers(dot)
          && header.concernsSame(as: other.header)
      }
      if meets { return true }
      headers.append((dot, header))
    }
    return false
  }
}

extension ChangeHeader {
  fileprivate func concernsSame(as other: ChangeHeader) -> Bool {
    operations.contains { mine in
      mine.field == .lifecycle
        || other.operations.contains { $0.field == mine.field || $0.field == .lifecycle }
    }
  }
}

/// Derives all that is on record of one document from its entries in the log: what the region keeps
/// is nothing but this, put away.
struct LedgerMaker {
  private(set) var ledger = ConflictLedger()
  /// Every record there ever was of the document, in its last form.
  private(set) var records: [ConflictRecord] = []

  init(_ document: DocumentID, _ past: DocumentPast, hashing: Hashing) throws(RegionError) {
    let refused = try Self.refused(past.entries)
    var replay = DocumentReplay(document)
    for entry in past.entries {
      try Self.play(entry, of: try past.writer(of: entry), to: &replay, refused, hashing)
    }
    records = replay.takeRecords()
    ledger = replay.ledger
  }

  /// The changes that waited and were refused when their turn came, for whatever reason: who might
  /// what at that time is not asked again.
  private static func refused(_ entries: [LogRecord]) throws(RegionError) -> Set<Dot> {
    var refused: Set<Dot> = []
    for entry in entries where entry.tag == .void {
      if case .void(let void) = try LogEntry(entry) { refused.insert(void.dot) }
    }
    return refused
  }

  private static func play(
    _ entry: LogRecord, of writer: Writer, to replay: inout DocumentReplay,
    _ refused: Set<Dot>, _ hashing: Hashing
  ) throws(RegionError) {
    let place = DocumentReplay.Place(position: entry.position, received: entry.received)
    let void = entry.tag == .void ? try LogEntry(entry) : nil
    do throws(CBORError) {
      if case .void(let void) = void {
        _ = try replay.take(
          void, at: place, hashing: hashing, refuses: { change, _ in refused.contains(change.dot) })
        return
      }
      let change = try Change(encoded: entry.bytes, writer: writer)
      _ = try replay.take(
        change, check: entry.check, at: place, hashing: hashing,
        refuses: { change, _ in refused.contains(change.dot) })
    } catch {
      throw .damaged("the entry at \(entry.position) cannot be played again, \(error)")
    }
  }
}
