import SchakelCore

extension SQL {
  static let forgetWaitingOfDocument = SQL(
    """
    DELETE FROM waiting WHERE document = ?1 AND EXISTS (
      SELECT 1 FROM streams t WHERE t.no = waiting.key >> 40 AND t.space = ?2)
    """)
  static let setLatest = SQL("UPDATE documents SET latest = ? WHERE no = ?")
}

extension ReplicaTransaction {
  /// Puts an account of a document in the place of what was made of it here, and on top of it the
  /// changes that are here and that the account has not seen.
  ///
  /// This is how a state from the region is taken in. It is what the region's log comes to, so that
  /// what is applied here and is not in it has not reached the region yet, or was refused there, or
  /// lost its dot to another change. Joining the two would keep the effects of a change that has
  /// none.
  ///
  /// - Parameters:
  ///   - base: the account; empty, to make the state of nothing but changes.
  ///   - here: the changes of the document that are here, in the order in which they were applied.
  ///   - before: the state whose content must not get lost, of which the changes may not be here:
  ///     the rest of it is joined in, or, where the two disagree on what is void, the document is
  ///     left as it is until its history can be had. What can never come then goes to the tray, and what
  ///     nobody has brought for long is said again.
  ///   - past: the changes that the account is made of, where they are known: all that the region has.
  /// - Returns: whether anything was said again.
  @discardableResult
  func settle(
    _ document: inout DocumentRow, on base: DocumentState, here: [IncomingChange],
    before: DocumentState? = nil, past: [IncomingChange]? = nil
  ) throws(ReplicaError) -> Bool {
    let others =
      try waitingChanges(of: document.id, in: document.space)
      + seen(by: before, beyond: base, of: document)
    let (refused, valid) = try sorted(Self.united([here, others]))
    let candidates = valid.filter { !base.vector.covers($0.change.dot) }
    var replay = try replay(candidates, try voids(of: document.id), on: base)
    let more = try contents(of: before, beyond: replay.state, of: document)
    let missing = try missing(before, beyond: replay, more, in: document.space)
    var lost: [FieldContent]?
    if let before, !missing.isEmpty {
      let space = try space(no: document.space)
      if past != nil, try areGone(missing, in: space) {
        try moveToTray(more, of: document, before)
      } else if let past, space.recovers(at: environment.now()) {
        lost = try self.lost(of: before, beyond: replay.state, past: past, in: space)
      } else {
        guard !before.appliesVoids(of: replay.state), !replay.state.appliesVoids(of: before) else {
          try awaitHistory(of: document.id, in: space)
          return false
        }
        replay.state.join(before)
      }
    }
    document.state = replay.state
    let kept = past ?? here.filter { replay.state.vector.covers($0.change.dot) }
    try finish(&document, replay, chain: Self.united([kept, refused, replay.applied]))
    guard let before, let lost else { return false }
    return try sayAgain(lost, of: before, document.id, in: document.space)
  }

  /// Those that the region refused, and those that it did not.
  func sorted(
    _ changes: [IncomingChange]
  ) throws(ReplicaError) -> (refused: [IncomingChange], valid: [IncomingChange]) {
    var sorted: (refused: [IncomingChange], valid: [IncomingChange]) = ([], [])
    for change in changes {
      if try voidLink(change.key) != nil {
        sorted.refused.append(change)
      } else {
        sorted.valid.append(change)
      }
    }
    return sorted
  }

  /// Each change once, in the order in which it is named first.
  private static func united(_ lists: [[IncomingChange]]) -> [IncomingChange] {
    var seen: Set<ChangeKey> = []
    return lists.joined().filter { seen.insert($0.key).inserted }
  }

  private func finish(
    _ document: inout DocumentRow, _ replay: Replay, chain: [IncomingChange]
  ) throws(ReplicaError) {
    let (id, no) = (document.id, document.space)
    try run { () throws(SQLiteError) in
      try connection[.forgetWaitingOfDocument].run(id.bytes, no)
      try connection[.deleteRebuild].run(id.bytes)
    }
    for change in replay.waiting { try wait(change.key, for: document.id, voidPrevious: nil) }
    for void in replay.waitingVoids {
      let stream = try stream(of: void.dot.writer, in: try space(no: document.space))
      let key = ChangeKey(stream: stream.no, counter: void.dot.counter)
      try wait(key, for: document.id, voidPrevious: void.previous)
    }
    if document.state.vector.isEmpty {
      if document.no != 0 { try remove(document) }
      return
    }
    let keys = try followed(chain, replay, of: document).map(\.key)
    describe(&document, by: replay.applied)
    try save(&document)
    try hang(keys, on: &document)
  }

  /// The chain, if the document's state follows from it; else no more than what was applied now: a
  /// past that is not the document's own would be taken for all of it.
  private func followed(
    _ chain: [IncomingChange], _ replay: Replay, of document: DocumentRow
  ) throws(ReplicaError) -> [IncomingChange] {
    let again = try self.replay(chain, try voids(of: document.id), on: DocumentState())
    return again.state == document.state ? chain : replay.applied
  }

