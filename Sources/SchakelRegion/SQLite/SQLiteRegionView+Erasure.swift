import SchakelCore
import SchakelStore

// What must go, and who has said that it went.
extension SQLiteRegionView {
  func erasure(_ number: Int64) throws(RegionError) -> ErasureRecord? {
    try first(.erasureByNumber, number, read: Self.erasure)
  }

  func erasures() throws(RegionError) -> [ErasureRecord] {
    try all(.erasures, read: Self.erasure)
  }

  func erasure(of subject: ErasureSubject) throws(RegionError) -> Int64? {
    if case .document(let document) = subject {
      // Most go by themselves; many at once have a row each beside their request.
      let request = try first(.erasureOfDocument, document.bytes) { row throws(SQLiteError) in
        try row.int64(at: 0)
      }
      if let request { return request }
    }
    return try first(.erasureOfSubject, subject.kind, subject.bytes) { row throws(SQLiteError) in
      try row.int64(at: 0)
    }
  }

  func unfollowedErasures() throws(RegionError) -> [Int64] {
    try all(.unfollowed) { row throws(SQLiteError) in try row.int64(at: 0) }
  }

  func hasErasures() throws(RegionError) -> Bool {
    try first(.hasErasures) { row throws(SQLiteError) in try row.int64(at: 0) == 1 } ?? false
  }

  func erased(
    _ dot: Dot, in space: Int64
  ) throws(RegionError) -> (request: Int64, position: UInt64)? {
    try first(
      .erasedByDot, space, dot.writer.replica.stored, dot.writer.incarnation.rawValue,
      dot.counter.stored
    ) { row throws(SQLiteError) in
      (request: try row.int64(at: 0), position: try row.count(at: 1))
    }
  }

  func erasedCounters(
    of writer: Writer, in space: Int64, among counters: ClosedRange<UInt64>
  ) throws(RegionError) -> Set<UInt64> {
    Set(
      try all(
        .erasedCounters, space, writer.replica.stored, writer.incarnation.rawValue,
        counters.lowerBound.stored, counters.upperBound.stored
      ) { row throws(SQLiteError) in try row.count(at: 0) })
  }

  func erasureOrders(
    in space: Int64, after position: UInt64, limit: Int
  ) throws(RegionError) -> [(position: UInt64, request: Int64)] {
    try all(.erasureOrders, space, position.stored, Int64(limit)) { row throws(SQLiteError) in
      (position: try row.count(at: 0), request: try row.int64(at: 1))
    }
  }

  func obedience(in space: Int64) throws(RegionError) -> [ObedienceRecord] {
    try all(.obedience, space) { row throws(SQLiteError) in
      let place = Cursor(
        epoch: try row.identifier(at: 1), position: try row.count(at: 2),
        mark: try row.bits(at: 3))
      return ObedienceRecord(
        replica: try row.identifier(at: 0),
        confirmation: ErasureConfirmation(place: place, signature: try row.blob(at: 4)),
        received: try row.milliseconds(at: 5))
    }
  }

  func forks(in space: Int64) throws(RegionError) -> [ForkRecord] {
    try all(.forksInSpace, space) { row throws(SQLiteError) in
      ForkRecord(
        row: try row.int64(at: 0),
        writer: Writer(
          replica: try row.identifier(at: 1),
          incarnation: Incarnation(
            rawValue: UInt32(truncatingIfNeeded: try row.int64(at: 2)))),
        run: try row.blob(at: 3))
    }
  }

  func ledgerPlace() throws(RegionError) -> LedgerPlace? {
    try first(.ledgerPlace) { row throws(SQLiteError) in
      try row.isNull(at: 1)
        ? nil : LedgerPlace(count: try row.count(at: 0), hash: try row.digest(at: 1))
    } ?? nil
  }

  func isClosed() throws(RegionError) -> Bool {
    try first(.isClosed) { row throws(SQLiteError) in try row.int64(at: 0) == 1 } ?? false
  }

