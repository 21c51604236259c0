public import SchakelCore

extension SQL {
  /// Those for which the region's history may be news.
  static let allRebuilds = SQL(
    """
    SELECT r.document, r.space FROM rebuilds r JOIN space_rows s ON s.no = r.space
    WHERE r.tried IS NULL OR r.tried <> s.position
    """)
  static let noteTried = SQL("UPDATE rebuilds SET tried = ? WHERE document = ?")
  static let countRebuilds = SQL("SELECT count(*) FROM rebuilds WHERE space = ?")
  static let setLatest = SQL("UPDATE documents SET latest = ? WHERE no = ?")
}

extension Replica {
  /// Documents whose history must be asked of the region: a change of ours to them was refused, and
  /// what they were before is not all here.
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
        guard let id = row.id, let space = spaces.first(where: { $0.no == row.space }),
          space.role.mayRead
        else { return nil }
        return HistoryRequest(space: space.id, document: id)
      }
    }
  }

  /// Takes in a document's whole history: for people who want to see it, or to build its state anew
  /// without a refused change. What the document here has not seen is left to the log, which brings
  /// it in its turn.
  public func absorb(
    _ history: HistoryAnswer, to request: HistoryRequest
  ) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      let space = try transaction.space(request.space)
      guard let document = try transaction.document(request.document), document.space == space.no
      else { return }
      let own = try transaction.history(of: document)
      var keys: [ChangeKey] = []
      for item in history.items {
        if let key = try transaction.keep(item, of: document, in: space) { keys.append(key) }
      }
      for change in own.reversed() where !keys.contains(change.key) { keys.append(change.key) }
      try transaction.chain(keys, of: document)
      for void in history.voids { try transaction.keep(void, of: document, in: space) }
      if try transaction.awaitsRebuild(document.id) {
        try transaction.rebuild(document.id, in: space)
        // Where that did not suffice, the same again would not either.
        try transaction.noteTried(document.id, in: space)
      }
    }
  }

  /// The region does not give a document's history: it is asked again once its log has moved on.
  public func noteTried(_ request: HistoryRequest) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.noteTried(request.document, in: try transaction.space(request.space))
    }
  }
}

extension ReplicaTransaction {
  /// The key of a dot in a document's past. nil where the document has not seen it, or where its
  /// stream is not followed as far: a page of states may be ahead of the log.
  private func past(
    _ dot: Dot, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> ChangeKey? {
    guard document.state.vector.covers(dot) else { return nil }
    let stream = try stream(of: dot.writer, in: space)
    let isPresent = stream.no == space.stream
    let followed = isPresent ? space.counter : max(stream.counter, stream.acknowledged)
    return dot.counter <= followed ? ChangeKey(stream: stream.no, counter: dot.counter) : nil
  }

  /// Stores a change of a document's past, unless it is here. nil where it is not past yet.
  fileprivate func keep(
    _ item: HistoryAnswer.Item, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> ChangeKey? {
    let change: Change
    do throws(CBORError) {
      change = try Change(encoded: item.change, writer: item.writer)
    } catch {
      throw ReplicaError(.protocolViolation, "A change cannot be read: \(error).")
    }
    guard change.header.document == document.id else {
      throw ReplicaError(.protocolViolation, "A change of another document was sent.")
    }
    guard let key = try past(change.dot, of: document, in: space) else { return nil }
    guard try storedChange(key) == nil else { return key }
    let link = ChangeLink.check(item.check)
    try run { () throws(SQLiteError) in
      try connection[.insertChange].run(
        key.rawValue, document.no, Int64?.none, link.bytes, Int64(item.received), item.change)
    }
    try noteReceipt(
      of: IncomingChange(
        change: change, bytes: item.change, link: link, key: key, received: item.received),
      received: item.received)
    return key
  }

  fileprivate func keep(
    _ void: LogEntry.Void, of document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) {
    guard let key = try past(void.dot, of: document, in: space) else { return }
    try run { () throws(SQLiteError) in
      try connection[.insertVoid].run(
        key.rawValue, void.document?.bytes, Int64(void.previous), void.link.bytes,
        Int64(void.reason.rawValue))
    }
  }

  /// Hangs a document's changes on each other, the first of `keys` being the oldest.
  func chain(_ keys: [ChangeKey], of document: DocumentRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      var previous: ChangeKey?
      for key in keys {
        try connection[.linkChange].run(document.no, previous?.rawValue, key.rawValue)
        previous = key
      }
      try connection[.setLatest].run(previous?.rawValue, document.no)
    }
  }

  fileprivate func noteTried(_ id: DocumentID, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.noteTried].run(Int64(space.position), id.bytes)
    }
  }

  /// Whether a document of the space lacks its history, so that the space's digest cannot be the
  /// region's.
  func awaitsHistory(in space: SpaceRow) throws(ReplicaError) -> Bool {
    try connection.number(.countRebuilds, space.no) > 0
  }

  fileprivate func awaitsRebuild(_ id: DocumentID) throws(ReplicaError) -> Bool {
    try connection.number(.awaitsRebuild, id.bytes) != 0
  }
}
