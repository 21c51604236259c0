import SchakelCore

extension SQL {
  static let voidByKey = SQL("SELECT link FROM voids WHERE key = ?")
  static let insertTray = SQL(
    """
    INSERT OR IGNORE INTO tray(key, space, document, reason, noticed, bytes)
    VALUES (?, ?, ?, ?, ?, ?)
    """)
  static let insertRebuild = SQL("INSERT OR IGNORE INTO rebuilds(document, space) VALUES (?, ?)")
  static let deleteRebuild = SQL("DELETE FROM rebuilds WHERE document = ?")
}

extension ReplicaTransaction {
  /// Takes note of a change that the region refused. One of our own goes to the tray with its
  /// content, and its document is built anew without it; anybody's counts as seen.
  func integrateVoid(
    _ void: LogEntry.Void, stream: StreamRow, in space: SpaceRow
  ) throws(ReplicaError) {
    let key = ChangeKey(stream: stream.no, counter: void.dot.counter)
    guard try voidLink(key) == nil else { return }
    try run { () throws(SQLiteError) in
      // A change that waited may turn out to be refused.
      try connection[.deleteWaiting].run(key.rawValue)
      try connection[.insertVoid].run(
        key.rawValue, void.document?.bytes, Int64(void.previous), void.link.bytes,
        Int64(void.reason.rawValue))
    }
    if stream.isOwn, let own = try storedChange(key) {
      try moveToTray(own, void, in: space)
    } else if let id = void.document {
      try recordVoid(void, key: key, in: id, space: space)
    }
  }

  private func recordVoid(
    _ void: LogEntry.Void, key: ChangeKey, in id: DocumentID, space: SpaceRow
  ) throws(ReplicaError) {
    // A document whose first change was refused is an empty shell: no list shows it, and it is the
    // same on every replica.
    var document = try document(id) ?? DocumentRow(id: id, space: space.no)
    guard document.space == space.no else { return }
    switch document.state.recordVoid(void.dot, previous: void.previous, check: void.link.check) {
    case .waiting: try wait(key, for: id, voidPrevious: void.previous)
    case .applied:
      try applyWaiting(to: &document)
      try save(&document)
    case .known, .fork, .invalid: break
    }
  }

  private func moveToTray(
    _ own: IncomingChange, _ void: LogEntry.Void, in space: SpaceRow
  ) throws(ReplicaError) {
    let id = own.change.header.document
    try run { () throws(SQLiteError) in
      try connection[.insertTray].run(
        own.key.rawValue, space.no, id.bytes, Int64(void.reason.rawValue),
        Int64(environment.now()), own.bytes)
    }
    try rebuild(id, in: space)
  }

  func voidLink(_ key: ChangeKey) throws(ReplicaError) -> Digest? {
    try run { () throws(SQLiteError) in
      try connection[.voidByKey].first(key.rawValue) { row throws(SQLiteError) in
        try row.digest(at: 0)
      } ?? nil
    }
  }
}
