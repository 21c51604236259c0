import SchakelCore

extension SQL {
  static let waitsOfStream = SQL(
    "SELECT 1 FROM waiting WHERE document = ? AND void_previous IS NULL AND key BETWEEN ? AND ?")
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
    let stream = try stream(of: dot.writer, in: space)
    guard stream.no != space.stream, stream.counter >= dot.counter else { return }
    let forked = try storedChanges(of: stream, from: dot.counter)
    // What the region refused before lies in the tray, and what waited may be written again already.
    var owed: [IncomingChange] = []
    for change in try sorted(forked).valid where try !isRewritten(change.key) {
      owed.append(change)
    }
    let whole = try withdraw(forked, from: dot, in: space)
    for change in owed {
      if whole.contains(change.change.header.document) {
        try reissue(change, in: space)
      } else {
        try moveToTray(change, reason: nil, in: space)
      }
    }
  }

  /// Writes one change again. Where the present stream has a change that waits in the same document,
  /// another incarnation does it: the region takes no change that has not seen its own writer's.
  func reissue(_ old: IncomingChange, in space: SpaceRow) throws(ReplicaError) {
    let header = old.change.header
    guard let content = try? old.change.payload.content() else { return }
    let present = try stream(of: identity.writer, in: try self.space(space.id))
    if try waits(in: header.document, of: present) { try beginIncarnation() }
    var document =
      try document(header.document) ?? DocumentRow(id: header.document, space: space.no)
    let sight = try sight(of: header.context, on: document.state, in: space)
    let isNew = document.state.kind == nil
    guard document.space == space.no, !isNew || header.kind != nil else {
      return try moveToTray(old, reason: nil, in: space)
    }
    var authored = AuthoredChange(
      plan: ChangePlan(), kind: isNew ? header.kind : nil, purpose: .release, rule: header.rule,
      origin: .change(old.change.dot, check: old.link.check), reason: content.reason)
    if !isNew, header.operations.contains(where: { $0.kind == .delete }) {
      // A deletion covers all that its context does: it may have no more than its writer saw.
      guard let seen = try vector(of: sight, on: document, in: space) else {
        return try moveToTray(old, reason: nil, in: space)
      }
      authored.context = seen
    }
    var operations: [PlannedOperation] = []
    var next = 0
    for operation in header.operations {
      let values = Array(content.values[next..<next + operation.count])
      next += operation.count
      var seen = try self.seen(document.state.siblings(of: operation.field), by: sight, in: space)
      if let context = authored.context { seen = seen.filter { context.covers($0.dot) } }
      operations.append(try restated(operation, values, replacing: seen, in: space))
    }
    authored.plan = ChangePlan(operations)
    do throws(ReplicaError) {
      try author(authored, to: &document)
    } catch {
      guard error.isRefusedEdit else { throw error }
      try moveToTray(old, reason: nil, in: space)
    }
  }

  /// Whether a change of a stream waits for what its document lacks.
  func waits(
    in document: DocumentID, of stream: StreamRow
  ) throws(ReplicaError) -> Bool {
    let low = ChangeKey(stream: stream.no, counter: 0).rawValue
    let high = ChangeKey(stream: stream.no, counter: Limits.counter).rawValue
    return try connection.number(.waitsOfStream, document.bytes, low, high) != 0
  }

  /// Of values those that a writer had seen. Thousands may have come with one change, which is looked
  /// up once.
  func seen(
    _ siblings: Siblings, by sight: Sight, in space: SpaceRow
  ) throws(ReplicaError) -> Siblings {
    var known: [Dot: Bool] = [:]
    return try siblings.filter { sibling throws(ReplicaError) in
      if let isKnown = known[sibling.dot] { return isKnown }
      let isKnown = try has(sight, seen: sibling.dot, in: space)
      known[sibling.dot] = isKnown
      return isKnown
    }
  }

  /// The operation as it would be said now: it replaces what its writer had seen, and what of that
  /// was written again since.
  func restated(
    _ operation: Operation, _ values: [Value], replacing seen: Siblings, in space: SpaceRow
  ) throws(ReplicaError) -> PlannedOperation {
    var targets: [Operation.Target] = []
    switch operation.kind {
    case .set, .delete, .restore: targets = FieldEdit.targets(of: seen)
    case .add, .remove: targets = try named(by: operation, among: seen, in: space)
    }
    return PlannedOperation(
      operation: Operation(
        operation.kind, field: operation.field, replaces: targets, count: operation.count,
        origins: operation.origins),
      values: values)
  }
}

extension ReplicaError {
  /// Whether a person could not have written it either: no right to, or too much at once.
  var isRefusedEdit: Bool {
    switch code {
    case .notAllowed, .mayNotPublish, .notEnrolled, .invalidEdit: true
    default: false
    }
  }
}
