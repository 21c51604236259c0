import SchakelCore

extension SQL {
  static let voidByKey = SQL("SELECT link, document FROM voids WHERE key = ?")
  static let voidsBetween = SQL("SELECT key FROM voids WHERE key BETWEEN ? AND ?")
  static let deleteVoid = SQL("DELETE FROM voids WHERE key = ?")
  static let unnamedVoid = SQL(
    """
    SELECT link, reason, received FROM voids
    WHERE key = ?1 AND document IS NULL AND NOT EXISTS (SELECT 1 FROM void_places WHERE key = ?1)
    """)
  static let insertVoidPlace = SQL(
    "INSERT OR REPLACE INTO void_places(key, document, previous) VALUES (?, ?, ?)")
}

extension ReplicaTransaction {
  /// Takes note of a change that the region refused. One of our own goes to the tray with its
  /// content; anybody's counts as seen, and has no effect: also where it had one here, having come
  /// by another way before it was refused.
  func integrateVoid(
    _ void: LogEntry.Void, stream: StreamRow, in space: SpaceRow
  ) throws(ReplicaError) {
    let key = ChangeKey(stream: stream.no, counter: void.dot.counter)
    // A second entry for one dot names the document that the first could not tell.
    guard try !isVoid(key, in: void.document) else { return }
    try run { () throws(SQLiteError) in
      // A change that waited may turn out to be refused.
      try connection[.deleteWaiting].run(key.rawValue)
    }
    try insert(void, key)
    let stored = try storedChange(key)
    if let stored, stream.isOwn, try !isRewritten(key) {
      try moveToTray(stored, reason: void.reason, in: space)
    }
    if let id = void.document {
      try recordVoid(void, key: key, in: id, space: space)
    } else if let stored {
      try rebuild(stored.change.header.document, in: space)
    }
  }

  func insert(_ void: LogEntry.Void, _ key: ChangeKey) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.insertVoid].run(
        key.rawValue, void.document?.bytes, Int64(void.previous), void.link.bytes,
        Int64(void.reason.rawValue), Int64(void.received), void.signature)
    }
  }

  /// Whether a dot is known to be void in a document, or void and nothing more can be told.
  private func isVoid(_ key: ChangeKey, in id: DocumentID?) throws(ReplicaError) -> Bool {
    let known = try run { () throws(SQLiteError) in
      try connection[.voidByKey].first(key.rawValue) { row throws(SQLiteError) in
        try row.isNull(at: 1)
      }
    }
    return known.map { isUnnamed in !isUnnamed || id == nil } ?? false
  }

  private func recordVoid(
    _ void: LogEntry.Void, key: ChangeKey, in id: DocumentID, space: SpaceRow
  ) throws(ReplicaError) {
    // A document whose first change was refused is an empty shell: no list shows it, and it is the
    // same on every replica.
    var document =
      try regionsDocument(id, in: space.no) ?? DocumentRow(id: id, space: space.no)
    switch document.state.recordVoid(void.dot, previous: void.previous, check: void.link.check) {
    case .waiting: try wait(key, for: id, voidPrevious: void.previous)
    case .applied:
      try applyWaiting(to: &document)
      try save(&document)
    case .known:
      // Where its change was applied, the state is made anew without it.
      if try changeLink(key) != nil { try rebuild(id, in: space) }
    case .fork, .invalid: break
    }
  }

  /// A change waits for these. Where one of them is a refusal of which nobody could tell the
  /// document, this is its document: the region comes to the same when it gets the change.
  func nameVoids(
    among missing: [Dot], in id: DocumentID, space: SpaceRow
  ) throws(ReplicaError) {
    for dot in missing {
      guard let stream = try existingStream(of: dot.writer, in: space) else { continue }
      let key = ChangeKey(stream: stream.no, counter: dot.counter)
      guard let void = try unnamedVoid(key, dot, in: id, space) else { continue }
      try run { () throws(SQLiteError) in
        try connection[.insertVoidPlace].run(key.rawValue, id.bytes, Int64(void.previous))
      }
      try recordVoid(void, key: key, in: id, space: space)
    }
  }

  private func unnamedVoid(
    _ key: ChangeKey, _ dot: Dot, in id: DocumentID, _ space: SpaceRow
  ) throws(ReplicaError) -> LogEntry.Void? {
    let previous = try lastCounter(of: dot.writer, below: dot.counter, in: id, space)
    return try connection.row(.unnamedVoid, key.rawValue) { row throws(SQLiteError) in
      LogEntry.Void(
        dot: dot, link: try row.digest(at: 0) ?? .zero, document: id, previous: previous,
        reason: try row.code(at: 1), received: try row.natural(at: 2))
    }
  }

  /// The last counter that a writer has in a document, applied or waiting, below `limit`.
  private func lastCounter(
    of writer: Writer, below limit: UInt64, in id: DocumentID, _ space: SpaceRow
  ) throws(ReplicaError) -> UInt64 {
    let applied = try document(id)?.state.vector.counter(of: writer) ?? 0
    let waiting = try waitingChanges(of: id, in: space.no).map(\.change.dot)
      .filter { $0.writer == writer && $0.counter < limit }.map(\.counter)
    return max(applied < limit ? applied : 0, waiting.max() ?? 0)
  }

  func voidLink(_ key: ChangeKey) throws(ReplicaError) -> Digest? {
    try run { () throws(SQLiteError) in
      try connection[.voidByKey].first(key.rawValue) { row throws(SQLiteError) in
        try row.digest(at: 0)
      } ?? nil
    }
  }
}

// MARK: Refusals that are no more

// A region that was put back may accept what it once refused: the refusal was lost with the rest,
// and the reason for it may be gone.
extension ReplicaTransaction {
  /// Forgets that a change was refused. Answers whether it was.
  ///
  /// - Parameter link: that of the change which was accepted; nil where it is not known.
  func takeBackVoid(
    _ dot: Dot, _ key: ChangeKey, _ link: ChangeLink?
  ) throws(ReplicaError) -> Bool {
    guard try voidLink(key) != nil else { return false }
    try run { () throws(SQLiteError) in
      try connection[.deleteVoid].run(key.rawValue)
      try connection[.deleteWaiting].run(key.rawValue)
    }
    try takeFromTray(dot, key, link)
    return true
  }

  /// The region has accepted these changes of this device.
  func takeBackVoids(
    from first: ChangeKey, through last: ChangeKey, in space: SpaceRow
  ) throws(ReplicaError) {
    let keys = try run { () throws(SQLiteError) in
      try connection[.voidsBetween].all(first.rawValue, last.rawValue) { row throws(SQLiteError) in
        ChangeKey(rawValue: try row.int64(at: 0))
      }
    }
    let writer = try stream(no: first.stream).writer
    for key in keys {
      let dot = Dot(writer: writer, counter: key.counter)
      guard try takeBackVoid(dot, key, try changeLink(key)), let change = try storedChange(key)
      else { continue }
      try rebuild(change.change.header.document, in: space)
    }
  }
}