  private static func erasure(_ row: borrowing Row) throws(SQLiteError) -> ErasureRecord {
    guard
      let subject = ErasureSubject(kind: try row.int64(at: 1), bytes: try row.blob(at: 2)),
      let status = ErasureRecord.Status(rawValue: try row.int64(at: 6))
    else { throw SQLiteError.senseless("a request to erase cannot be read") }
    return ErasureRecord(
      number: try row.int64(at: 0), subject: subject, ground: try row.text(at: 3),
      requestedBy: try row.identifier(at: 4), requested: try row.milliseconds(at: 5),
      status: status,
      decidedBy: try row.isNull(at: 7) ? nil : try row.identifier(at: 7),
      decided: try row.isNull(at: 8) ? nil : try row.milliseconds(at: 8))
  }
}

extension SQLiteRegionTransaction {
  func add(_ erasure: ErasureRecord) throws(RegionError) -> Int64 {
    try run(
      .addErasure, erasure.subject.kind, erasure.subject.bytes, erasure.ground,
      erasure.requestedBy.stored, erasure.requested.stored, erasure.status.rawValue,
      erasure.decidedBy?.stored, erasure.decided?.stored)
    let number = connection.lastInsertedRow
    try addDocuments(of: erasure, number)
    return number
  }

  /// By which each of many is found, once it is to go.
  private func addDocuments(of erasure: ErasureRecord, _ number: Int64) throws(RegionError) {
    guard case .documents(let documents) = erasure.subject, erasure.status == .approved
    else { return }
    for document in documents { try run(.addErasedDocument, document.bytes, number) }
  }

  func noteUnfollowed(_ request: Int64) throws(RegionError) { try run(.addUnfollowed, request) }

  func noteFollowed(_ request: Int64) throws(RegionError) { try run(.removeUnfollowed, request) }

  func save(_ erasure: ErasureRecord) throws(RegionError) {
    try run(
      .saveErasure, erasure.status.rawValue, erasure.decidedBy?.stored, erasure.decided?.stored,
      erasure.number)
    try addDocuments(of: erasure, erasure.number)
  }

  func replaceBytes(
    at position: UInt64, in space: Int64, with bytes: [UInt8]
  ) throws(RegionError) {
    try run(.replaceBytes, bytes, Schema.key(space, position))
  }

  func add(_ erased: ErasedChange, in space: Int64) throws(RegionError) {
    let writer = erased.dot.writer
    try run(
      .addErased, space, writer.replica.stored, writer.incarnation.rawValue,
      erased.dot.counter.stored, erased.request, erased.position.stored)
  }

  func addErasureOrder(
    at position: UInt64, for request: Int64, in space: Int64
  ) throws(RegionError) {
    try run(.addErasureOrder, space, position.stored, request)
  }

  func save(_ obedience: ObedienceRecord, in space: Int64) throws(RegionError) {
    let place = obedience.confirmation.place
    try run(
      .saveObedience, space, obedience.replica.stored, place.epoch.stored, place.position.stored,
      place.mark.stored, obedience.confirmation.signature, obedience.received.stored)
  }

  func replaceRun(ofFork row: Int64, with bytes: [UInt8]) throws(RegionError) {
    try run(.replaceForkRun, bytes, row)
  }

  func save(ledger: LedgerPlace) throws(RegionError) {
    try run(.saveLedgerPlace, ledger.count.stored, ledger.hash.bytes)
  }

  func save(closed: Bool) throws(RegionError) { try run(.saveClosed, closed ? 1 : 0) }

  func noteUnswept() throws(RegionError) { try run(.noteUnswept) }

  func remove(_ conflicts: [ConflictID], in space: Int64) throws(RegionError) {
    for conflict in conflicts { try run(.removeConflict, conflict.ordered, space) }
  }
}

extension ErasureSubject {
  fileprivate var kind: Int64 {
    switch self {
    case .document: 0
    case .person: 1
    case .documents: 2
    }
  }

  fileprivate var bytes: [UInt8] {
    switch self {
    case .document(let document): document.bytes
    case .person(let person): person.bytes
    case .documents(let documents): documents.flatMap(\.bytes)
    }
  }

  fileprivate init?(kind: Int64, bytes: [UInt8]) {
    switch kind {
    case 0:
      guard let document = DocumentID(bytes: bytes) else { return nil }
      self = .document(document)
    case 1:
      guard bytes.count == 8 else { return nil }
      self = .person(PersonID(rawValue: bytes.reduce(0) { $0 << 8 | UInt64($1) }))
    case 2:
      guard let documents = DocumentID.list(bytes), documents.count > 1 else { return nil }
      self = .documents(documents)
    default: return nil
    }
  }
}