  /// What a row says of a document, from its state and what was applied to it now.
  func describe(_ document: inout DocumentRow, by applied: [IncomingChange] = []) {
    for field in document.state.fields {
      for sibling in field.siblings {
        document.changed = max(document.changed, sibling.time.milliseconds)
      }
    }
    if let maker = document.state.maker { document.author = maker }
    for change in applied {
      let header = change.change.header
      if header.kind != nil { document.author = header.maker }
      document.changed = max(document.changed, header.time.milliseconds)
      if change.change.writer == identity.writer { document.own = change.key }
    }
  }

  /// Hangs a document's changes on each other, the first being the oldest.
  func hang(_ keys: [ChangeKey], on document: inout DocumentRow) throws(ReplicaError) {
    document.latest = keys.last
    let (no, latest) = (document.no, document.latest)
    try run { () throws(SQLiteError) in
      var previous: ChangeKey?
      for key in keys {
        try connection[.linkChange].run(no, previous?.rawValue, key.rawValue)
        previous = key
      }
      try connection[.setLatest].run(latest?.rawValue, no)
    }
  }

  func waitingChanges(
    of id: DocumentID, in space: Int64
  ) throws(ReplicaError) -> [IncomingChange] {
    let keys = try run { () throws(SQLiteError) in
      try connection[.waitingOfDocument].all(id.bytes, space) { row throws(SQLiteError) in
        try row.isNull(at: 1) ? ChangeKey(rawValue: try row.int64(at: 0)) : nil
      }
    }
    var changes: [IncomingChange] = []
    for key in keys.compactMap(\.self) {
      if let change = try storedChange(key) { changes.append(change) }
    }
    return changes
  }

  // MARK: What a state holds

  /// The changes of a document that a state has seen and another has not, as far as they are here:
  /// also those that its list does not lead to, since it does not reach back through states that
  /// came from elsewhere. Each names the one before it of its writer.
  private func seen(
    by state: DocumentState?, beyond base: DocumentState, of document: DocumentRow
  ) throws(ReplicaError) -> [IncomingChange] {
    guard let state else { return [] }
    let space = try space(no: document.space)
    var changes: [IncomingChange] = []
    for entry in state.vector.entries {
      var counter = entry.counter
      while counter > base.vector.counter(of: entry.writer),
        let change = try storedChange(Dot(writer: entry.writer, counter: counter), in: space),
        change.change.header.document == document.id
      {
        changes.append(change)
        counter = change.change.header.context.counter(of: entry.writer)
      }
    }
    return changes.reversed()
  }

  /// What a state has of which the change is neither in `other` nor here.
  private func contents(
    of state: DocumentState?, beyond other: DocumentState, of document: DocumentRow
  ) throws(ReplicaError) -> [FieldContent] {
    var contents: [FieldContent] = []
    for field in (state ?? DocumentState()).fields {
      for sibling in field.siblings where !other.vector.covers(sibling.dot) {
        if try isOnlyInState(sibling, of: document) { contents.append((field.name, sibling)) }
      }
    }
    return contents
  }

  /// The changes that a state has seen, and that what is shown needs, but that are not here: those of
  /// its contents, and those that a change here builds on which it has seen and which waits now. Of the
  /// latter nothing else may be left: what was written here can have replaced all of it.
  private func missing(
    _ state: DocumentState?, beyond replay: Replay, _ contents: [FieldContent], in no: Int64
  ) throws(ReplicaError) -> Set<Dot> {
    var missing = Set(contents.map(\.sibling.dot))
    guard let state else { return missing }
    let space = try space(no: no)
    for change in replay.waiting where state.vector.covers(change.change.dot) {
      for entry in change.change.header.context.entries
      where state.vector.covers(entry.dot) && !replay.state.vector.covers(entry.dot) {
        guard try storedChange(entry.dot, in: space) == nil,
          try !isGone(entry.dot, entry.check, in: space)
        else { continue }
        missing.insert(entry.dot)
      }
    }
    return missing
  }

  /// Whether the region has come past all of these: it has other changes under their dots, and these
  /// can never come any more.
  private func areGone(_ dots: Set<Dot>, in space: SpaceRow) throws(ReplicaError) -> Bool {
    for dot in dots {
      let stream = try stream(of: dot.writer, in: space)
      guard acknowledged(stream, in: space) >= dot.counter else { return false }
    }
    return true
  }

  private func isOnlyInState(
    _ sibling: Sibling, of document: DocumentRow
  ) throws(ReplicaError) -> Bool {
    let space = try space(no: document.space)
    if let change = try storedChange(sibling.dot, in: space),
      change.change.header.document == document.id
    {
      return false
    }
    return try !isGone(sibling, in: space)
  }

  func storedChange(
    _ dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) -> IncomingChange? {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return nil }
    return try storedChange(ChangeKey(stream: stream.no, counter: dot.counter))
  }
}
