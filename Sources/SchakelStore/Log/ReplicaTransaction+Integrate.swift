import SchakelCore

extension SQL {
  /// A document's history may have brought the change already.
  static let insertChange = SQL(
    sealing: """
      INSERT OR IGNORE INTO changes(key, document, previous, link, received, bytes)
      VALUES (?1, ?2, ?3, ?4, ?5, \(sealed: .changeBytes, "?6", "?1"))
      """)
  static let completeChange = SQL(
    "UPDATE changes SET link = ?, received = coalesce(received, ?) WHERE key = ?")
  /// A change that was made here, with where the space stands after it.
  static let insertOwnChange = SQL(
    sealing: """
      INSERT INTO changes(key, document, previous, link, clock, digest, documents, bytes)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, \(sealed: .changeBytes, "?8", "?1"))
      """)
  static let linkChange = SQL("UPDATE changes SET document = ?, previous = ? WHERE key = ?")
  static let changeByKey = SQL(
    sealing: """
      SELECT document, previous, link, received, \(opened: .changeBytes) FROM changes WHERE key = ?
      """)
  static let insertWaiting = SQL(
    "INSERT OR REPLACE INTO waiting(key, document, void_previous) VALUES (?, ?, ?)")
  static let deleteWaiting = SQL("DELETE FROM waiting WHERE key = ?")
  /// Those of one space: anybody may write in another of a document that is not there.
  static let waitingOfDocument = SQL(
    """
    SELECT w.key, w.void_previous FROM waiting w JOIN streams t ON t.no = w.key >> 40
    WHERE w.document = ? AND t.space = ? ORDER BY w.key
    """)
  static let insertVoid = SQL(
    """
    INSERT OR REPLACE INTO voids(key, document, previous, link, reason, received, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
}

/// A change on its way into a document.
struct IncomingChange {
  let change: Change
  /// As it is stored.
  let bytes: [UInt8]
  let link: ChangeLink
  let key: ChangeKey
  /// When the region first received it, if it is known to have; milliseconds since 1970 (UTC).
  let received: UInt64?
}

extension ReplicaTransaction {
  /// Puts a change of the region's in the log and, if all that it builds on is here, in its document,
  /// together with whatever waited for it. The stream's chain has been checked by the caller.
  func integrate(
    _ incoming: IncomingChange, in space: Int64
  ) throws(ReplicaError) -> ApplyOutcome {
    let id = incoming.change.header.document
    let document = try regionsDocument(id, in: space) ?? DocumentRow(id: id, space: space)
    return try integrate(incoming, into: document)
  }

  /// The same, where the document was looked at already.
  func integrate(
    _ incoming: IncomingChange, into document: DocumentRow
  ) throws(ReplicaError) -> ApplyOutcome {
    if let received = incoming.received {
      // Before the document is written: its columns may depend on it.
      try recordReceipt(incoming.key, of: incoming.change.header.time, received: received)
    }
    if incoming.change.header.purpose == .recovery {
      try noteSaidAgain(in: document.space)
    }
    var document = document
    let outcome = try apply(incoming, to: &document)
    return try settle(incoming, into: document, as: outcome)
  }

  /// The same, where the change has been applied to the document's state already.
  func settle(
    _ incoming: IncomingChange, into document: DocumentRow, as outcome: ApplyOutcome
  ) throws(ReplicaError) -> ApplyOutcome {
    var document = document
    switch outcome {
    case .applied:
      let previous = note(incoming, in: &document)
      try applyWaiting(to: &document)
      try save(&document)
      try insert(incoming, document: document.no, previous: previous)
    case .known:
      try insert(incoming, document: document.no, previous: nil, keepsPlace: true)
      // It came by another way before, which told no receipt.
      if let received = incoming.received { try noteReceipt(of: incoming, received: received) }
    case .waiting, .invalid, .fork:
      try insert(incoming, document: nil, previous: nil)
      if case .waiting(let missing) = outcome {
        let id = document.id
        try wait(incoming.key, for: id, voidPrevious: nil)
        try nameVoids(among: missing, in: id, space: try self.space(no: document.space))
      }
    }
    return outcome
  }

  private func apply(
    _ incoming: IncomingChange, to document: inout DocumentRow
  ) throws(ReplicaError) -> ApplyOutcome {
    let stakes = Stakes(of: incoming.change.header, in: document.state, for: identity.person)
    let outcome: ApplyOutcome
    do throws(CBORError) {
      outcome = try document.state.apply(incoming.change, check: incoming.link.check)
    } catch {
      throw ReplicaError.damaged("change \(incoming.change.dot.text)", error)
    }
    if let stakes, outcome == .applied { try note(stakes, after: incoming, in: document) }
    return outcome
  }

  /// Writes a change that was made here and applied, with its document: the document's row first,
  /// since the change names it.
  func store(
    _ incoming: IncomingChange, in document: inout DocumentRow, _ space: inout SpaceRow
  ) throws(ReplicaError) {
    let previous = note(incoming, in: &document)
    try save(&document, as: document.state.encoded(), in: &space)
    try run { () throws(SQLiteError) in
      let insert = try connection[.insertOwnChange]
      try insert.bind(incoming.key.rawValue, at: 1)
      try insert.bind(document.no, at: 2)
      try insert.bind(previous?.rawValue, at: 3)
      try insert.bind(incoming.link.bytes, at: 4)
      try insert.bind(Int64(bitPattern: space.clock.last.rawValue), at: 5)
      try insert.bind(Int64(bitPattern: space.digest), at: 6)
      try insert.bind(space.documents, at: 7)
      try insert.bind(incoming.bytes, at: 8)
      try insert.run()
    }
    hold(space)
  }

  /// What the document's row says of an applied change. Returns the change before it.
  private func note(
    _ incoming: IncomingChange, in document: inout DocumentRow
  ) -> ChangeKey? {
    let header = incoming.change.header
    if header.kind != nil { document.author = header.maker }
    document.changed = max(document.changed, header.time.milliseconds)
    if incoming.change.writer == identity.writer { document.own = incoming.key }
    let previous = document.latest
    document.latest = incoming.key
    return previous
  }

  /// - Parameter keepsPlace: whether one that is here already keeps its place in its document.
  private func insert(
    _ incoming: IncomingChange, document: Int64?, previous: ChangeKey?, keepsPlace: Bool = false
  ) throws(ReplicaError) {
    let received = incoming.received.map { Int64($0) }
    try run { () throws(SQLiteError) in
      try connection[.insertChange].run(
        incoming.key.rawValue, document, previous?.rawValue, incoming.link.bytes, received,
        incoming.bytes)
      guard connection.changes == 0 else { return }
      try connection[.completeChange].run(
        incoming.link.bytes, received, incoming.key.rawValue)
      if !keepsPlace {
        try connection[.linkChange].run(document, previous?.rawValue, incoming.key.rawValue)
      }
    }
  }

  func wait(
    _ key: ChangeKey, for document: DocumentID, voidPrevious: UInt64?
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.insertWaiting].run(
        key.rawValue, document.bytes, voidPrevious.map { Int64($0) })
    }
  }

  // MARK: Documents

  func document(_ id: DocumentID) throws(ReplicaError) -> DocumentRow? {
    try statement(.documentByID).first(id.bytes) { row throws(ReplicaError) in
      try DocumentRow(row)
    }
  }

  /// Writes a document and moves its space's digest from what it was to what it is.
  ///
  /// - Parameter encoded: the encoded state, where somebody has it already.
  func save(_ document: inout DocumentRow, as encoded: [UInt8]? = nil) throws(ReplicaError) {
    var space = try space(no: document.space)
    try save(&document, as: encoded ?? document.state.encoded(), in: &space)
    update(space)
  }

  private func save(
    _ document: inout DocumentRow, as bytes: [UInt8], in space: inout SpaceRow
  ) throws(ReplicaError) {
    let isNew = document.no == 0
    let old = document.share
    do throws(CBORError) {
      document.share = try DocumentDigest.share(of: document.id, state: bytes, hashing: hashing)
    } catch {
      throw ReplicaError.damaged("document \(document.id.text)", error)
    }
    try write(bytes, of: &document)
    space.digest = space.digest &- (isNew ? 0 : old) &+ document.share
    if isNew { space.documents += 1 }
    noteChange(of: document.id)
  }

  private func write(_ state: [UInt8], of document: inout DocumentRow) throws(ReplicaError) {
    let indexedUpTo = try indexedUpTo()
    do throws(SQLiteError) {
      try document.save(state, owner: identity.person, in: connection)
      // Also a new one, should it have got the number of a document that is gone.
      if document.no <= indexedUpTo { try connection[.markUnindexed].run(document.no) }
    } catch {
      throw ReplicaError(error)
    }
  }

  // MARK: Waiting

  /// Applies whatever waited for this document, until nothing more can be applied. True where
  /// anything waits no longer.
  @discardableResult
  func applyWaiting(to document: inout DocumentRow) throws(ReplicaError) -> Bool {
    var waiting = try waitingChanges(for: document)
    let count = waiting.count
    var progress = true
    while progress && !waiting.isEmpty {
      progress = false
      for index in waiting.indices.reversed()
      where try applyWaiting(waiting[index], to: &document) {
        waiting.remove(at: index)
        progress = true
      }
    }
    return waiting.count < count
  }

  private struct WaitingChange {
    let key: ChangeKey
    let voidPrevious: UInt64?
  }

  private func waitingChanges(
    for document: DocumentRow
  ) throws(ReplicaError) -> [WaitingChange] {
    let (id, space) = (document.id, document.space)
    return try run { () throws(SQLiteError) in
      try connection[.waitingOfDocument].all(id.bytes, space) { row throws(SQLiteError) in
        WaitingChange(
          key: ChangeKey(rawValue: try row.int64(at: 0)),
          voidPrevious: try row.naturalIfPresent(at: 1, upTo: Limits.counter))
      }
    }
  }

  /// True when it waits no longer.
  private func applyWaiting(
    _ waiting: WaitingChange, to document: inout DocumentRow
  ) throws(ReplicaError) -> Bool {
    if let previous = waiting.voidPrevious {
      let check = try voidLink(waiting.key)?.check ?? 0
      let dot = Dot(writer: try stream(no: waiting.key.stream).writer, counter: waiting.key.counter)
      let outcome = document.state.recordVoid(dot, previous: previous, check: check)
      if case .waiting = outcome { return false }
    } else {
      guard let incoming = try storedChange(waiting.key) else { return true }
      let outcome = try apply(incoming, to: &document)
      if case .waiting = outcome { return false }
      if outcome == .applied { try link(incoming, in: &document) }
    }
    try run { () throws(SQLiteError) in try connection[.deleteWaiting].run(waiting.key.rawValue) }
    return true
  }

  /// Gives a change that is in the log already its place in its document's history.
  private func link(
    _ incoming: IncomingChange, in document: inout DocumentRow
  ) throws(ReplicaError) {
    if document.no == 0 { try save(&document) }
    let previous = note(incoming, in: &document)
    try run { () throws(SQLiteError) in
      try connection[.linkChange].run(document.no, previous?.rawValue, incoming.key.rawValue)
    }
  }

  /// A change as it stands in the log.
  func storedChange(_ key: ChangeKey) throws(ReplicaError) -> IncomingChange? {
    let writer = try stream(no: key.stream).writer
    return try statement(.changeByKey).first(key.rawValue) { row throws(ReplicaError) in
      let bytes: [UInt8]
      let link: ChangeLink
      let received: UInt64?
      do throws(SQLiteError) {
        link = ChangeLink(stored: try row.blob(at: 2))
        received = try row.naturalIfPresent(at: 3)
        bytes = try row.blob(at: 4)
      } catch {
        throw ReplicaError(error)
      }
      do throws(CBORError) {
        let change = try Change(encoded: bytes, writer: writer)
        return IncomingChange(
          change: change, bytes: bytes, link: link, key: key, received: received)
      } catch {
        throw ReplicaError.damaged("a change", error)
      }
    }
  }
}
