import SchakelCore

extension SQL {
  static let voidsOfDocument = SQL(
    "SELECT key, previous, link FROM placed_voids WHERE document = ?")
  static let unlinkChanges = SQL(
    "UPDATE changes SET document = NULL, previous = NULL WHERE document = ?")
  static let deleteDocument = SQL("DELETE FROM documents WHERE no = ?")
  static let deleteFromIndex = SQL(
    "DELETE FROM search WHERE rowid = ?",
    sealed: "INSERT OR REPLACE INTO touched(document) VALUES (?)")
  /// What is new of a document is a reason to ask for its history at once, however often it was asked
  /// for in vain (``HistoryRetry``).
  static let insertRebuild = SQL(
    """
    INSERT INTO rebuilds(document, space) VALUES (?, ?)
    ON CONFLICT(document) DO UPDATE SET tried = tried & 63
    """)
  static let deleteRebuild = SQL("DELETE FROM rebuilds WHERE document = ?")
}

extension ReplicaTransaction {
  /// Builds a document's state anew from its changes, without those that were refused. Where not all
  /// of them are here, the region is asked for them.
  func rebuild(_ id: DocumentID, in space: SpaceRow) throws(ReplicaError) {
    guard var document = try document(id), document.space == space.no else { return }
    let here = try past(of: document)
    guard try isWhole(here, of: document) else { return try awaitHistory(of: id, in: space) }
    try settle(&document, on: DocumentState(), here: here)
  }

  /// The region is asked for the document's history, and its state made anew from that.
  func awaitHistory(of id: DocumentID, in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.insertRebuild].run(id.bytes, space.no)
    }
  }

  /// The changes of a document that are here and were applied, the oldest first.
  func past(of document: DocumentRow) throws(ReplicaError) -> [IncomingChange] {
    var changes: [IncomingChange] = []
    // A damaged list may go in a circle.
    var seen: Set<ChangeKey> = []
    var next = document.latest
    while let key = next, seen.insert(key).inserted {
      guard let change = try storedChange(key) else { break }
      changes.append(change)
      next = try previous(of: key)
    }
    return changes.reversed()
  }

  private func previous(of key: ChangeKey) throws(ReplicaError) -> ChangeKey? {
    try run { () throws(SQLiteError) in
      try connection[.changeByKey].first(key.rawValue) { row throws(SQLiteError) in
        try row.int64IfPresent(at: 1).map(ChangeKey.init(rawValue:))
      } ?? nil
    }
  }

  /// Whether a document's state follows from these changes and the refusals that are here. Each
  /// change names the one before it of each writer, so that nothing is missing when all that is
  /// named is here.
  func isWhole(
    _ past: [IncomingChange], of document: DocumentRow
  ) throws(ReplicaError) -> Bool {
    guard past.contains(where: { $0.change.header.kind != nil }) else { return false }
    var dots = Set(past.map(\.change.dot))
    for void in try voids(of: document.id) { dots.insert(void.dot) }
    let named = past.map(\.change.header.context) + [document.state.vector]
    return named.allSatisfy { $0.entries.allSatisfy { dots.contains($0.dot) } }
  }

  /// The document of which the region has something in a space. It gives an id to the space in which
  /// it heard of it first, whoever wrote there: what is here of it in another has no effect any more,
  /// and comes to the tray once it is refused.
  func regionsDocument(
    _ id: DocumentID, in space: Int64
  ) throws(ReplicaError) -> DocumentRow? {
    guard let document = try document(id) else { return nil }
    guard document.space != space else { return document }
    let no = document.no
    try run { () throws(SQLiteError) in
      try connection[.unlinkChanges].run(no)
      try connection[.deleteRebuild].run(id.bytes)
    }
    try remove(document)
    return nil
  }

  /// Takes a document away of which nothing is left here.
  func remove(_ document: DocumentRow) throws(ReplicaError) {
    var space = try space(no: document.space)
    space.digest = space.digest &- document.share
    guard space.documents > 0 else {
      throw ReplicaError(.damaged, "More documents are here than were counted. Check the replica.")
    }
    space.documents -= 1
    update(space)
    try run { () throws(SQLiteError) in
      try connection[.deleteDocument].run(document.no)
      try connection[.deleteFromIndex].run(document.no)
    }
    try forgetPages(of: document.id)
    try forgetNotices(of: document.id)
    noteChange(of: document.id)
  }
}

// MARK: Changes in their order

extension ReplicaTransaction {
  struct VoidMark {
    let dot: Dot
    let previous: UInt64
    let link: Digest
  }

  /// What changes come to on top of a state.
  struct Replay {
    var state: DocumentState
    var applied: [IncomingChange] = []
    /// What lacks its context.
    var waiting: [IncomingChange] = []
    var waitingVoids: [VoidMark] = []
  }

  /// Applies changes in their order, and the marks of refused ones, until no more can be.
  func replay(
    _ changes: [IncomingChange], _ voids: [VoidMark], on base: DocumentState
  ) throws(ReplicaError) -> Replay {
    let refused = Set(voids.map(\.dot))
    var replay = Replay(state: base)
    replay.waiting = changes.filter { !refused.contains($0.change.dot) }
    replay.waitingVoids = voids
    while try Self.goOn(&replay) {}
    return replay
  }

  /// One round over all that waits. Answers whether it changed anything.
  private static func goOn(_ replay: inout Replay) throws(ReplicaError) -> Bool {
    let before = replay.waiting.count + replay.waitingVoids.count
    var waiting: [IncomingChange] = []
    for change in replay.waiting {
      switch try apply(change, to: &replay.state) {
      case .applied: replay.applied.append(change)
      case .waiting: waiting.append(change)
      case .known, .fork, .invalid: break
      }
    }
    replay.waiting = waiting
    var state = replay.state
    replay.waitingVoids.removeAll { void in
      let outcome = state.recordVoid(void.dot, previous: void.previous, check: void.link.check)
      if case .waiting = outcome { return false }
      return true
    }
    replay.state = state
    return replay.waiting.count + replay.waitingVoids.count < before
  }

  private static func apply(
    _ change: IncomingChange, to state: inout DocumentState
  ) throws(ReplicaError) -> ApplyOutcome {
    do throws(CBORError) {
      return try state.apply(change.change, check: change.link.check)
    } catch {
      throw ReplicaError.damaged("change \(change.change.dot.text)", error)
    }
  }

  /// The refusals that are about a document.
  func voids(of id: DocumentID) throws(ReplicaError) -> [VoidMark] {
    let rows = try run { () throws(SQLiteError) in
      try connection[.voidsOfDocument].all(id.bytes) { row throws(SQLiteError) in
        (
          key: ChangeKey(rawValue: try row.int64(at: 0)),
          previous: try row.natural(at: 1, upTo: Limits.counter),
          link: try row.digest(at: 2) ?? .zero
        )
      }
    }
    var marks: [VoidMark] = []
    for row in rows {
      let writer = try stream(no: row.key.stream).writer
      let dot = Dot(writer: writer, counter: row.key.counter)
      marks.append(VoidMark(dot: dot, previous: row.previous, link: row.link))
    }
    return marks
  }
}
