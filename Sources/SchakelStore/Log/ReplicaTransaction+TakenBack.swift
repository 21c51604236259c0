import SchakelCore

extension SQL {
  static let voidsBetween = SQL("SELECT key FROM voids WHERE key BETWEEN ? AND ?")
  static let placeOfVoid = SQL("SELECT document FROM placed_voids WHERE key = ?")
  static let isUnreadable = SQL("SELECT 1 FROM voids WHERE key = ? AND reason = ?")
  static let deleteVoid = SQL("DELETE FROM voids WHERE key = ?")
  static let deleteVoidPlace = SQL("DELETE FROM void_places WHERE key = ?")
  static let unnameVoid = SQL(
    "INSERT OR REPLACE INTO void_places(key, document, previous) VALUES (?, x'', 0)")
}

// Refusals that are no more: a region that was put back may accept what it once refused. The refusal
// was lost with the rest, and the reason for it may be gone.
extension ReplicaTransaction {
  /// The region has accepted a change, be it that it once refused it.
  func takeBackVoid(
    _ dot: Dot, _ key: ChangeKey, _ link: Digest, in space: SpaceRow
  ) throws(ReplicaError) {
    guard let refused = try voidLink(key) else { return }
    try takeBackVoids([key], in: space)
    if refused != link { try takeFromTray(dot, key, .whole(link)) }
  }

  /// The region has these changes of a stream as they are here, and has refused no others of them than
  /// it says.
  func takeBackVoids(
    of stream: StreamRow, _ counters: ClosedRange<UInt64>, but refused: Set<Dot> = [],
    in space: SpaceRow
  ) throws(ReplicaError) {
    let keys = try connection.rows(
      .voidsBetween, ChangeKey(stream: stream.no, counter: counters.lowerBound).rawValue,
      ChangeKey(stream: stream.no, counter: counters.upperBound).rawValue
    ) { row throws(SQLiteError) in ChangeKey(rawValue: try row.int64(at: 0)) }
    try takeBackVoids(
      keys.filter { !refused.contains(Dot(writer: stream.writer, counter: $0.counter)) }, in: space)
  }

  /// Forgets refusals of what the region has accepted since. It counts again, where it is here, and
  /// leaves the tray.
  func takeBackVoids(_ keys: [ChangeKey], in space: SpaceRow) throws(ReplicaError) {
    var documents: [DocumentID: (isWhole: Bool, back: [IncomingChange])] = [:]
    for key in keys {
      let stored = try storedChange(key)
      let place = try connection.row(.placeOfVoid, key.rawValue) { row throws(SQLiteError) in
        try row.isNull(at: 0) ? nil : try row.documentID(at: 0)
      }
      for id in [place ?? nil, stored?.change.header.document].compactMap(\.self)
      where documents[id] == nil {
        // Before they go: a document may follow from refusals alone.
        documents[id] = (try isWhole(id), [])
      }
      if let stored { documents[stored.change.header.document]?.back.append(stored) }
    }
    for key in keys {
      let dot = Dot(writer: try stream(no: key.stream).writer, counter: key.counter)
      if let link = try voidLink(key) { try takeFromTray(dot, key, .whole(link)) }
      try forgetVoid(key)
    }
    for (id, (isWhole, back)) in documents.sorted(by: { $0.key < $1.key }) {
      guard var document = try document(id), document.space == space.no else { continue }
      guard isWhole else {
        try awaitHistory(of: id, in: space)
        continue
      }
      try settle(&document, on: DocumentState(), here: try past(of: document) + back)
    }
  }

  private func forgetVoid(_ key: ChangeKey) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.deleteVoid].run(key.rawValue)
      try connection[.deleteVoidPlace].run(key.rawValue)
      try connection[.deleteWaiting].run(key.rawValue)
    }
  }

  /// The region has refused these of a document, and no others whose dots it has come past. What is
  /// made of them here is the caller's.
  func forgetVoids(
    of id: DocumentID, but told: [LogEntry.Void], in space: SpaceRow
  ) throws(ReplicaError) {
    let told = Set(told.map(\.dot))
    for void in try voids(of: id) where !told.contains(void.dot) {
      let stream = try stream(of: void.dot.writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: void.dot.counter)
      guard acknowledged(stream, in: space) >= key.counter else { continue }
      let unreadable = Int64(VoidReason.unreadable.rawValue)
      if try connection.number(.isUnreadable, key.rawValue, unreadable) != 0 {
        try unname(key)
      } else {
        try forgetVoid(key)
      }
    }
  }

  /// The region does not have a document, whatever changes of it it refused.
  func unnameVoids(of id: DocumentID, in space: SpaceRow) throws(ReplicaError) {
    for void in try voids(of: id) {
      let stream = try stream(of: void.dot.writer, in: space)
      guard acknowledged(stream, in: space) >= void.dot.counter else { continue }
      try unname(ChangeKey(stream: stream.no, counter: void.dot.counter))
    }
  }

  /// Forgets which document a refusal is about. A change that builds on it will tell.
  private func unname(_ key: ChangeKey) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.unnameVoid].run(key.rawValue)
      try connection[.deleteWaiting].run(key.rawValue)
    }
  }
}
