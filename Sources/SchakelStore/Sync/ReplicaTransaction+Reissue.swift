import SchakelCore

extension SQL {
  static let deleteChange = SQL("DELETE FROM changes WHERE key = ?")
  static let deleteReceipt = SQL("DELETE FROM receipts WHERE key = ?")
}

extension ReplicaTransaction {
  /// Writes changes again that were written under dots that this replica had given out before, in a
  /// life of which this database knows nothing: it was put back, or copied.
  ///
  /// The old form is kept among the forks and leaves the documents; what it said is said anew, under
  /// the present incarnation, and names the old dot as its origin. Where a document cannot be taken
  /// back to before, because its history is not here, the content goes to the tray.
  func reissue(from dot: Dot, in id: SpaceID) throws(ReplicaError) {
    let space = try self.space(id)
    var stream = try stream(of: dot.writer, in: space)
    guard stream.no != space.stream, stream.counter >= dot.counter else { return }
    let forked = try storedChanges(of: stream, from: dot.counter)
    for change in forked { try noteFork(change.change.dot, in: space) }
    let whole = try withdraw(forked)
    stream.counter = dot.counter - 1
    stream.acknowledged = min(stream.acknowledged, stream.counter)
    stream.tip = try tip(of: stream, in: space)
    update(stream)
    for change in forked {
      if whole.contains(change.change.header.document) {
        try reissue(change, in: space)
      } else {
        try moveToTray(change, in: space)
      }
    }
  }

  private func storedChanges(
    of stream: StreamRow, from counter: UInt64
  ) throws(ReplicaError) -> [IncomingChange] {
    var changes: [IncomingChange] = []
    for counter in counter...stream.counter {
      let key = ChangeKey(stream: stream.no, counter: counter)
      if let change = try storedChange(key) { changes.append(change) }
    }
    return changes
  }

  private func tip(of stream: StreamRow, in space: SpaceRow) throws(ReplicaError) -> Digest {
    let key = ChangeKey(stream: stream.no, counter: stream.counter)
    if stream.counter > 0, let link = try storedLink(of: key) { return link }
    return Chain.genesis(of: Stream(space: space.id, writer: stream.writer), hashing: hashing)
  }

  /// Takes changes out of the log and out of their documents. Returns the documents that are now as
  /// if these changes had never been.
  private func withdraw(_ forked: [IncomingChange]) throws(ReplicaError) -> Set<DocumentID> {
    let keys = Set(forked.map(\.key))
    var whole: Set<DocumentID> = []
    for id in Set(forked.map(\.change.header.document)) {
      guard var document = try document(id) else {
        whole.insert(id)
        continue
      }
      let history = try history(of: document)
      let rest = history.filter { !keys.contains($0.key) }
      try forget(history.filter { keys.contains($0.key) })
      if try withdraw(to: rest, of: &document, isComplete: history.last?.change.header.kind != nil)
      {
        whole.insert(id)
      }
    }
    try forget(forked)
    return whole
  }

  private func withdraw(
    to rest: [IncomingChange], of document: inout DocumentRow, isComplete: Bool
  ) throws(ReplicaError) -> Bool {
    guard !rest.isEmpty || !isComplete else {
      try remove(document)
      return true
    }
    try chain(rest.reversed().map(\.key), of: document)
    document.latest = rest.first?.key
    document.own = nil
    guard isComplete else {
      try run { () throws(SQLiteError) in
        try connection[.insertRebuild].run(document.id.bytes, document.space)
      }
      return false
    }
    try replay(rest.reversed(), in: &document)
    return true
  }

  private func forget(_ changes: [IncomingChange]) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      for change in changes {
        try connection[.deleteChange].run(change.key.rawValue)
        try connection[.deleteWaiting].run(change.key.rawValue)
        try connection[.deleteReceipt].run(change.key.rawValue)
      }
    }
  }

  private func reissue(_ old: IncomingChange, in space: SpaceRow) throws(ReplicaError) {
    let header = old.change.header
    guard let content = try? old.change.payload.content() else { return }
    var document =
      try document(header.document) ?? DocumentRow(id: header.document, space: space.no)
    var operations: [PlannedOperation] = []
    var next = 0
    for operation in header.operations {
      let values = Array(content.values[next..<next + operation.count])
      next += operation.count
      operations.append(restated(operation, values, header.context, on: document.state))
    }
    let isNew = document.no == 0
    let authored = AuthoredChange(
      operations: operations, kind: isNew ? header.kind : nil, purpose: .release, rule: header.rule,
      origin: .change(old.change.dot), reason: content.reason)
    do throws(ReplicaError) {
      try author(authored, to: &document)
    } catch {
      guard error.code == .notAllowed || error.code == .notEnrolled else { throw error }
      try moveToTray(old, in: space)
    }
  }

  /// The operation as it would be said now: it replaces what its writer had seen, and what of that
  /// was written again since.
  private func restated(
    _ operation: Operation, _ values: [Value], _ context: VersionVector, on state: DocumentState
  ) -> PlannedOperation {
    let seen = state.siblings(of: operation.field).filter {
      context.covers($0.dot) || $0.dot.writer == identity.writer
    }
    let named = seen.filter { sibling in
      operation.replaces.contains {
        $0.dot == sibling.dot && ($0.index == nil || $0.index == sibling.index)
      }
    }
    let targets =
      switch operation.kind {
      case .set, .delete, .restore: FieldEdit.targets(of: seen)
      case .add, .remove: named.map { Operation.Target($0.dot, index: $0.index) }
      }
    return PlannedOperation(
      operation: Operation(
        operation.kind, field: operation.field, replaces: targets, count: operation.count),
      values: values)
  }

  /// Reason zero: no refusal by the region, but a dot that was given out twice.
  private func moveToTray(
    _ old: IncomingChange, in space: SpaceRow
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.insertTray].run(
        old.key.rawValue, space.no, old.change.header.document.bytes, 0 as Int64,
        Int64(environment.now()), old.bytes)
    }
  }
}
