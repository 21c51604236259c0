import SchakelCore

extension SQL {
  static let voidsOfDocument = SQL("SELECT key, previous, link FROM voids WHERE document = ?")
  static let deleteDocument = SQL("DELETE FROM documents WHERE no = ?")
  static let deleteFromIndex = SQL("DELETE FROM search WHERE rowid = ?")
}

extension ReplicaTransaction {
  /// Builds a document's state anew from its changes, without those that were refused. Where the
  /// history here does not reach back to the beginning, the region is asked for it.
  func rebuild(_ id: DocumentID, in space: SpaceRow) throws(ReplicaError) {
    guard var document = try document(id), document.space == space.no else { return }
    let history = try history(of: document)
    guard history.last?.change.header.kind != nil else {
      return try run { () throws(SQLiteError) in
        try connection[.insertRebuild].run(id.bytes, space.no)
      }
    }
    try replay(history.reversed(), in: &document)
  }

  /// The changes of a document that are here, newest first.
  func history(of document: DocumentRow) throws(ReplicaError) -> [IncomingChange] {
    var changes: [IncomingChange] = []
    var next = document.latest
    while let key = next {
      guard let change = try storedChange(key) else { break }
      changes.append(change)
      next = try previous(of: key)
    }
    return changes
  }

  private func previous(of key: ChangeKey) throws(ReplicaError) -> ChangeKey? {
    try run { () throws(SQLiteError) in
      try connection[.changeByKey].first(key.rawValue) { row throws(SQLiteError) in
        try row.int64IfPresent(at: 1).map(ChangeKey.init(rawValue:))
      } ?? nil
    }
  }

  /// Applies changes, and the marks of refused ones, to an empty state until no more can be.
  func replay(
    _ history: [IncomingChange], in document: inout DocumentRow
  ) throws(ReplicaError) {
    let voids = try voids(of: document.id)
    var state = DocumentState()
    var pending = history.filter { change in !voids.contains { $0.dot == change.change.dot } }
    var pendingVoids = voids
    var progress = true
    while progress {
      progress = false
      var rest: [IncomingChange] = []
      for change in pending {
        if try Self.apply(change, to: &state) { progress = true } else { rest.append(change) }
      }
      pending = rest
      let before = pendingVoids.count
      pendingVoids.removeAll { void in
        let outcome = state.recordVoid(void.dot, previous: void.previous, check: void.link.check)
        if case .waiting = outcome { return false }
        return true
      }
      progress = progress || pendingVoids.count != before
    }
    document.state = state
    try finishReplay(&document)
  }

  private static func apply(
    _ change: IncomingChange, to state: inout DocumentState
  ) throws(ReplicaError) -> Bool {
    do throws(CBORError) {
      if case .waiting = try state.apply(change.change, check: change.link.check) { return false }
      return true
    } catch {
      throw ReplicaError.damaged("a change", error)
    }
  }

  private func finishReplay(_ document: inout DocumentRow) throws(ReplicaError) {
    try save(&document)
    try run { () throws(SQLiteError) in
      try connection[.deleteRebuild].run(document.id.bytes)
    }
  }

  /// Takes a document away that only this replica ever had.
  func remove(_ document: DocumentRow) throws(ReplicaError) {
    var space = try space(no: document.space)
    space.digest = space.digest &- document.share
    space.documents -= 1
    update(space)
    try run { () throws(SQLiteError) in
      try connection[.deleteDocument].run(document.no)
      try connection[.deleteFromIndex].run(document.no)
    }
    noteChange(of: document.id)
  }

  struct VoidMark {
    let dot: Dot
    let previous: UInt64
    let link: Digest
  }

  func voids(of id: DocumentID) throws(ReplicaError) -> [VoidMark] {
    let rows = try run { () throws(SQLiteError) in
      try connection[.voidsOfDocument].all(id.bytes) { row throws(SQLiteError) in
        (
          key: ChangeKey(rawValue: try row.int64(at: 0)),
          previous: UInt64(try row.int64(at: 1)), link: try row.digest(at: 2) ?? .zero
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
