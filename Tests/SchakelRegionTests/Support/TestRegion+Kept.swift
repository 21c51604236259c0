import Testing

@testable import SchakelCore
@testable import SchakelRegion

/// What a region keeps of one document so that conflicts go on record, and what its log makes of it.
struct KeptLedger: Sendable {
  let document: DocumentID
  /// The entries of the log about the document.
  let entries: Int
  let sort: Sort
  /// What lies beside the document, where that is whole.
  let ledger: ConflictLedger?
  /// Every record of the document, in the order of their names.
  let records: [ConflictRecord]
  /// What a ledger comes to that is made from the log.
  let derivedLedger: ConflictLedger
  let derivedRecords: [ConflictRecord]

  enum Sort {
    case none
    /// One byte: it is made from the log each time.
    case derived
    case whole
  }

  /// Whether nothing that is kept is other than what the log makes.
  var holds: Bool {
    guard records == derivedRecords else { return false }
    return switch sort {
    case .none: records.isEmpty
    case .derived: !records.isEmpty
    case .whole: ledger == derivedLedger
    }
  }
}

extension TestRegion {
  /// What is kept of every document of a space, in the order in which the region heard of them.
  func keptLedgers(in space: SpaceID) async throws -> [KeptLedger] {
    try await store.read { store throws(RegionError) in
      guard let space = try store.space(space) else { throw .noAccess }
      var kept: [KeptLedger] = []
      let records = try store.records(in: space.number)
      try store.documents(in: space.number, after: 0) { document throws(RegionError) in
        kept.append(try KeptLedger(of: document, records[document.id] ?? [], from: store))
        return true
      }
      return kept
    }
  }

  func keptLedger(of document: DocumentID, in space: SpaceID) async throws -> KeptLedger {
    try #require(try await keptLedgers(in: space).first { $0.document == document })
  }

  /// Has all that the region says checked against its log, as with an audit file.
  func audit() async throws -> AuditReport { try await service.verifyAudit().get() }
}

extension RegionReading {
  /// Every record of a space by its document, in the order of their names.
  fileprivate func records(
    in space: Int64
  ) throws(RegionError) -> [DocumentID: [ConflictRecord]] {
    var records: [DocumentID: [ConflictRecord]] = [:]
    try conflicts(in: space, after: .start, onlyOpen: false) { record throws(RegionError) in
      records[record.document, default: []].append(record)
      return true
    }
    return records.mapValues { $0.sorted { $0.id < $1.id } }
  }
}

extension KeptLedger {
  fileprivate init(
    of record: DocumentRecord, _ records: [ConflictRecord], from store: any RegionReading
  ) throws(RegionError) {
    var writers = StreamWriters()
    let past = try DocumentPast(
      of: record.id, latest: record.latest, in: record.space, from: store, &writers)
    let made = try LedgerMaker(past, hashing: .portable)
    let sort: Sort = record.ledger.isEmpty ? .none : record.ledger == [0xf6] ? .derived : .whole
    do throws(CBORError) {
      self.init(
        document: record.id, entries: past.entries.count, sort: sort,
        ledger: sort == .whole ? try ConflictLedger(kept: record.ledger) : nil, records: records,
        derivedLedger: try ConflictLedger(kept: made.ledger.encoded(.portable)),
        derivedRecords: made.records.sorted { $0.id < $1.id })
    } catch {
      throw .damaged("the ledger of document \(record.id.text) cannot be read, \(error)")
    }
  }
}

extension ConflictLedger {
  /// A ledger without the touches that the state tells as well. Of what the change that made the
  /// document brought there may be some: they are written out for any change that is about to touch
  /// the field, and that change may still have to wait.
  fileprivate init(kept bytes: [UInt8]) throws(CBORError) {
    try self.init(encoded: bytes)
    let all = self
    touches.removeAll { $0.dot == birth && all.touches(of: $0.field).count == 1 }
  }
}
