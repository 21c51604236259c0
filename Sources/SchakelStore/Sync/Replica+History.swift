public import SchakelCore

extension SQL {
  /// Those for which the region's history may be news (``HistoryRetry``): where the log has come so
  /// far, or is another than it was.
  static let allRebuilds = SQL(
    """
    SELECT r.document, r.space FROM rebuilds r JOIN space_rows s ON s.no = r.space
    WHERE r.tried IS NULL OR s.position >= r.tried >> 6
      OR s.position < (r.tried >> 6) - (1 << (r.tried & 63))
    """)
  static let tried = SQL("SELECT tried FROM rebuilds WHERE document = ?")
  static let noteTried = SQL("UPDATE rebuilds SET tried = ? WHERE document = ?")
  static let countRebuilds = SQL("SELECT count(*) FROM rebuilds WHERE space = ?")
}

extension Replica {
  /// Documents whose history must be asked of the region: a change to them was refused or lost its
  /// dot to another, and what they were before is not all here.
  public func wantedHistories() throws(ReplicaError) -> [HistoryRequest] {
    try read { connection throws(ReplicaError) in
      let rows = try connection.statement(.allRebuilds).all { row throws(ReplicaError) in
        do throws(SQLiteError) {
          return (id: DocumentID(bytes: try row.blob(at: 0)), space: try row.int64(at: 1))
        } catch {
          throw ReplicaError(error)
        }
      }
      let spaces = try Self.allSpaces(connection)
      return rows.compactMap { row in
        // Without a cursor, it is not known how far the region has come: it may have been put back.
        guard let id = row.id, let space = spaces.first(where: { $0.no == row.space }),
          space.role.mayRead, space.cursor != nil
        else { return nil }
        return HistoryRequest(space: space.id, document: id)
      }
    }
  }

  /// The region does not give a document's history: it is asked again once its log has moved on, each
  /// time twice as far as before.
  public func noteTried(_ request: HistoryRequest) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.noteTried(request.document, in: try transaction.space(request.space))
    }
  }
}

extension ReplicaTransaction {
  /// Takes in a document's whole history.
  func take(
    _ history: DocumentPast, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) {
    guard try awaitsRebuild(document.id) else {
      return try show(history, of: document, in: space)
    }
    guard space.cursor != nil else { return }
    try build(document.id, from: history, in: space.id)
    _ = try rewriteOrphans(in: space.id)
    try forgetSaidAgain(in: try self.space(no: space.no))
    // Where that did not suffice, the same again would not either.
    try noteTried(document.id, in: try self.space(no: space.no))
  }
}

// MARK: To be built from

extension ReplicaTransaction {
  /// Makes a document's state what its history at the region comes to, and on top of that what has
  /// not reached the region.
  private func build(
    _ id: DocumentID, from history: DocumentPast, in space: SpaceID
  ) throws(ReplicaError) {
    for item in history.items { try makeWay(for: try change(item, of: id), item.check, in: space) }
    let row = try self.space(space)
    guard var document = try document(id) else { return }
    let here = try past(of: document)
    var past: [IncomingChange] = []
    for item in history.items {
      let kept = try incoming(item, of: document, in: row)
      try keep(kept, of: document)
      past.append(kept)
      // What it accepted after all.
      if try voidLink(kept.key) != nil { try takeFromTray(kept.change.dot, kept.key, kept.link) }
    }
    for void in history.voids { try keep(void, in: row) }
    try forgetVoids(of: id, but: history.voids, in: row)
    let base = try replay(past, try voids(of: id), on: DocumentState())
    try settle(
      &document, on: base.state, here: here, before: document.state, past: base.applied)
  }

  /// Where another change is here under the dot of one of the region's, it gives way.
  private func makeWay(
    for change: Change, _ check: UInt32, in id: SpaceID
  ) throws(ReplicaError) {
    let space = try space(id)
    let stream = try stream(of: change.writer, in: space)
    guard stream.no != space.stream,
      let mine = try changeLink(ChangeKey(stream: stream.no, counter: change.dot.counter)),
      mine.check != check
    else { return }
    try giveWay(from: change.dot, in: id)
  }

