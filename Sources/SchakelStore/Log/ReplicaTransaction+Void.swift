import SchakelCore

extension SQL {
  static let voidByKey = SQL("SELECT link, document FROM placed_voids WHERE key = ?")
  static let unnamedVoid = SQL(
    "SELECT link, reason, received FROM placed_voids WHERE key = ? AND document IS NULL")
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
    // Of a history that was asked for before, some pages know of it and some do not.
    if let id = void.document { try forgetPages(of: id) }
    try outdatePages()
    let stored = try storedChange(key)
    // Of what was withdrawn nothing is left to be kept.
    if let stored, stream.isOwn, void.reason != .withdrawn, try !isRewritten(key) {
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
      try connection[.deleteVoidPlace].run(key.rawValue)
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
      if try changeLink(key) != nil {
        try rebuild(id, in: space)
        // What the region has as its making came to nothing here, and is not among its changes.
        if void.reason == .documentExists { try awaitHistory(of: id, in: space) }
      } else if document.state.shows(void.dot) {
        // By a state of a life that the region lost, in which it had accepted it.
        try awaitHistory(of: id, in: space)
      }
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

extension DocumentState {
  /// Whether a change that this has seen can be told to have had an effect on it.
  fileprivate func shows(_ dot: Dot) -> Bool {
    let isLast = vector.counter(of: dot.writer) == dot.counter
    if isLast, !voidEnds.contains(where: { $0.writer == dot.writer }) { return true }
    return fields.contains { $0.siblings.contains { $0.dot == dot } }
  }
}
