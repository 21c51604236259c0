import SchakelCore

// What goes on record of documents that were edited on both sides.
extension SpaceIntake {
  /// Notes a change that has its effect in its document now, by the entry that is last in the log.
  ///
  /// Of most documents there is no ledger, and none is made here. One look at the change's context
  /// tells that all is well; where it does not, or there are records already, they are derived from the
  /// log when the push is over.
  ///
  /// - Parameters:
  ///   - knewAll: whether its writer had seen all that the document had before it.
  ///   - received: when the log got the change, which may be long before it has its effect.
  mutating func putOnRecord(
    _ change: Change, knewAll: Bool, received: UInt64, in place: Int
  ) throws(RegionError) {
    guard documents[place].ledger != nil else {
      return documents[place].noteMeeting(of: change, knewAll: knewAll)
    }
    let applied = ConflictLedger.Applied(
      payload: change.payload.digest(environment.hashing), received: received,
      position: log.space.position, time: self.received)
    documents[place].putOnRecord(change, applied, environment.hashing)
  }

  /// Writes the records that are other than before, once for all that the push did to them, and makes
  /// the ledgers that are lacking, each from all entries of its document.
  mutating func saveRecords() throws(RegionError) {
    for place in documents.indices where documents[place].ledger != nil {
      for record in documents[place].takeRecords() { try transaction.save(record, in: space) }
    }
    let hashing = environment.hashing
    var making = Conveyor<DocumentPast, LedgerMaker?> { past throws(RegionError) in
      try past.isNeeded() ? LedgerMaker(past, hashing: hashing) : nil
    }
    for place in documents.indices where documents[place].meeting != .none {
      let past = try past(of: place)
      for made in try making.put(past, weight: past.bytes) { try keep(made) }
    }
    for made in try making.finish() { try keep(made) }
  }

  private mutating func past(of place: Int) throws(RegionError) -> DocumentPast {
    let entries = documents[place].entries
    return try DocumentPast(
      of: documents[place].id, at: place, before: entries, latest: entries.first?.previous ?? 0,
      isSure: documents[place].meeting == .certain, hasErasures: hasErasures, in: space,
      from: transaction, &writers)
  }

  private mutating func keep(_ made: LedgerMaker?) throws(RegionError) {
    guard let made else { return }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.missesConflict.isPlanted { return }
    #endif
    for record in made.records { try transaction.save(record, in: space) }
    if made.isOfLongPast {
      documents[made.place].ledger = made.ledger
    } else if !made.records.isEmpty {
      documents[made.place].isOnRecord = true
    }
  }
}

/// The entries of the log about one document.
struct DocumentPast: Sendable {
  /// From this many entries on, or bytes in them, a ledger is kept beside the document, so that they are
  /// not gone through each time that somebody edits it.
  private static let long = 8
  private static let longBytes = 1 << 16

  /// The document's place in the push.
  let place: Int
  let document: DocumentID
  /// Whether something goes on record for certain.
  let isSure: Bool
  /// In the log's order.
  let entries: [LogRecord]
  /// All entries together.
  let bytes: Int
  /// The orders to erase that name some of its changes, in the log's order.
  let erasures: [Erasing]
  private let writers: [Writer]

  /// What one order erased here.
  struct Erasing: Sendable {
    let place: DocumentReplay.Place
    /// In order.
    var dots: [Dot]
  }

  /// Reads the entries from the latest one back, and puts those behind them that a push has at hand.
  init(
    of document: DocumentID, at place: Int = 0, before taken: [LogRecord] = [], latest: UInt64,
    isSure: Bool = true, hasErasures: Bool = true, in space: Int64, from store: any RegionReading,
    _ writers: inout StreamWriters
  ) throws(RegionError) {
    var entries: [LogRecord] = taken.reversed()
    var position = latest
    while position > 0 {
      guard let entry = try store.entry(at: position, in: space)
      else { throw .damaged("the log has no entry at \(position)") }
      entries.append(entry)
      position = entry.previous
    }
    var authors: [Writer] = []
    for entry in entries {
      guard let writer = try writers.writer(ofStream: entry.stream, from: store)
      else { throw .damaged("the entry at \(entry.position) is of no stream") }
      authors.append(writer)
    }
    self.place = place
    self.document = document
    self.isSure = isSure
    self.entries = entries.reversed()
    bytes = entries.reduce(0) { $0 + $1.bytes.count }
    self.writers = authors.reversed()
    erasures =
      hasErasures
      ? try Self.erasures(of: zip(entries, authors).reversed(), in: space, from: store) : []
  }

  private static func erasures(
    of written: [(LogRecord, Writer)], in space: Int64, from store: any RegionReading
  ) throws(RegionError) -> [Erasing] {
    var orders: [UInt64: [Dot]] = [:]
    for (entry, writer) in written {
      let dot = Dot(writer: writer, counter: entry.counter)
      if let position = try store.erased(dot, in: space)?.position, position > 0 {
        orders[position, default: []].append(dot)
      }
    }
    var erasures: [Erasing] = []
    for (position, dots) in orders.sorted(by: { $0.key < $1.key }) {
      guard let order = try store.entry(at: position, in: space), order.tag == .erasure
      else { throw .damaged("the log has no order to erase at \(position)") }
      let place = DocumentReplay.Place(position: position, received: order.received)
      erasures.append(Erasing(place: place, dots: dots.sorted()))
    }
    return erasures
  }

  var isLong: Bool { entries.count >= Self.long || bytes >= Self.longBytes }

  /// Each entry with whose stream it is of.
  var written: some Sequence<(LogRecord, Writer)> { zip(entries, writers) }

  /// Whether a ledger is to be made of it.
  func isNeeded() throws(RegionError) -> Bool {
    if isLong || isSure { return true }
    return try hasMeeting()
  }

  /// Whether two changes that knew nothing of each other may concern the same: the quick question
  /// before the ledger is made.
  private func hasMeeting() throws(RegionError) -> Bool {
    var headers: [(dot: Dot, header: ChangeHeader)] = []
    for (entry, writer) in written {
      guard entry.tag == .change else { return true }
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
struct LedgerMaker: Sendable {
  /// The document's place in the push.
  let place: Int
  let isOfLongPast: Bool
  private(set) var ledger = ConflictLedger()
  /// Every record there ever was of the document, in its last form.
  private(set) var records: [ConflictRecord] = []
  /// The document as its entries make it.
  private(set) var state = DocumentState()

  init(_ past: DocumentPast, hashing: Hashing) throws(RegionError) {
    place = past.place
    isOfLongPast = past.isLong
    let refused = try Self.refused(past.entries)
    var replay = DocumentReplay(past.document)
    var erasures = past.erasures[...]
    for (entry, writer) in past.written {
      while let next = erasures.first, next.place.position < entry.position {
        replay.erase(next.dots, at: next.place)
        erasures.removeFirst()
      }
      try Self.play(entry, of: writer, to: &replay, refused, hashing)
    }
    for each in erasures { replay.erase(each.dots, at: each.place) }
    records = replay.takeRecords()
    ledger = replay.ledger
    state = replay.state
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
