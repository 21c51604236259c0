import SchakelCore

extension SQL {
  fileprivate static let documentsOfSpace = SQL("SELECT id FROM documents WHERE space = ?")
  fileprivate static let unindexSpace = SQL(
    "DELETE FROM search WHERE rowid IN (SELECT no FROM documents WHERE space = ?)",
    sealed: "INSERT OR REPLACE INTO touched(document) SELECT no FROM documents WHERE space = ?")
  fileprivate static let unmarkSpace = SQL(
    "DELETE FROM unindexed WHERE document IN (SELECT no FROM documents WHERE space = ?)")
  fileprivate static let deleteDocumentsOfSpace = SQL("DELETE FROM documents WHERE space = ?")
  fileprivate static let lastDocument = SQL("SELECT max(no) FROM documents")

  /// By the keys of a stream.
  fileprivate static let keyedByStream = [
    "changes", "waiting", "receipts", "seals", "rewritten", "doubted_voids", "voids", "void_places",
  ].map { SQL("DELETE FROM \($0) WHERE key BETWEEN ?1 AND ?2") }
  fileprivate static let deleteOthersTray = SQL("DELETE FROM tray WHERE key BETWEEN ?1 AND ?2")

  /// By the number of a space.
  fileprivate static let keyedBySpace =
    ["early_runs", "stopped_runs"].map {
      SQL("DELETE FROM \($0) WHERE stream IN (SELECT no FROM streams WHERE space = ?)")
    }
    + [
      "rebuilds", "history_pages", "forks", "disputed", "doubted_shells", "notices", "members",
      "devices", "obeyed", "erased",
    ].map { SQL("DELETE FROM \($0) WHERE space = ?") }
  fileprivate static let deleteOthersStreams = SQL(
    "DELETE FROM streams WHERE space = ? AND own = 0")
  /// Whoever is in no space that is here has no name here.
  fileprivate static let forgetStrangers = SQL(
    """
    DELETE FROM people WHERE person <> ? AND person NOT IN (SELECT person FROM members)
    """)
}

// A person left a space: nothing of it stays on this device but what only this device has of their own.
//
// It is one transaction, so that it has happened whole or not at all, whatever ends in between; the
// write-ahead log is emptied after it, by the next to open the replica at the latest. What stays is the
// space's row and the own streams' places: should the person come back, the streams go on where they
// were, and no dot is given out twice. And the region's signed words on its log, which are evidence of it
// and hold nothing that anybody wrote.
extension ReplicaTransaction {
  /// Removes a space, and keeps in the tray what was written here and the region is not known to have.
  ///
  /// - Returns: how many contributions the tray has of it.
  /// - Complexity: in proportion to what is here of the space.
  func leave(_ space: SpaceRow) throws(ReplicaError) -> Int {
    try flush()
    var space = space
    try keepUnsent(of: space)
    try leavePlace(in: space)
    try rest(streamOf: space)
    try removeDocuments(of: space)
    try removeStreams(of: space)
    space.forgetCursor()
    (space.role, space.left) = (.none, environment.now())
    (space.digest, space.documents) = (0, 0)
    space.endDifference()
    space.held = 0
    (space.headPosition, space.headDigest, space.synchronisedAt) = (0, 0, nil)
    update(space)
    try flush()
    forgetStreams(of: space)
    try outdatePages()
    try Meta.write(.unswept, 1, in: connection)
    return try Replica.stranded(in: space, connection)
  }

  /// What lies past what the region is known to have, in all lives of this device. What was written again
  /// under another dot is needed for the chain alone.
  private func keepUnsent(of space: SpaceRow) throws(ReplicaError) {
    for stream in try Replica.ownStreams(of: space, connection)
    where stream.acknowledged < stream.counter {
      for counter in stream.acknowledged + 1...stream.counter {
        let key = ChangeKey(stream: stream.no, counter: counter)
        guard let stored = try storedChange(key) else { continue }
        let isOld = try isRewritten(key)
        let isWanted = stored.change.content != nil && !isOld
        let kind = try document(stored.change.header.document)?.state.kind
        try keepInTray(
          isWanted ? stored : stored.erased(hashing), isWanted ? .left : .letGo, kind: kind,
          in: space)
      }
    }
  }

