import SchakelCore

/// Finds what is due in one space.
///
/// A term runs from the day on which the region first had the last change to a document. What a device
/// claims has no say in it: one whose clock is years behind would have young notes erased, and one whose
/// clock is ahead would have old ones kept for as long. An entry that is refused is no change.
///
/// - A document of which another one that is still to stay carries words again is held: the erasure of the
///   one would take words of the other.
/// - A document that waits for something has not had its last change.
struct RetentionSearch {
  private let space: SpaceRecord
  /// By kind, the days.
  private let terms: [Name: UInt64]
  private let now: UInt64
  private(set) var due: [DueDocument] = []
  private(set) var held: [DueDocument] = []

  init(in space: SpaceRecord, terms: [Name: UInt64?], now: UInt64) {
    self.space = space
    self.terms = terms.compactMapValues(\.self)
    self.now = now
  }

  /// Reads the rows of all documents, and the whole log where something is due.
  mutating func run(_ store: any RegionReading) throws(RegionError) {
    guard let shortest = terms.values.min() else { return }
    var found: [DueDocument] = []
    var search = self
    try store.documents(in: space.number, after: 0) { record throws(RegionError) in
      guard record.waiting == 0, !record.isEmpty,
        let latest = try store.entry(at: record.latest, in: record.space),
        latest.tag != .change || search.isOver(shortest, since: latest.received)
      else { return true }
      if let document = try search.due(record, latest, store) { found.append(document) }
      return true
    }
    guard !found.isEmpty else { return }
    let held = try heldBack(Set(found.map(\.document)), store)
    search.due = found.filter { !held.contains($0.document) }
    search.held = found.filter { held.contains($0.document) }
    self = search
  }

  private func isOver(_ days: UInt64, since time: UInt64) -> Bool {
    let (end, overflow) = time.addingReportingOverflow(days * RetentionTerm.dayLength)
    return !overflow && end <= now
  }

  /// The document, if its own term is over; nil too where it went already.
  private func due(
    _ record: DocumentRecord, _ latest: LogRecord, _ store: any RegionReading
  ) throws(RegionError) -> DueDocument? {
    guard try store.erasure(of: .document(record.id)) == nil,
      let kind = try store.storedState(of: record).decoded().kind, let days = terms[kind],
      let last = try lastChange(latest, store), isOver(days, since: last.received)
    else { return nil }
    return DueDocument(
      space: SpaceInfo(id: space.id, name: space.name), document: record.id, kind: kind,
      received: last.received, claimed: last.claimed,
      place: RetentionPlace(
        space: space.number, document: record.number, latest: record.latest))
  }

  /// When the last change came: the region's clock may have been set back, so all entries are asked. What
  /// was refused is passed over.
  private func lastChange(
    _ latest: LogRecord, _ store: any RegionReading
  ) throws(RegionError) -> (received: UInt64, claimed: UInt64)? {
    var last: (received: UInt64, claimed: UInt64)?
    var entry: LogRecord? = latest
    var writers = StreamWriters()
    while let each = entry {
      if each.tag == .change, each.received >= last?.received ?? 0 {
        guard let writer = try writers.writer(ofStream: each.stream, from: store) else {
          throw .damaged("the entry at \(each.position) is of no stream")
        }
        let claimed = try ChangeHeader(of: each, by: writer).time.milliseconds
        if last.map({ each.received > $0.received }) ?? true {
          last = (received: each.received, claimed: claimed)
        }
      }
      entry = each.previous > 0 ? try store.entry(at: each.previous, in: space.number) : nil
    }
    return last
  }

  /// Of these documents those whose words another one carries again that is not among them; and those
  /// whose words these carry.
  private func heldBack(
    _ documents: Set<DocumentID>, _ store: any RegionReading
  ) throws(RegionError) -> Set<DocumentID> {
    var survey = ErasureSurvey(of: ErasureSubject(documents), in: space)
    try survey.read(from: store)
    return survey.sources(carriedBeyond: documents)
  }
}

extension ErasureSurvey {
  /// Of some documents that go as a whole, those of which words are carried again in a document that does
  /// not, or in one of these that is held for the same reason.
  func sources(carriedBeyond documents: Set<DocumentID>) -> Set<DocumentID> {
    var stays = Set(carriers.values.joined()).subtracting(documents)
    var held: Set<DocumentID> = []
    while true {
      let more = carriers.filter { source, carriers in
        documents.contains(source) && !held.contains(source) && !carriers.isDisjoint(with: stays)
      }
      if more.isEmpty { return held }
      held.formUnion(more.keys)
      stays.formUnion(more.keys)
    }
  }
}
