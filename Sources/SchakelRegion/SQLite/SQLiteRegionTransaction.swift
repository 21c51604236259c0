import SchakelCore
import SchakelStore

/// What is written to a region's database in one transaction.
final class SQLiteRegionTransaction: SQLiteRegionView {
  /// The spaces that moved since the last ``takeMoved()``.
  private var moved: [SpaceID] = []

  func noteMoved(_ space: SpaceID) {
    if !moved.contains(space) { moved.append(space) }
  }

  func takeMoved() -> [SpaceID] {
    defer { moved = [] }
    return moved
  }
}

extension SQLiteRegionView: RegionReading {}
extension SQLiteRegionTransaction: RegionWriting {}

extension SQLiteRegionTransaction {
  func found(_ region: RegionRecord) throws(RegionError) {
    try run(.found, region.name, region.epoch.stored, region.created.stored)
  }

  func save(epoch: EpochID) throws(RegionError) {
    try run(.saveEpoch, epoch.stored)
  }

  func addSpace(
    _ id: SpaceID, name: String, created: UInt64, epoch: EpochID, hash: Digest
  ) throws(RegionError) -> Int64 {
    try run(.addSpace, id.stored, name, created.stored, epoch.stored, hash.bytes)
    return connection.lastInsertedRow
  }

  func save(_ space: SpaceRecord) throws(RegionError) {
    try run(
      .saveSpace, space.name, space.epoch.stored, space.position.stored, space.hash.bytes,
      space.digest.stored, space.documents.stored, space.lastDocument.stored,
      space.changes.stored, space.voids.stored, space.forks.stored, space.waiting.stored,
      space.checkpoint.stored, space.number)
  }

  func beginEpoch(
    _ epoch: EpochID, in space: Int64, after position: UInt64
  ) throws(RegionError) {
    try run(.endEpoch, position.stored, space)
    try run(.beginEpoch, space, epoch.stored)
  }

  func addRefusals(
    voids: UInt64, forks: UInt64, on day: UInt64, in space: Int64
  ) throws(RegionError) {
    try run(.addRefusals, space, day.stored, voids.stored, forks.stored)
  }

  func addStream(
    _ writer: Writer, in space: Int64, tip: Digest
  ) throws(RegionError) -> Int64 {
    try run(.addStream, space, writer.replica.stored, writer.incarnation.rawValue, tip.bytes)
    return connection.lastInsertedRow
  }

  func save(_ stream: StreamRecord) throws(RegionError) {
    try run(.saveStream, stream.counter.stored, stream.tip.bytes, stream.number)
  }

  func add(_ run: RunRecord, of stream: Int64) throws(RegionError) {
    try self.run(.addRun, stream, run.first.stored, run.position.stored, run.before.bytes)
  }

  func add(_ void: VoidRecord, of stream: Int64) throws(RegionError) {
    try run(.addVoid, stream, void.counter.stored, void.position.stored, void.digest.bytes)
  }

  func addFork(
    of stream: Int64, counter: UInt64, tip: Digest, received: UInt64, run: [UInt8], limit: Int
  ) throws(RegionError) -> Bool {
    try self.run(
      .addFork, stream, counter.stored, tip.bytes, received.stored, run, stream, limit)
    return connection.changes > 0
  }
}

extension SQLiteRegionTransaction {
  func append(_ entry: LogRecord, in space: Int64) throws(RegionError) {
    try run(
      .append, Schema.key(space, entry.position), Int64(entry.tag.rawValue), entry.stream,
      entry.counter.stored, entry.received.stored, entry.document.stored, entry.previous.stored,
      entry.check, entry.mark.stored, entry.bytes)
  }

  func add(_ document: DocumentRecord) throws(RegionError) {
    try insert(document, .addDocument)
  }

  func addIfNew(_ document: DocumentRecord) throws(RegionError) -> Bool {
    try insert(document, .addDocumentIfNew)
    return connection.changes > 0
  }

  private func insert(_ document: DocumentRecord, _ statement: SQL) throws(RegionError) {
    try run(
      statement, Schema.key(document.space, document.number), document.id.bytes,
      document.share.stored, document.latest.stored, document.waiting, document.receipts,
      document.born.stored, document.state, document.ledger)
  }

