import SchakelCore

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
    // What the region refused before lies in the tray.
    let (_, valid) = try sorted(forked)
    let whole = try withdraw(forked, from: dot, in: space)
    for change in valid {
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
    if try waitingChanges(of: header.document).contains(where: {
      $0.change.writer == identity.writer
    }) {
      try beginIncarnation()
    }
    var document =
      try document(header.document) ?? DocumentRow(id: header.document, space: space.no)
    var operations: [PlannedOperation] = []
    var next = 0
    for operation in header.operations {
      let values = Array(content.values[next..<next + operation.count])
      next += operation.count
      operations.append(restated(operation, values, header.context, on: document.state))
    }
    let isNew = document.state.kind == nil
    guard !isNew || header.kind != nil else {
      return try moveToTray(old, reason: nil, in: space)
    }
    let authored = AuthoredChange(
      operations: operations, kind: isNew ? header.kind : nil, purpose: .release, rule: header.rule,
      origin: .change(old.change.dot), reason: content.reason)
    do throws(ReplicaError) {
      try author(authored, to: &document)
    } catch {
      guard error.code == .notAllowed || error.code == .notEnrolled else { throw error }
      try moveToTray(old, reason: nil, in: space)
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
}