extension SQL {
  fileprivate static let erasureColumns = """
    SELECT number, kind, subject, ground, requested_by, requested, status, decided_by, decided
    FROM erasure
    """
  fileprivate static let erasureByNumber = SQL(erasureColumns + " WHERE number = ?")
  fileprivate static let erasures = SQL(erasureColumns + " ORDER BY number")
  fileprivate static let erasureOfSubject = SQL(
    "SELECT number FROM erasure WHERE kind = ? AND subject = ? AND status = 1")
  fileprivate static let erasureOfDocument = SQL(
    "SELECT request FROM erased_document WHERE document = ?")
  fileprivate static let unfollowed = SQL("SELECT request FROM unfollowed ORDER BY request")
  fileprivate static let hasErasures = SQL(
    "SELECT EXISTS (SELECT 1 FROM erased) OR EXISTS (SELECT 1 FROM erasure WHERE status = 1)")
  fileprivate static let erasedByDot = SQL(
    """
    SELECT request, position FROM erased
    WHERE space = ? AND replica = ? AND incarnation = ? AND counter = ?
    """)
  fileprivate static let erasedCounters = SQL(
    """
    SELECT counter FROM erased
    WHERE space = ? AND replica = ? AND incarnation = ? AND counter BETWEEN ? AND ?
    """)
  fileprivate static let erasureOrders = SQL(
    """
    SELECT position, request FROM erasure_order WHERE space = ? AND position > ?
    ORDER BY position LIMIT ?
    """)
  fileprivate static let obedience = SQL(
    """
    SELECT replica, epoch, position, mark, signature, received FROM obedience WHERE space = ?
    """)
  fileprivate static let forksInSpace = SQL(
    """
    SELECT fork.rowid, stream.replica, stream.incarnation, fork.run
    FROM fork JOIN stream ON stream.number = fork.stream WHERE stream.space = ?
    """)

  fileprivate static let addErasure = SQL(
    """
    INSERT INTO erasure (kind, subject, ground, requested_by, requested, status, decided_by, decided)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addErasedDocument = SQL(
    "INSERT OR IGNORE INTO erased_document (document, request) VALUES (?, ?)")
  fileprivate static let addUnfollowed = SQL(
    "INSERT OR IGNORE INTO unfollowed (request) VALUES (?)")
  fileprivate static let removeUnfollowed = SQL("DELETE FROM unfollowed WHERE request = ?")
  fileprivate static let saveErasure = SQL(
    "UPDATE erasure SET status = ?, decided_by = ?, decided = ? WHERE number = ?")
  fileprivate static let replaceBytes = SQL("UPDATE log SET bytes = ? WHERE key = ?")
  fileprivate static let addErased = SQL(
    """
    INSERT OR IGNORE INTO erased (space, replica, incarnation, counter, request, position)
    VALUES (?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addErasureOrder = SQL(
    "INSERT INTO erasure_order (space, position, request) VALUES (?, ?, ?)")
  fileprivate static let saveObedience = SQL(
    """
    INSERT INTO obedience (space, replica, epoch, position, mark, signature, received)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET epoch = excluded.epoch, position = excluded.position,
      mark = excluded.mark, signature = excluded.signature, received = excluded.received
    WHERE excluded.position > position OR excluded.epoch <> epoch
    """)
  fileprivate static let replaceForkRun = SQL("UPDATE fork SET run = ? WHERE rowid = ?")
  fileprivate static let ledgerPlace = SQL("SELECT ledger, ledger_hash FROM region")
  fileprivate static let isClosed = SQL("SELECT closed FROM region")
  fileprivate static let saveLedgerPlace = SQL("UPDATE region SET ledger = ?, ledger_hash = ?")
  fileprivate static let saveClosed = SQL("UPDATE region SET closed = ?")
  fileprivate static let noteUnswept = SQL("UPDATE region SET unswept = unswept + 1")
  fileprivate static let removeConflict = SQL("DELETE FROM conflict WHERE id = ? AND space = ?")
}
