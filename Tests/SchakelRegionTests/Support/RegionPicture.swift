import SchakelCore

@testable import SchakelRegion

/// What a region has of a space, but for where in the log it stands: two regions that took the same
/// changes in pushes of any size have the same.
struct RegionPicture: Equatable, Sendable {
  /// A document, without its number and its ledger.
  struct Document: Equatable, Sendable {
    let state: [UInt8]
    let share: UInt64
    let receipts: [UInt8]
    let waiting: Int64

    /// Whether nothing was applied to it yet.
    var isEmpty: Bool { state.isEmpty }
  }

  /// A record, without the positions of its events.
  struct Record: Equatable, Sendable {
    struct Event: Equatable, Sendable {
      let kind: ConflictRecord.Event.Kind
      let time: UInt64
      let dot: Dot
      let purpose: ChangeHeader.Purpose
      let rule: Name?
      let author: PersonID?
    }

    let kind: Name?
    let document: DocumentID
    let field: Name
    let policy: Policy
    let severity: ConflictRecord.Severity
    let versions: [ConflictRecord.Version]
    let events: [Event]
  }

  private(set) var documents: [DocumentID: Document] = [:]
  private(set) var records: [ConflictID: Record] = [:]
  /// What was refused, under the region's signature; of one dot there may be two.
  private(set) var voids: Set<LogEntry.Void> = []
  /// The documents of which a change was refused after it had waited in the log. Such a refusal
  /// stands behind the run that brought it on: where that is hangs on how long runs are, and with it
  /// which of two changes that waited for it met the other.
  private(set) var refusedLate: Set<DocumentID> = []
  /// Where each stream ends.
  private(set) var streams: Set<StreamTip> = []
  let digest: UInt64
  let documentCount: UInt64
  let changes: UInt64
  let waiting: UInt64
  let open: UInt64

  init(of id: SpaceID, from store: any RegionReading) throws(RegionError) {
    guard let space = try store.space(id) else { throw .noAccess }
    digest = space.digest
    (documentCount, changes, waiting) = (space.documents, space.changes, space.waiting)
    open = try store.openConflicts(in: space.number)
    streams = Set(try store.streams(in: space.number).map(\.streamTip))
    var (documents, records) = (documents, records)
    try store.documents(in: space.number, after: 0) { row throws(RegionError) in
      documents[row.id] = Document(
        state: try store.state(of: row), share: row.share, receipts: row.receipts,
        waiting: row.waiting)
      return true
    }
    try store.conflicts(in: space.number, after: .start, onlyOpen: false) {
      record throws(RegionError) in
      records[record.id] = Record(record)
      return true
    }
    (self.documents, self.records) = (documents, records)
    try addVoids(in: space.number, from: store)
  }

  private mutating func addVoids(
    in space: Int64, from store: any RegionReading
  ) throws(RegionError) {
    var (voids, refusedLate) = (voids, refusedLate)
    var logged: [Int64: Set<UInt64>] = [:]
    try store.entries(
      in: space, after: 0, wantsBytes: { tag, _, _ throws(RegionError) in tag == .void }
    ) { record throws(RegionError) in
      if record.tag == .void, case .void(let void) = try LogEntry(record) {
        voids.insert(void)
        if let document = void.document, logged[record.stream]?.contains(record.counter) == true {
          refusedLate.insert(document)
        }
      } else {
        logged[record.stream, default: []].insert(record.counter)
      }
      return true
    }
    (self.voids, self.refusedLate) = (voids, refusedLate)
  }

  /// The same without the records of these documents.
  func withoutRecords(of documents: Set<DocumentID>) -> RegionPicture {
    var picture = self
    picture.records = records.filter { !documents.contains($0.value.document) }
    return picture
  }

  /// What differs, named: the pictures themselves fill pages.
  func differences(from other: RegionPicture) -> [String] {
    var names = Set(documents.keys).union(other.documents.keys).filter {
      documents[$0] != other.documents[$0]
    }.map { "document \($0.text)" }
    names += Set(records.keys).union(other.records.keys).filter {
      records[$0] != other.records[$0]
    }.map { "record \($0.text)" }
    names += voids.symmetricDifference(other.voids).map { "void \($0.dot.text) \($0.reason)" }
    return names.isEmpty && self != other ? ["what is counted"] : names.sorted()
  }
}

extension RegionPicture.Record {
  init(_ record: ConflictRecord) {
    kind = record.kind
    document = record.document
    field = record.field
    policy = record.policy
    severity = record.severity
    versions = record.versions
    events = record.events.map {
      Event(
        kind: $0.kind, time: $0.time, dot: $0.dot, purpose: $0.purpose, rule: $0.rule,
        author: $0.author)
    }
  }
}