  func save(_ document: DocumentRecord) throws(RegionError) {
    try run(
      .saveDocument, document.share.stored, document.latest.stored, document.waiting,
      document.receipts, document.born.stored, document.state, document.ledger,
      Schema.key(document.space, document.number))
  }

  func savePlace(of document: DocumentRecord) throws(RegionError) {
    try run(
      .savePlace, document.latest.stored, document.waiting,
      Schema.key(document.space, document.number))
  }

  func add(_ waiting: WaitingRecord, in space: Int64) throws(RegionError) {
    try run(
      .addWaiting, Schema.key(space, waiting.position), Schema.key(space, waiting.document),
      waiting.link.bytes)
  }

  func removeWaiting(at position: UInt64, in space: Int64) throws(RegionError) {
    try run(.removeWaiting, Schema.key(space, position))
  }
}

extension SQL {
  fileprivate static let found = SQL(
    "INSERT INTO region (one, name, epoch, created) VALUES (1, ?, ?, ?)")
  fileprivate static let saveEpoch = SQL("UPDATE region SET epoch = ?")
  fileprivate static let addSpace = SQL(
    """
    INSERT INTO space (id, name, created, epoch, position, hash, digest, documents, last_document,
      changes, voids, forks, waiting, checkpoint)
      VALUES (?, ?, ?, ?, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0)
    """)
  fileprivate static let saveSpace = SQL(
    """
    UPDATE space SET name = ?, epoch = ?, position = ?, hash = ?, digest = ?, documents = ?,
      last_document = ?, changes = ?, voids = ?, forks = ?, waiting = ?, checkpoint = ?
    WHERE number = ?
    """)
  fileprivate static let endEpoch = SQL(
    "UPDATE epoch SET last = ? WHERE space = ? AND last IS NULL")
  fileprivate static let beginEpoch = SQL("INSERT INTO epoch (space, epoch) VALUES (?, ?)")
  fileprivate static let addRefusals = SQL(
    """
    INSERT INTO refusal (space, day, voids, forks) VALUES (?, ?, ?, ?)
    ON CONFLICT (space, day) DO UPDATE
    SET voids = voids + excluded.voids, forks = forks + excluded.forks
    """)
  fileprivate static let addStream = SQL(
    "INSERT INTO stream (space, replica, incarnation, counter, tip) VALUES (?, ?, ?, 0, ?)")
  fileprivate static let saveStream = SQL(
    "UPDATE stream SET counter = ?, tip = ? WHERE number = ?")
  fileprivate static let addRun = SQL(
    "INSERT INTO run (stream, first, position, before) VALUES (?, ?, ?, ?)")
  fileprivate static let addVoid = SQL(
    "INSERT INTO void (stream, counter, position, digest) VALUES (?, ?, ?, ?)")
  fileprivate static let addFork = SQL(
    """
    INSERT OR IGNORE INTO fork (stream, counter, tip, received, run) SELECT ?, ?, ?, ?, ?
    WHERE (SELECT count(*) FROM fork WHERE stream = ?) < ?
    """)

  fileprivate static let append = SQL(
    """
    INSERT INTO log (key, tag, stream, counter, received, document, previous, check4, mark, bytes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let documentInsertion = """
    INSERT INTO document (key, id, share, latest, waiting, receipts, born, state, ledger)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  fileprivate static let addDocument = SQL(documentInsertion)
  fileprivate static let addDocumentIfNew = SQL(
    documentInsertion + " ON CONFLICT (id) DO NOTHING")
  fileprivate static let saveDocument = SQL(
    """
    UPDATE document SET share = ?, latest = ?, waiting = ?, receipts = ?, born = ?, state = ?,
      ledger = ?
    WHERE key = ?
    """)
  fileprivate static let savePlace = SQL(
    "UPDATE document SET latest = ?, waiting = ? WHERE key = ?")
  fileprivate static let addWaiting = SQL(
    "INSERT INTO waiting (key, document, link) VALUES (?, ?, ?)")
  fileprivate static let removeWaiting = SQL("DELETE FROM waiting WHERE key = ?")
}
