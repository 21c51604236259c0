import SchakelCore

extension SQL {
  fileprivate static let isInTray = SQL("SELECT 1 FROM tray WHERE key = ?")
}

extension ReplicaTransaction {
  func deleteTray(_ id: TrayItem.ID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.deleteTray].run(id) }
  }

  /// Says again what a refused change said.
  func release(_ item: TrayRow) throws(ReplicaError) -> DocumentID {
    guard item.content != nil else {
      throw ReplicaError(.invalidEdit("payload"), "What it said was erased.")
    }
    if let kind = item.change.header.kind { return try makeAgain(item, kind: kind) }
    let id = item.change.header.document
    guard var document = try document(id), document.state.kind != nil else {
      throw ReplicaError(
        .unknownDocument,
        "The contribution that it belongs to is not on this device. Copy what you need from it.")
    }
    guard document.state.lifecycle != .deleted || item.isAboutLifecycle else {
      throw ReplicaError(.deleted, "This contribution was deleted. Restore it first.")
    }
    var operations: [PlannedOperation] = []
    for plan in item.planned {
      if let plan = try again(plan, on: document) { operations.append(plan) }
    }
    if !operations.isEmpty { try author(item.authored(operations), to: &document) }
    noteChange(of: id)
    return id
  }

  /// Under another id: the region knows the old one as that of a document that was never made, or
  /// as another's.
  private func makeAgain(_ item: TrayRow, kind: Name) throws(ReplicaError) -> DocumentID {
    var document = DocumentRow(id: newDocumentID(), space: item.space)
    var authored = item.authored(item.planned)
    authored.kind = kind
    try author(authored, to: &document)
    noteChange(of: item.change.header.document)
    return document.id
  }

  /// The same, said of the document as it is now; nil where nothing is left to be done.
  private func again(
    _ plan: PlannedOperation, on document: DocumentRow
  ) throws(ReplicaError) -> PlannedOperation? {
    let (field, state) = (plan.operation.field, document.state)
    guard let person = identity.person else { throw .notEnrolled }
    switch plan.operation.kind {
    case .set:
      return try FieldEdit.setAll(field, plan.values).plan(
        on: state, kind: state.kind, person: person)?.carrying(plan)
    case .add:
      return try FieldEdit.add(field, plan.values).plan(
        on: state, kind: state.kind, person: person)?.carrying(plan)
    case .remove:
      return try removal(plan.operation, on: state, in: try space(no: document.space))
    case .delete, .restore: return lifecycle(plan.operation.kind, on: state)
    }
  }

  /// Takes out what the change named and is still there, be it that it was refused too and stands
  /// under another dot since.
  private func removal(
    _ operation: Operation, on state: DocumentState, in space: SpaceRow
  ) throws(ReplicaError) -> PlannedOperation? {
    let siblings = state.siblings(of: operation.field)
    for target in operation.replaces where !siblings.contains(where: { $0.dot == target.dot }) {
      guard try isInTray(target.dot, in: space) else { continue }
      throw ReplicaError(
        .invalidEdit(operation.field),
        "What it takes out of \(operation.field.text) was refused too and lies in the tray. Release "
          + "that first, or discard it.")
    }
    let targets = try named(by: operation, among: siblings, in: space)
    guard !targets.isEmpty else { return nil }
    return PlannedOperation(
      operation: Operation(.remove, field: operation.field, replaces: targets, count: 0),
      values: [])
  }

  private func isInTray(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) -> Bool {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return false }
    let key = ChangeKey(stream: stream.no, counter: dot.counter)
    return try connection.number(.isInTray, key.rawValue) != 0
  }

  private func lifecycle(_ kind: Operation.Kind, on state: DocumentState) -> PlannedOperation? {
    let isDeletion = kind == .delete
    guard state.lifecycle != (isDeletion ? .deleted : .alive) else { return nil }
    let marks = FieldEdit.targets(of: state.siblings(of: .lifecycle))
    return PlannedOperation(
      operation: Operation(kind, field: .lifecycle, replaces: marks, count: isDeletion ? 1 : 0),
      values: isDeletion ? [.null] : [])
  }
}

extension PlannedOperation {
  /// The same with where its values came from first, as far as they are values of `old`.
  fileprivate func carrying(_ old: PlannedOperation) -> PlannedOperation {
    guard !old.operation.origins.isEmpty else { return self }
    let origins = values.map { value in
      old.values.firstIndex(of: value).flatMap { old.operation.origins[$0] }
    }
    let operation = Operation(
      operation.kind, field: operation.field, replaces: operation.replaces,
      count: operation.count, origins: origins)
    return PlannedOperation(operation: operation, values: values)
  }
}

extension TrayRow {
  fileprivate var isAboutLifecycle: Bool {
    change.header.operations.contains { $0.field == .lifecycle }
  }

  fileprivate func authored(_ operations: [PlannedOperation]) -> AuthoredChange {
    AuthoredChange(
      plan: ChangePlan(operations), purpose: .release, origin: .change(change.dot, check: check),
      reason: content?.reason)
  }
}
