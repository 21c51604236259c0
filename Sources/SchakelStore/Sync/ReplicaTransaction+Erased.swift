import SchakelCore

extension SQL {
  static let bytesOfForks = SQL(
    sealing: """
      SELECT \(opened: .forkBytes) FROM forks
      WHERE space = ? AND writer = ? AND counter = ? AND bytes IS NOT NULL
      """)
  static let isErased = SQL(
    "SELECT 1 FROM erased WHERE space = ? AND writer = ? AND counter = ? AND document = ?")
}

// What was erased here does not come back by a bundle that was made before.
extension ReplicaTransaction {
  /// A change as it is taken in: without its words, where they were erased.
  func sparing(_ change: Change, in space: SpaceRow) throws(ReplicaError) -> Change {
    guard change.content != nil, try isErased(change, in: space) else { return change }
    return change.erased(hashing)
  }

  /// Whether it is known here that this very change was erased: by what is kept of it in its place or
  /// among the forks, or else by the order, which names a dot and its document. Of another history
  /// under that dot, in the same document, nobody can tell whether it says the same.
  private func isErased(_ change: Change, in space: SpaceRow) throws(ReplicaError) -> Bool {
    let (dot, no) = (change.dot, space.no)
    if let here = try storedChange(dot, in: space)?.change, here.isSame(as: change, hashing) {
      return here.content == nil
    }
    let gone = try connection.rows(
      .bytesOfForks, no, dot.writer.bytes, Int64(dot.counter)
    ) { row throws(SQLiteError) in try row.blob(at: 0) }
    for bytes in gone {
      guard let old = try? Change(encoded: bytes, writer: dot.writer) else { continue }
      if old.isSame(as: change, hashing) { return old.content == nil }
    }
    let order = try connection.row(
      .isErased, no, dot.writer.bytes, Int64(dot.counter), change.header.document.bytes
    ) { row throws(SQLiteError) in try row.int64(at: 0) }
    return order != nil
  }

  /// A run that is kept as it came, but for what was erased.
  ///
  /// A device that began from states has no more than these to tell it by.
  func sparing(_ run: ChangeRun, in space: SpaceRow) throws(ReplicaError) -> ChangeRun {
    var changes = run.changes
    for place in changes.indices {
      guard case .change(let bytes) = RunItem(changes[place]),
        let change = try? Change(encoded: bytes, writer: run.writer), change.content != nil
      else { continue }
      let isSpared = try isErasedInState(change)
      let spared = isSpared ? change.erased(hashing) : try sparing(change, in: space)
      if spared.content == nil { changes[place] = spared.encoded }
    }
    return ChangeRun(writer: run.writer, first: run.first, changes: changes, seal: run.seal)
  }

  private func isErasedInState(_ change: Change) throws(ReplicaError) -> Bool {
    guard let state = try document(change.header.document)?.state else { return false }
    return state.fields.contains { field in
      field.siblings.contains {
        $0.dot == change.dot && $0.content == .erased && $0.time == change.header.time
          && $0.author == change.header.author
      }
    }
  }
}

extension Change {
  /// Whether the two are one, be it that the words of either are gone.
  fileprivate func isSame(as other: Change, _ hashing: Hashing) -> Bool {
    headerBytes == other.headerBytes
      && payload.digest(hashing) == other.payload.digest(hashing)
  }
}