  func change(
    _ item: HistoryAnswer.Item, of id: DocumentID
  ) throws(ReplicaError) -> Change {
    let change: Change
    do throws(CBORError) {
      change = try Change(encoded: item.change, writer: item.writer)
    } catch {
      throw ReplicaError(.protocolViolation, "A change cannot be read: \(error).")
    }
    guard change.header.document == id else {
      throw ReplicaError(.protocolViolation, "A change of another document was sent.")
    }
    return change
  }

  /// A change of a document as it is here, or as it was told.
  private func incoming(
    _ item: HistoryAnswer.Item, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> IncomingChange {
    let change = try change(item, of: document.id)
    let stream = try stream(of: item.writer, in: space)
    let key = ChangeKey(stream: stream.no, counter: change.dot.counter)
    return try storedChange(key)
      ?? IncomingChange(
        change: change, bytes: item.change, link: .check(item.check), key: key,
        received: item.received)
  }

  /// Stores a change of a document, unless it is here.
  private func keep(_ incoming: IncomingChange, of document: DocumentRow) throws(ReplicaError) {
    let received = incoming.received
    try run { () throws(SQLiteError) in
      try connection[.insertChange].run(
        incoming.key.rawValue, document.no, Int64?.none, incoming.link.bytes,
        received.map { Int64($0) }, incoming.bytes)
    }
    if connection.changes > 0, let received { try noteReceipt(of: incoming, received: received) }
  }

  private func keep(_ void: LogEntry.Void, in space: SpaceRow) throws(ReplicaError) {
    let stream = try stream(of: void.dot.writer, in: space)
    let key = ChangeKey(stream: stream.no, counter: void.dot.counter)
    try insert(void, key)
  }

  fileprivate func noteTried(_ id: DocumentID, in space: SpaceRow) throws(ReplicaError) {
    let tried = try connection.row(.tried, id.bytes) { row throws(SQLiteError) in
      try row.int64IfPresent(at: 0)
    }
    let next = HistoryRetry(after: tried ?? nil, at: space.position)
    try run { () throws(SQLiteError) in try connection[.noteTried].run(next.stored, id.bytes) }
  }

  /// Whether a document of the space lacks its history, so that the space's digest cannot be the
  /// region's.
  func awaitsHistory(in space: SpaceRow) throws(ReplicaError) -> Bool {
    try connection.number(.countRebuilds, space.no) > 0
  }

  private func awaitsRebuild(_ id: DocumentID) throws(ReplicaError) -> Bool {
    try connection.number(.awaitsRebuild, id.bytes) != 0
  }
}

// MARK: To be seen

extension ReplicaTransaction {
  /// Hangs what is past of a document's history on it, whose state follows from it already. Where it
  /// does not, the region tells of another past than the log did, as when it was put back since:
  /// nothing of it is kept.
  private func show(
    _ history: DocumentPast, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) {
    var document = document
    let here = try past(of: document)
    var chain: [IncomingChange] = []
    for item in history.items {
      let incoming = try incoming(item, of: document, in: space)
      if try isPast(incoming.change.dot, of: document, in: space) { chain.append(incoming) }
    }
    let keys = Set(chain.map(\.key))
    chain += here.filter { !keys.contains($0.key) }
    // What has an effect here was refused since: the log says so in its turn, and then more is done.
    let applied = Set(here.map(\.change.dot))
    var voids = try self.voids(of: document.id)
    var told: [LogEntry.Void] = []
    for void in history.voids where !applied.contains(void.dot) {
      guard try isPast(void.dot, of: document, in: space) else { continue }
      told.append(void)
      voids.append(VoidMark(dot: void.dot, previous: void.previous, link: void.link))
    }
    guard try replay(chain, voids, on: DocumentState()).state == document.state else { return }
    for change in chain { try keep(change, of: document) }
    for void in told { try keep(void, in: space) }
    try hang(chain.map(\.key), on: &document)
  }

  /// Whether a dot is in a document's past: seen by the document, and by what is followed of its
  /// stream. A page of states may be ahead of the log.
  private func isPast(
    _ dot: Dot, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    guard document.state.vector.covers(dot) else { return false }
    let stream = try stream(of: dot.writer, in: space)
    return dot.counter
      <= max(
        held(stream, in: space), acknowledged(stream, in: space))
  }
}
