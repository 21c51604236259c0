import SchakelCore

// What goes on record of documents that were edited on both sides.
extension SpaceIntake {
  /// A ledger that has nothing on record is kept from this many changes on, so that those of a
  /// document are not gone through each time that two people edit it apart.
  private static let keptHistory = 16
  /// How many entries of a document are looked at before all of them are gone through.
  private static let looksBack = 8

  /// Notes a change that has its effect in its document now, by the entry that is last in the log.
  ///
  /// Of a document in which nothing was ever concurrent there is no ledger, and none is made here:
  /// one look at the change's context tells that all is well.
  ///
  /// - Parameters:
  ///   - before: what the document had seen before the change.
  ///   - received: when the log got the change, which may be long before it has its effect.
  mutating func putOnRecord(
    _ change: Change, before: VersionVector, received: UInt64, in place: Int
  ) throws(RegionError) {
    guard documents[place].ledger != nil else {
      if documents[place].needsLedger { return }
      documents[place].needsLedger = try mayMeet(change, before: before, in: place)
      return
    }
    let applied = ConflictLedger.Applied(
      payload: change.payload.digest(environment.hashing), received: received,
      position: log.space.position, time: self.received)
    for record in documents[place].putOnRecord(change, applied, environment.hashing) {
      try transaction.save(record, in: space)
    }
  }

  /// Whether the change may have met another: its writer had not seen all that is here, or it leaves
  /// a field, or the document, in need of a person.
  private func mayMeet(
    _ change: Change, before: VersionVector, in place: Int
  ) throws(RegionError) -> Bool {
    let state = documents[place].state
    if state.fields.first?.name == .lifecycle { return true }
    if !change.header.context.dominates(before), try meets(change, before: before, in: place) {
      return true
    }
    return change.header.operations.contains { operation in
      state.siblings(of: operation.field).count > 1
        && Kind.policy(of: operation.field, in: state.kind).asks
    }
  }

  /// Whether any of the changes that a writer had not seen touched a field which the writer's own
  /// touches. They are looked for from the document's last entry back, a few; if there may be more,
  /// the answer is yes.
  private func meets(
    _ change: Change, before: VersionVector, in place: Int
  ) throws(RegionError) -> Bool {
    let context = change.header.context
    var unseen = Set(before.entries.lazy.filter { !context.covers($0.dot) }.map(\.writer))
    var position = documents[place].latest
    for _ in 0..<Self.looksBack {
      guard !unseen.isEmpty, position > 0 else { return false }
      guard let entry = try transaction.entry(at: position, in: space),
        let writer = try transaction.streamWriter(number: entry.stream)
      else { throw .damaged("the log has no entry at \(position)") }
      position = entry.previous
      guard unseen.contains(writer) else { continue }
      if entry.counter <= context.counter(of: writer) {
        // A stream is in the log in its own order: what comes now was seen.
        unseen.remove(writer)
      } else if entry.tag == .change, try touchesSame(entry, of: writer, as: change) {
        return true
      }
    }
    return !unseen.isEmpty
  }

  private func touchesSame(
    _ entry: LogRecord, of writer: Writer, as change: Change
  ) throws(RegionError) -> Bool {
    do throws(CBORError) {
      let header = try ChangeHeader(
        encoded: ChangeFrame(encoded: entry.bytes).header, writer: writer)
      return header.operations.contains { other in
        other.field == .lifecycle
          || change.header.operations.contains { $0.field == other.field }
      }
    } catch {
      throw .damaged("the change at \(entry.position) cannot be read, \(error)")
    }
  }

  /// Makes the ledgers that are lacking, each from all entries of its document.
  mutating func makeLedgers() throws(RegionError) {
    for place in documents.indices where documents[place].needsLedger {
      let made = try LedgerMaker(
        documents[place].id, latest: documents[place].latest, in: space, from: transaction,
        hashing: environment.hashing)
      guard !made.records.isEmpty || made.count >= Self.keptHistory else { continue }
      documents[place].ledger = made.ledger
      for record in made.records { try transaction.save(record, in: space) }
    }
  }
}

/// Derives all that is on record of one document from its entries in the log: what the region keeps
/// is nothing but this, put away.
struct LedgerMaker {
  private(set) var ledger = ConflictLedger()
  /// Every record there ever was of the document, in its last form, by the order of their ids.
  private(set) var records: [ConflictRecord] = []
  /// The number of entries.
  let count: Int

  /// - Parameter latest: the position of the last entry about the document.
  init(
    _ document: DocumentID, latest: UInt64, in space: Int64, from store: any RegionReading,
    hashing: Hashing
  ) throws(RegionError) {
    let entries = try Self.entries(upTo: latest, in: space, from: store)
    count = entries.count
    var replay = DocumentReplay(document)
    var writers: [Int64: Writer] = [:]
    let refused = try Self.refused(entries)
    var last: [ConflictID: ConflictRecord] = [:]
    for entry in entries.reversed() {
      if writers[entry.stream] == nil {
        writers[entry.stream] = try store.streamWriter(number: entry.stream)
      }
      guard let writer = writers[entry.stream] else {
        throw .damaged("the entry at \(entry.position) is of no stream")
      }
      for record in try Self.play(entry, of: writer, to: &replay, refused, hashing) {
        last[record.id] = record
      }
    }
    ledger = replay.ledger
    records = last.values.sorted { $0.id < $1.id }
  }

  /// The entries about a document, the last first.
  private static func entries(
    upTo latest: UInt64, in space: Int64, from store: any RegionReading
  ) throws(RegionError) -> [LogRecord] {
    var entries: [LogRecord] = []
    var position = latest
    while position > 0 {
      guard let entry = try store.entry(at: position, in: space) else {
        throw .damaged("the log has no entry at \(position)")
      }
      entries.append(entry)
      position = entry.previous
    }
    return entries
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
  ) throws(RegionError) -> [ConflictRecord] {
    let place = DocumentReplay.Place(position: entry.position, received: entry.received)
    let void = entry.tag == .void ? try LogEntry(entry) : nil
    do throws(CBORError) {
      if case .void(let void) = void {
        return try replay.take(
          void, at: place, hashing: hashing, refuses: { change, _ in refused.contains(change.dot) }
        ).records
      }
      let change = try Change(encoded: entry.bytes, writer: writer)
      return try replay.take(
        change, check: entry.check, at: place, hashing: hashing,
        refuses: { change, _ in refused.contains(change.dot) }
      ).records
    } catch {
      throw .damaged("the entry at \(entry.position) cannot be played again, \(error)")
    }
  }
}
