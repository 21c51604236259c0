import SchakelCore

extension SQL {
  static let deleteChange = SQL("DELETE FROM changes WHERE key = ?")
  static let deleteReceipt = SQL("DELETE FROM receipts WHERE key = ?")
  static let keysFrom = SQL("SELECT key FROM changes WHERE key >= ? AND key <= ? ORDER BY key")
  static let deleteVoidsFrom = SQL("DELETE FROM voids WHERE key >= ? AND key <= ?")
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
    var whole: Set<DocumentID> = []
    var seen: Set<DocumentID> = []
    for id in forked.map(\.change.header.document) where seen.insert(id).inserted {
      if try withdraw(forked, from: id, in: space) { whole.insert(id) }
    }
    try end(dot.writer, before: dot.counter, in: space)
    return whole
  }

  private func withdraw(
    _ forked: [IncomingChange], from id: DocumentID, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    let keys = Set(forked.map(\.key))
    guard var document = try document(id) else {
      try forget(forked, of: id)
      return true
    }
    let past = try past(of: document)
    let isWhole = try isWhole(past, of: document)
    let rest = past.filter { !keys.contains($0.key) }
    try forget(forked, of: id)
    if let own = document.own, keys.contains(own) { document.own = nil }
    guard Self.isTouched(document.state, by: forked) else {
      try hang(rest.map(\.key), on: &document)
      return true
    }
    if isWhole {
      try settle(&document, on: DocumentState(), here: rest)
    } else {
      try hang(rest.map(\.key), on: &document)
      try awaitHistory(of: id, in: space)
    }
    return isWhole
  }

  /// Whether a state has seen one of these changes: their stream's last there is among them.
  private static func isTouched(_ state: DocumentState, by forked: [IncomingChange]) -> Bool {
    forked.contains { change in
      let dot = change.change.dot
      let entry = state.vector.entry(of: dot.writer)
      return entry.map { $0.counter == dot.counter && $0.check == change.link.check } ?? false
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
    let low = ChangeKey(stream: stream.no, counter: counter)
    let high = ChangeKey(stream: stream.no, counter: Limits.counter)
    try run { () throws(SQLiteError) in
      try connection[.deleteVoidsFrom].run(low.rawValue, high.rawValue)
    }
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
