import SchakelCore

extension SQL {
  static let deleteChange = SQL("DELETE FROM changes WHERE key = ?")
  static let deleteReceipt = SQL("DELETE FROM receipts WHERE key = ?")
  static let keysFrom = SQL("SELECT key FROM changes WHERE key >= ? AND key <= ? ORDER BY key")
  static let deleteVoidsFrom = SQL("DELETE FROM voids WHERE key >= ? AND key <= ?")
  static let deleteVoidPlacesFrom = SQL("DELETE FROM void_places WHERE key >= ? AND key <= ?")
  static let deleteWaitingVoidsFrom = SQL(
    "DELETE FROM waiting WHERE key >= ? AND key <= ? AND void_previous IS NOT NULL")
  static let voidsFrom = SQL(
    "SELECT key, link, document FROM placed_voids WHERE key >= ? AND key <= ? ORDER BY key")
}

// Two changes under one dot: somewhere a database was put back or copied. The region's log decides
// which of them has the dot.
extension ReplicaTransaction {
  /// The region has this link at a dot. Where something else is here under it, that gives way.
  func makeWay(for dot: Dot, _ link: Digest, in id: SpaceID) throws(ReplicaError) {
    let space = try space(id)
    let stream = try stream(of: dot.writer, in: space)
    guard dot.counter <= held(stream, in: space),
      let mine = try self.link(of: stream, at: dot.counter, in: space), !mine.agrees(with: link)
    else { return }
    try giveWay(from: dot, in: id)
  }

  /// Takes what is here of a stream, from `dot` on, out of the documents: the region has other
  /// changes there. Our own is written again. Another's is kept among the forks, for its writer
  /// writes it again; but what the region once had goes to the tray, since its writer may have lost
  /// it as the region did.
  func giveWay(from dot: Dot, in id: SpaceID) throws(ReplicaError) {
    let space = try space(id)
    let stream = try stream(of: dot.writer, in: space)
    if stream.isOwn {
      try reissue(from: dot, in: id)
    } else {
      let forked = try storedChanges(of: stream, from: dot.counter)
      _ = try withdraw(forked, from: dot, in: space)
      for change in forked where change.received != nil {
        try moveToTray(change, reason: nil, in: space)
      }
    }
    // Before the log's refusals of it come, which would bring it to the tray.
    _ = try rewriteOrphans(in: id)
  }

  func storedChanges(
    of stream: StreamRow, from counter: UInt64
  ) throws(ReplicaError) -> [IncomingChange] {
    let keys = try run { () throws(SQLiteError) in
      try connection[.keysFrom].all(
        ChangeKey(stream: stream.no, counter: counter).rawValue,
        ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
      ) { row throws(SQLiteError) in ChangeKey(rawValue: try row.int64(at: 0)) }
    }
    var changes: [IncomingChange] = []
    for key in keys {
      if let change = try storedChange(key) { changes.append(change) }
    }
    return changes
  }

  /// Takes changes out of the log and out of their documents, and ends their stream here before
  /// them. Returns the documents that are now as if these changes had never been.
  func withdraw(
    _ forked: [IncomingChange], from dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) -> Set<DocumentID> {
    for change in forked { try noteGone(change, in: space) }
    let refused = try voids(from: dot, in: space)
    var isWhole: [DocumentID: Bool] = [:]
    var ids: [DocumentID] = []
    for id in forked.map(\.change.header.document) + refused.compactMap(\.document)
    where isWhole[id] == nil {
      ids.append(id)
      isWhole[id] = try self.isWhole(id)
    }
    try forgetVoids(from: dot, in: space)
    var whole: Set<DocumentID> = []
    for id in ids {
      let parting = Parting(forked: forked, refused: refused, isWhole: isWhole[id] ?? true)
      if try withdraw(parting, from: id, in: space) { whole.insert(id) }
    }
    try end(dot.writer, before: dot.counter, in: space)
    return whole
  }

  /// What leaves a document, whose state did or did not follow from what is here.
  private struct Parting {
    let forked: [IncomingChange]
    let refused: [Refused]
    let isWhole: Bool
  }

  /// A refusal of a change that gave way, and so is none.
  private struct Refused {
    let dot: Dot
    let link: Digest
    let document: DocumentID?
  }