  /// Notes in the present own stream's row how far the region has it: the changes that tell go.
  private func rest(streamOf space: SpaceRow) throws(ReplicaError) {
    var row = try stream(no: space.stream)
    let tip = try link(of: row, at: space.acknowledged, in: space)?.digest ?? .zero
    (row.counter, row.acknowledged) = (space.acknowledged, space.acknowledged)
    (row.tip, row.acknowledgedTip) = (tip, tip)
    update(row)
  }

  private func removeDocuments(of space: SpaceRow) throws(ReplicaError) {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.keepsLeft.isPlanted { return }
    #endif
    let gone = try connection.rows(.documentsOfSpace, space.no) { row throws(SQLiteError) in
      try row.documentID(at: 0)
    }
    for id in gone { noteChange(of: id) }
    try run { () throws(SQLiteError) in
      for sql in [SQL.unindexSpace, .unmarkSpace, .deleteDocumentsOfSpace] {
        try connection[sql].run(space.no)
      }
    }
    guard !connection.isSealed else { return }
    // The next document may get the number of one that is gone, and is not in the index.
    let last = try connection.number(.lastDocument)
    if try indexedUpTo() > last { try setIndexedUpTo(last) }
    try run { () throws(SQLiteError) in try connection[.mergeIndex].run() }
  }

  private func removeStreams(of space: SpaceRow) throws(ReplicaError) {
    try flush()
    let streams = try connection.statement(.streamsOfSpace).all(space.no) {
      row throws(ReplicaError) in try StreamRow(row)
    }
    let person = identity.person?.bytes ?? []
    try run { () throws(SQLiteError) in
      for stream in streams {
        let first = ChangeKey(stream: stream.no, counter: 0).rawValue
        let last = ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
        for sql in SQL.keyedByStream { try connection[sql].run(first, last) }
        if !stream.isOwn { try connection[.deleteOthersTray].run(first, last) }
      }
      for sql in SQL.keyedBySpace { try connection[sql].run(space.no) }
      try connection[.deleteOthersStreams].run(space.no)
      try connection[.forgetStrangers].run(person)
    }
  }

  // MARK: Coming back

  /// The person is in a space again that they had left: it begins anew, and what was kept in the tray goes
  /// back into its stream, to be handed in. Of what was let go nothing is left but its place.
  func comeBack(to space: SpaceRow) throws(ReplicaError) {
    var space = space
    space.left = nil
    space.forgetCursor()
    update(space)
    try forgetToldOrders(of: space)
    let kept = try TrayRow.all(of: space, connection).filter(\.code.isOfLeaving).sorted {
      ($0.key.stream, $0.change.dot.counter) < ($1.key.stream, $1.change.dot.counter)
    }
    for row in kept {
      try deleteTray(row.key.rawValue)
      let change = IncomingChange(
        change: row.change, bytes: row.change.encoded, link: row.link,
        key: ChangeKey(stream: row.key.stream, counter: row.change.dot.counter), received: nil)
      if row.content == nil {
        try keepPlace(of: change)
      } else {
        _ = try integrate(change, in: space.no)
      }
    }
  }

  /// Of what says nothing any more, no document is made.
  private func keepPlace(of change: IncomingChange) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.insertChange].run(
        change.key.rawValue, Int64?.none, Int64?.none, change.link.bytes, Int64?.none,
        change.bytes)
    }
  }
}

extension IncomingChange {
  /// The same without its words; its link stays.
  func erased(_ hashing: Hashing) -> IncomingChange {
    let bare = change.erased(hashing)
    return IncomingChange(
      change: bare, bytes: bare.encoded, link: link, key: key, received: received)
  }
}
