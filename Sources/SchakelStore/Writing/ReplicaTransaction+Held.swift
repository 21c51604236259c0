import SchakelCore

extension ReplicaTransaction {
  /// What changes of other devices this one says again, in changes that the region is not known to have.
  /// - Complexity: in proportion to the outbox.
  func unsentReleases(in space: SpaceRow) throws(ReplicaError) -> Set<Dot> {
    var dots: Set<Dot> = []
    for stream in try Replica.ownStreams(of: space, connection)
    where stream.acknowledged < stream.counter {
      for counter in stream.acknowledged + 1...stream.counter {
        guard let stored = try storedChange(ChangeKey(stream: stream.no, counter: counter)),
          case .change(let dot, _) = stored.change.header.origin,
          dot.writer.replica != identity.replica
        else { continue }
        dots.insert(dot)
      }
    }
    return dots
  }

  /// Says again what somebody else's change said, as it would be said now.
  ///
  /// - Parameters:
  ///   - check: the first four bytes of its link.
  ///   - id: the document that has what came before; nil for the change's own.
  /// - Returns: the document that has it now.
  func sayAgain(
    _ held: Change, check: UInt32, in space: SpaceRow, into id: DocumentID?, reason: String
  ) throws(ReplicaError) -> DocumentID {
    guard let content = held.content else {
      throw ReplicaError(.invalidEdit("payload"), "What it said was erased.")
    }
    var authored = AuthoredChange(
      plan: ChangePlan(), purpose: .release, origin: .change(held.dot, check: check),
      reason: reason)
    var document: DocumentRow
    if let kind = held.header.kind, id == nil {
      // The region knows the old id as that of a document that was never made.
      document = DocumentRow(id: newDocumentID(), space: space.no)
      authored.kind = kind
    } else {
      document = try existing(id ?? held.header.document, for: held, in: space)
    }
    let sight = try sight(of: held.header.context, on: document.state, in: space)
    if authored.kind == nil {
      // It has seen no more than its writer had, so that it met what others wrote meanwhile, on the record.
      // That cannot be said by whoever wrote in the document themselves since.
      authored.context = try vector(of: sight, on: document, in: space)
      let deletes = held.header.operations.contains { $0.kind == .delete }
      // A deletion covers all that its context does.
      guard !deletes || authored.context != nil else {
        throw ReplicaError(
          .invalidEdit(.lifecycle), "What it deleted is another by now. Delete it yourself.")
      }
    }
    authored.plan = try plan(held, content.values, on: document, authored.context, sight, in: space)
    let awaits = authored.plan.operations.contains { document.state.awaitsChoice(among: $0) }
    if awaits { authored.purpose = .resolution }
    try author(authored, to: &document)
    noteChange(of: document.id)
    return document.id
  }

  private func existing(
    _ id: DocumentID, for held: Change, in space: SpaceRow
  ) throws(ReplicaError) -> DocumentRow {
    guard let document = try document(id), document.state.kind != nil, document.space == space.no
    else {
      throw ReplicaError(
        .unknownDocument,
        "The contribution that it belongs to is not on this device. Synchronise, and try again.")
    }
    let isAboutLifecycle = held.header.operations.contains { $0.field == .lifecycle }
    guard document.state.lifecycle != .deleted || isAboutLifecycle else {
      throw ReplicaError(.deleted, "This contribution was deleted. Restore it first.")
    }
    return document
  }

  private func plan(
    _ held: Change, _ values: [Value], on document: DocumentRow, _ context: VersionVector?,
    _ sight: Sight, in space: SpaceRow
  ) throws(ReplicaError) -> ChangePlan {
    var operations: [PlannedOperation] = []
    var next = 0
    for operation in held.header.operations {
      let own = Array(values[next..<next + operation.count])
      next += operation.count
      var seen = try seen(document.state.siblings(of: operation.field), by: sight, in: space)
      if let context { seen = seen.filter { context.covers($0.dot) } }
      operations.append(
        try restated(operation.said(by: held), own, replacing: seen, in: space))
    }
    return ChangePlan(operations)
  }
}

extension Operation {
  /// The same, with who wrote each value.
  fileprivate func said(by change: Change) -> Operation {
    guard field != .lifecycle else { return self }
    let origins = (0..<count).map { place in
      (self.origins.isEmpty ? nil : self.origins[place])
        ?? Origin(dot: change.dot, author: change.header.author)
    }
    return Operation(kind, field: field, replaces: replaces, count: count, origins: origins)
  }
}
