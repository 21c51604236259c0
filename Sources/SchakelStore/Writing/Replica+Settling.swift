public import SchakelCore

extension Replica {
  /// Settles a field that awaits a person: all versions that are here are replaced. What somebody
  /// writes meanwhile without knowing of it stays, and is a version beside it.
  ///
  /// - Parameter reason: why, in the person's words. It is kept, and goes to everybody.
  /// - Throws: `invalidEdit` where there is nothing to settle, or no reason; `mayNotSettle` where the
  ///   person is neither a coordinator nor wrote one of the versions.
  public func resolve(
    _ document: DocumentID, _ field: Name, _ settlement: Settlement, reason: String
  ) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.resolve(document, field, settlement, reason: reason)
    }
  }

  /// Takes back what a change did, by a new change: the values that it replaced are there again, each
  /// with its first author. Versions that it settled await a choice again.
  ///
  /// - Throws: `invalidEdit` where the field was changed since, or the change made the contribution;
  ///   `unknownDocument` where the change, or one that it replaced, is not on this device: then the
  ///   contribution's history can be fetched first.
  public func revert(
    _ document: DocumentID, _ change: Dot, reason: String? = nil
  ) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.revert(document, change, reason: reason)
    }
  }
}

extension ReplicaTransaction {
  func resolve(
    _ id: DocumentID, _ field: Name, _ settlement: Settlement, reason: String
  ) throws(ReplicaError) {
    guard let person = identity.person else { throw .notEnrolled }
    guard !reason.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) else {
      throw ReplicaError(
        .invalidEdit("reason"), "Say why: whoever wrote another version will want to know.")
    }
    var document = try editable(id)
    let siblings = document.state.siblings(of: field)
    let view = document.state.view(
      of: field, policy: Kind.policy(of: field, in: document.state.kind),
      receipts: try receipts(for: document))
    guard field != .lifecycle, view.standing == .conflict else {
      throw ReplicaError(
        .invalidEdit(field), "\(field.text) awaits no choice. Edit it as any other field.")
    }
    let space = try space(no: document.space)
    guard space.role == .coordinator || siblings.contains(where: { $0.author == person }) else {
      throw ReplicaError(
        .mayNotSettle(field),
        "Who wrote one of the versions settles this, or a coordinator. Ask one of them.")
    }
    let plan = try settlement.plan(of: field, siblings, view)
    try author(
      AuthoredChange(plan: ChangePlan([plan]), purpose: .resolution, reason: reason),
      to: &document)
  }

  private func receipts(for document: DocumentRow) throws(ReplicaError) -> Receipts {
    let (state, no) = (document.state, document.space)
    return try run { () throws(SQLiteError) in try connection.receipts(for: state, in: no) }
  }

  func revert(_ id: DocumentID, _ dot: Dot, reason: String?) throws(ReplicaError) {
    var document = try editable(id)
    guard document.state.lifecycle != .deleted else {
      throw ReplicaError(.deleted, "This contribution was deleted. Restore it first.")
    }
    let change = try past(dot, of: document)
    guard change.header.kind == nil else {
      throw ReplicaError(
        .invalidEdit("title"), "That change made the contribution. Delete the contribution instead."
      )
    }
    var operations: [PlannedOperation] = []
    for operation in change.header.operations {
      guard operation.field != .lifecycle else {
        throw ReplicaError(
          .invalidEdit(.lifecycle),
          "That was a deletion, or took one back. Restore it, or delete it.")
      }
      operations.append(try undone(operation, of: change, in: document))
    }
    try author(
      AuthoredChange(plan: ChangePlan(operations), purpose: .undo, reason: reason), to: &document)
  }

  /// A change that has an effect on a document, with all that it said.
  private func past(_ dot: Dot, of document: DocumentRow) throws(ReplicaError) -> Change {
    let space = try space(no: document.space)
    guard document.state.vector.covers(dot), let stored = try storedChange(dot, in: space),
      stored.change.header.document == document.id, try voidLink(stored.key) == nil
    else {
      throw ReplicaError(
        .unknownDocument,
        "Change \(dot.text) is not on this device. Fetch the contribution's history first.")
    }
    return stored.change
  }

  private func undone(
    _ operation: Operation, of change: Change, in document: DocumentRow
  ) throws(ReplicaError) -> PlannedOperation {
    let field = operation.field
    let siblings = document.state.siblings(of: field)
    let brought: Siblings = siblings.filter { $0.dot == change.dot }
    // What it brought, and only that, goes again: others may have added to a set.
    let isSet = Kind.policy(of: field, in: document.state.kind) == .union
    guard brought.count == operation.count, isSet || operation.count > 0 || siblings.isEmpty else {
      throw ReplicaError(
        .invalidEdit(field), "\(field.text) was changed since, so there is nothing to take back.")
    }
    var values: [Value] = []
    var origins: [Operation.Origin?] = []
    for target in operation.replaces {
      for (value, origin) in try self.values(of: target, in: field, document) {
        values.append(value)
        origins.append(origin)
      }
    }
    // An empty field, but for a set, is a value.
    if values.isEmpty, !isSet { (values, origins) = ([.null], []) }
    let kind: Operation.Kind = values.isEmpty ? .remove : isSet ? .add : .set
    return PlannedOperation(
      operation: Operation(
        kind, field: field, replaces: FieldEdit.targets(of: brought), count: values.count,
        origins: origins),
      values: values)
  }

  /// The values that a target names, with where they came from first; those that were erased stay
  /// erased.
  private func values(
    of target: Operation.Target, in field: Name, _ document: DocumentRow
  ) throws(ReplicaError) -> [(Value, Operation.Origin)] {
    let change = try past(target.dot, of: document)
    guard let content = try? change.payload.content() else { return [] }
    var start = 0
    for operation in change.header.operations {
      defer { start += operation.count }
      guard operation.field == field else { continue }
      let named = (0..<operation.count).filter { target.index == nil || target.index == $0 }
      return named.map { index in
        let origin = operation.origins.isEmpty ? nil : operation.origins[index]
        let first = Operation.Origin(dot: change.dot, author: change.header.author)
        return (content.values[start + index], origin ?? first)
      }
    }
    return []
  }
}
