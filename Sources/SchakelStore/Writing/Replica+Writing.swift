public import SchakelCore

extension Replica {
  /// Writes a new contribution into a space.
  ///
  /// - Parameters:
  ///   - kind: a known kind's name, or any other.
  ///   - fields: the values of each field: one, or the elements of a set.
  ///   - id: the contribution's name where it has one already, as with imported data.
  /// - Returns: the contribution's id. It is on disk, in the outbox and found by a search.
  @discardableResult
  public func create(
    _ kind: Name, _ fields: [Name: [Value]], in space: SpaceID, id: DocumentID? = nil
  ) throws(ReplicaError) -> DocumentID {
    try write { transaction throws(ReplicaError) in
      try transaction.create(kind, fields, in: space, id: id, origin: nil)
    }
  }

  /// Changes fields of a contribution, in one change.
  ///
  /// - Returns: false where everything was so already, and nothing was written.
  @discardableResult
  public func edit(
    _ document: DocumentID, _ edits: [FieldEdit]
  ) throws(ReplicaError) -> Bool {
    try write { transaction throws(ReplicaError) in
      try transaction.edit(document, edits)
    }
  }

  /// Deletes a contribution. What others write without knowing keeps it alive, and shows as a
  /// conflict.
  public func delete(_ document: DocumentID, reason: String? = nil) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.setLifecycle(of: document, deleted: true, reason: reason)
    }
  }

  /// Brings a deleted contribution back as it was.
  public func restore(_ document: DocumentID, reason: String? = nil) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      try transaction.setLifecycle(of: document, deleted: false, reason: reason)
    }
  }
}

extension ReplicaTransaction {
  func create(
    _ kind: Name, _ fields: [Name: [Value]], in space: SpaceID, id: DocumentID?,
    origin: ChangeHeader.Origin?, carriesVersions: Bool = false
  ) throws(ReplicaError) -> DocumentID {
    let row = try self.space(space)
    if let id, try Draft.find(id, in: connection) != nil {
      throw ReplicaError(.invalidEdit("id"), "There is a draft \(id.text). Share it instead.")
    }
    if let id, try document(id) != nil {
      throw ReplicaError(.invalidEdit("id"), "There is a document \(id.text) already.")
    }
    try checkConsent(kind, fields)
    let plan = try Self.first(fields, in: Kind.named(kind), carriesVersions: carriesVersions)
    guard !plan.operations.isEmpty else {
      throw ReplicaError(.invalidEdit("title"), "There is nothing in it yet. Give it a title.")
    }
    // A fresh id is nobody else's: it is random, and the table would refuse a second one.
    let id = id ?? newDocumentID()
    var document = DocumentRow(id: id, space: row.no)
    try author(AuthoredChange(plan: plan, kind: kind, origin: origin), to: &document)
    return id
  }

  /// A connector profile is about a person: it leaves the device only with that person's consent.
  private func checkConsent(_ kind: Name, _ fields: [Name: [Value]]) throws(ReplicaError) {
    guard kind == Kind.connectorProfile.name else { return }
    guard fields["consent"]?.first?.text == "given" else {
      throw ReplicaError(
        .invalidEdit("consent"),
        "A connector profile needs that person's consent (consent: given) before it is shared. "
          + "Keep it as a draft until then.")
    }
  }

  /// What fills a new document, in the order of its fields.
  private static func first(
    _ fields: [Name: [Value]], in kind: Kind?, carriesVersions: Bool
  ) throws(ReplicaError) -> ChangePlan {
    // By place and by what names begin with: to move names and values about while sorting would cost
    // more than all the comparisons.
    let order = fields.indices.map { (beginning: fields.keys[$0].beginning, place: $0) }
      .sorted { left, right in
        left.beginning != right.beginning
          ? left.beginning < right.beginning : fields.keys[left.place] < fields.keys[right.place]
      }
    var plan = ChangePlan(reserving: order.count)
    for entry in order where !fields.values[entry.place].isEmpty {
      let field = fields.keys[entry.place]
      try add(
        field, fields.values[entry.place], kind?.policy(of: field) ?? .keepAll,
        carriesVersions: carriesVersions, to: &plan)
    }
    return plan
  }

  private static func add(
    _ field: Name, _ values: [Value], _ policy: Policy, carriesVersions: Bool,
    to plan: inout ChangePlan
  ) throws(ReplicaError) {
    let isSet = policy == .union
    let values = isSet ? values.distinct : values
    let mayAwaitChoice = carriesVersions && (policy == .keepAll || policy == .text)
    guard isSet || values.count == 1 || mayAwaitChoice else {
      throw ReplicaError(.invalidEdit(field), "\(field.text) takes one value.")
    }
    guard field != .lifecycle else {
      throw ReplicaError(.invalidEdit(field), "A field needs a name.")
    }
    plan.append(
      Operation(isSet ? .add : .set, field: field, replaces: [], count: values.count), values)
  }

  func newDocumentID() -> DocumentID {
    DocumentID(
      milliseconds: environment.now(), random: (environment.random(), environment.random()))
  }

  func edit(_ id: DocumentID, _ edits: [FieldEdit]) throws(ReplicaError) -> Bool {
    guard let person = identity.person else { throw .notEnrolled }
    var document = try editable(id)
    guard document.state.lifecycle != .deleted else {
      throw ReplicaError(.deleted, "This contribution was deleted. Restore it first.")
    }
    var operations: [PlannedOperation] = []
    for edit in edits {
      guard edit.field != .lifecycle,
        !operations.contains(where: { $0.operation.field == edit.field })
      else { throw ReplicaError(.invalidEdit(edit.field), "Change each field once at a time.") }
      if let plan = try edit.plan(on: document.state, kind: document.state.kind, person: person) {
        operations.append(plan)
      }
    }
    guard !operations.isEmpty else { return false }
    try author(AuthoredChange(plan: ChangePlan(operations)), to: &document)
    return true
  }

  /// A document that people see. Of one whose first change was refused only a shell is left: what
  /// was written into it would be accepted, and shown by no list.
  func editable(_ id: DocumentID) throws(ReplicaError) -> DocumentRow {
    guard let document = try document(id) else { throw .unknownDocument(id) }
    guard document.state.kind != nil else {
      throw ReplicaError(
        .unknownDocument,
        "The region refused the change that made \(id.text), so nobody sees it. If it was written "
          + "here, its content is in the tray: release it from there.")
    }
    return document
  }

  func setLifecycle(
    of id: DocumentID, deleted: Bool, reason: String?
  ) throws(ReplicaError) {
    var document = try editable(id)
    let lifecycle = document.state.lifecycle
    guard lifecycle != (deleted ? .deleted : .alive) else {
      throw deleted
        ? ReplicaError(.deleted, "This contribution was deleted already.")
        : ReplicaError(.notDeleted, "This contribution is not deleted.")
    }
    let marks = FieldEdit.targets(of: document.state.siblings(of: .lifecycle))
    var plan = ChangePlan()
    plan.append(
      Operation(
        deleted ? .delete : .restore, field: .lifecycle, replaces: marks, count: deleted ? 1 : 0),
      deleted ? [.null] : [])
    try author(AuthoredChange(plan: plan, reason: reason), to: &document)
  }
}