  private func voids(from dot: Dot, in space: SpaceRow) throws(ReplicaError) -> [Refused] {
    let (low, high) = try keys(from: dot, in: space)
    return try connection.rows(.voidsFrom, low, high) { row throws(SQLiteError) in
      Refused(
        dot: Dot(
          writer: dot.writer, counter: ChangeKey(rawValue: try row.int64(at: 0)).counter),
        link: try row.digest(at: 1) ?? .zero,
        document: try row.isNull(at: 2) ? nil : try row.documentID(at: 2))
    }
  }

  private func forgetVoids(from dot: Dot, in space: SpaceRow) throws(ReplicaError) {
    let (low, high) = try keys(from: dot, in: space)
    try run { () throws(SQLiteError) in
      try connection[.deleteVoidsFrom].run(low, high)
      try connection[.deleteVoidPlacesFrom].run(low, high)
      try connection[.deleteWaitingVoidsFrom].run(low, high)
    }
  }

  private func keys(
    from dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) -> (low: Int64, high: Int64) {
    let stream = try stream(of: dot.writer, in: space)
    return (
      low: ChangeKey(stream: stream.no, counter: dot.counter).rawValue,
      high: ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
    )
  }

  /// Whether a document's state follows from what is here: also where that is refusals alone.
  func isWhole(_ id: DocumentID) throws(ReplicaError) -> Bool {
    guard let document = try document(id) else { return true }
    let past = try past(of: document)
    if try isWhole(past, of: document) { return true }
    guard past.isEmpty else { return false }
    return try replay([], try voids(of: id), on: DocumentState()).state == document.state
  }

  private func withdraw(
    _ parting: Parting, from id: DocumentID, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    let forked = parting.forked
    let keys = Set(forked.map(\.key))
    guard var document = try document(id) else {
      try forget(forked, of: id)
      return true
    }
    let rest = try past(of: document).filter { !keys.contains($0.key) }
    try forget(forked, of: id)
    if let own = document.own, keys.contains(own) { document.own = nil }
    guard Self.isTouched(document.state, by: parting) else {
      try hang(rest.map(\.key), on: &document)
      return true
    }
    if parting.isWhole {
      try settle(&document, on: DocumentState(), here: rest)
    } else {
      try hang(rest.map(\.key), on: &document)
      try awaitHistory(of: id, in: space)
    }
    return parting.isWhole
  }

  /// Whether a state has seen one of these changes or refusals: their stream's last there is among
  /// them.
  private static func isTouched(_ state: DocumentState, by parting: Parting) -> Bool {
    let gone =
      parting.forked.map { (dot: $0.change.dot, check: $0.link.check) }
      + parting.refused.map { (dot: $0.dot, check: $0.link.check) }
    return gone.contains { gone in
      let entry = state.vector.entry(of: gone.dot.writer)
      return entry.map { $0.counter == gone.dot.counter && $0.check == gone.check } ?? false
    }
  }

  private func forget(
    _ changes: [IncomingChange], of id: DocumentID
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      for change in changes where change.change.header.document == id {
        try connection[.deleteChange].run(change.key.rawValue)
        try connection[.deleteWaiting].run(change.key.rawValue)
        try connection[.deleteReceipt].run(change.key.rawValue)
        // Another change may come under the dot.
        try connection[.forgetRewritten].run(change.key.rawValue)
      }
    }
  }

  /// The stream stands before `counter` now, or where the region has it.
  private func end(
    _ writer: Writer, before counter: UInt64, in space: SpaceRow
  ) throws(ReplicaError) {
    var stream = try stream(of: writer, in: space)
    let tip = try link(of: stream, at: counter - 1, in: space)?.digest
    if let tip, stream.isOwn || stream.acknowledged < counter {
      stream.counter = counter - 1
      stream.tip = tip
      if stream.acknowledged > stream.counter {
        stream.acknowledged = stream.counter
        stream.acknowledgedTip = tip
      }
    } else {
      stream.counter = stream.acknowledged
      stream.tip = stream.acknowledgedTip
    }
    try dropSeals(of: &stream, from: counter)
    update(stream)
    var space = try self.space(space.id)
    // What is compared of the documents from here on is not what was compared before.
    if space.doubt == .paging { space.doubt = .none }
    update(space)
    try endIdleDisputes(in: space)
  }
}
