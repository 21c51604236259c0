import SchakelCore

extension SQL {
  fileprivate static let documentsOfSpace = SQL(
    "SELECT id FROM documents WHERE space = ? AND no > ? ORDER BY no LIMIT 512")
  fileprivate static let trayOfReason = SQL(
    sealing: """
      SELECT y.key, t.writer, \(opened: .trayBytes, "y")
      FROM tray y JOIN streams t ON t.no = y.key >> 40 WHERE y.space = ? AND y.reason = ?
      """)
  fileprivate static let numberOfDocument = SQL("SELECT no FROM documents WHERE id = ?")
}

extension Replica {
  /// Milliseconds for which the region differs before what it lost is said again from states: whoever
  /// wrote it may come by, and has all of its history.
  public static let recoveryTerm: UInt64 = 7 * 86_400_000
}

extension SpaceRow {
  /// What is known of how this replica and the region differ, all having been compared.
  mutating func note(difference: UInt64, at now: UInt64) {
    self.difference = difference
    let since = min(differsSince ?? now, now)
    differsSince = since
    recoversAt = min(recoversAt ?? .max, now &+ Replica.recoveryTerm)
  }

  mutating func endDifference() {
    (difference, differsSince, recoversAt) = (nil, nil, nil)
  }

  /// Whether nobody has brought what the region lacks for so long that it is said again.
  func recovers(at now: UInt64) -> Bool {
    guard difference != nil, let differsSince, role.mayWrite else { return false }
    return now >= differsSince &+ Replica.recoveryTerm
  }
}

// A region that was put back gets again what any device has under a seal. Of a document that a device
// got as a state the changes are not there: where none who has them comes by, the device says again what
// the document holds, in its own person's name, with who said it first. That heals the content; the
// history is gone, and the change says so by its purpose.
extension ReplicaTransaction {
  /// Looks through a space that has differed for ``Replica/recoveryTerm`` for what the region lacks and is
  /// here by states alone. What the region knows nothing of is said again; of the rest the history is asked
  /// for first, since somebody may have said it again already (``settle``).
  ///
  /// - Returns: whether there is now something to send, or to ask for.
  /// - Complexity: in proportion to the space's documents, once in a term.
  func recoverLost(in id: SpaceID) throws(ReplicaError) -> Bool {
    var space = try space(id)
    space.recoversAt = environment.now() &+ Replica.recoveryTerm
    update(space)
    try flush()
    var any = false
    var last: Int64 = 0
    while true {
      let ids = try connection.rows(.documentsOfSpace, space.no, last) { row throws(SQLiteError) in
        try row.documentID(at: 0)
      }
      guard let end = ids.last else { return any }
      last = try connection.number(.numberOfDocument, end.bytes)
      for id in ids where try recover(id, in: try self.space(space.id)) { any = true }
    }
  }

  private func recover(_ id: DocumentID, in space: SpaceRow) throws(ReplicaError) -> Bool {
    guard var document = try document(id), document.space == space.no,
      try hasLostContents(document, in: space)
    else { return false }
    if try isKnown(document.state, in: space) {
      try awaitHistory(of: id, in: space)
    } else {
      try settle(
        &document, on: DocumentState(), here: try past(of: document), before: document.state,
        past: [])
    }
    return true
  }

  /// Whether a document has values, or took some away, by changes that the region lacks and that are not
  /// here either.
  private func hasLostContents(
    _ document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    guard document.state.kind != nil else { return false }
    for entry in document.state.vector.entries where try !isHeard(entry.dot, in: space) {
      if try storedChange(entry.dot, in: space) == nil { return true }
    }
    return false
  }

  /// Whether the region has a document, be it as somebody said it again. What it has of one that was never
  /// made there waits there.
  private func isKnown(
    _ state: DocumentState, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    if let madeBy = state.madeBy, try isHeard(madeBy, in: space) { return true }
    for entry in state.vector.entries where try isHeard(entry.dot, in: space) {
      let change = try storedChange(entry.dot, in: space)
      if change == nil || change?.change.header.kind != nil { return true }
    }
    return false
  }

  /// Whether the region has come past a dot.
  private func isHeard(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) -> Bool {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return false }
    return acknowledged(stream, in: space) >= dot.counter
  }
}

extension ChangeHeader {
  /// Whose a document is that this change makes: of one that is said again, its first author's.
  var maker: PersonID {
    guard purpose == .recovery else { return author }
    return operations.lazy.flatMap(\.origins).compactMap { $0?.author }.first ?? author
  }
}

// MARK: Said again

extension ReplicaTransaction {
  /// What a state has beyond what the region's account and the changes here come to, and nobody has said
  /// again yet.
  ///
  /// - Parameter past: the region's account.
  func lost(
    of state: DocumentState, beyond base: DocumentState, past: [IncomingChange], in space: SpaceRow
  ) throws(ReplicaError) -> [FieldContent] {
    let again = Self.saidAgain(in: past)
    var lost: [FieldContent] = []
    for field in state.contentFields {
      for sibling in field.siblings where !base.vector.covers(sibling.dot) {
        let origin = Again(field: field.name, dot: sibling.origin?.dot ?? sibling.dot)
        guard sibling.value != nil, !again.contains(origin), try !isGone(sibling, in: space),
          try !isVoid(sibling.dot, in: space)
        else { continue }
        lost.append((field.name, sibling))
      }
    }
    return lost
  }

  private struct Again: Hashable {
    let field: Name
    let dot: Dot
  }

  private static func saidAgain(in past: [IncomingChange]) -> Set<Again> {
    var again: Set<Again> = []
    for change in past where change.change.header.purpose == .recovery {
      for operation in change.change.header.operations {
        for case let origin? in operation.origins {
          again.insert(Again(field: operation.field, dot: origin.dot))
        }
      }
    }
    return again
  }

  private func isVoid(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) -> Bool {
    guard let stream = try existingStream(of: dot.writer, in: space) else { return false }
    return try voidLink(ChangeKey(stream: stream.no, counter: dot.counter)) != nil
  }

  /// Says again what the region lost of a document, on top of what it has.
  ///
  /// - Parameters:
  ///   - lost: the values; what took values away is in `state`.
  ///   - state: the document before the region's account took its place.
  func sayAgain(
    _ lost: [FieldContent], of state: DocumentState, _ id: DocumentID, in no: Int64
  ) throws(ReplicaError) {
    var document = try document(id) ?? DocumentRow(id: id, space: no)
    // A deletion takes with it what its writer had seen, and nothing that came since.
    let isDeleted =
      state.lifecycle == .deleted
      && document.state.vector.entries.allSatisfy { state.vector.covers($0.dot) }
    var plans = recovered(lost, of: state, on: document.state)
    guard !plans.isEmpty || document.state.kind != nil else { return }
    // The region takes no change that has not seen its own writer's.
    if try waits(in: id, of: try stream(of: identity.writer, in: try space(no: no))) {
      try beginIncarnation()
    }
    while !plans.isEmpty {
      let part = Self.firstPart(of: &plans)
      let kind = document.state.kind == nil ? state.kind : nil
      try author(
        AuthoredChange(plan: ChangePlan(part), kind: kind, purpose: .recovery), to: &document)
    }
    if isDeleted, document.state.lifecycle != .deleted {
      let marks = FieldEdit.targets(of: document.state.siblings(of: .lifecycle))
      let plan = PlannedOperation(
        operation: Operation(.delete, field: .lifecycle, replaces: marks, count: 1),
        values: [.null])
      try author(
        AuthoredChange(plan: ChangePlan([plan]), purpose: .recovery), to: &document)
    }
    noteChange(of: id)
  }

  /// For each field what comes again, in the place of what its writers had taken away.
  private func recovered(
    _ lost: [FieldContent], of state: DocumentState, on base: DocumentState
  ) -> [PlannedOperation] {
    let contents = Dictionary(grouping: lost, by: \.field)
    let names = Set(contents.keys).union(base.fields.map(\.name))
    var plans: [PlannedOperation] = []
    for name in names.sorted() {
      let siblings = (contents[name] ?? []).map(\.sibling)
      let kept = Set(state.siblings(of: name).map { Operation.Target($0.dot, index: $0.index) })
      let taken = base.siblings(of: name).filter {
        state.vector.covers($0.dot) && !kept.contains(Operation.Target($0.dot, index: $0.index))
      }
      guard !siblings.isEmpty || !taken.isEmpty else { continue }
      let values = siblings.compactMap(\.value)
      let isSet = Kind.policy(of: name, in: state.kind) == .union
      let kind: Operation.Kind =
        name == .lifecycle ? .restore : siblings.isEmpty ? .remove : isSet ? .add : .set
      var operation = Operation(
        kind, field: name,
        replaces: taken.map { Operation.Target($0.dot, index: $0.index) }, count: values.count,
        origins: siblings.map {
          $0.origin ?? Operation.Origin(dot: $0.dot, author: $0.author)
        })
      if base.awaitsChoice(among: operation) {
        // Whoever chose may not be whoever says it again: the choice is made anew, by a person.
        guard !values.isEmpty else { continue }
        operation = Operation(
          kind, field: name, replaces: [], count: values.count,
          origins: operation.origins)
      }
      plans.append(PlannedOperation(operation: operation, values: values))
    }
    return plans
  }

  /// As many operations as go into one change, and at least one.
  private static func firstPart(of plans: inout [PlannedOperation]) -> [PlannedOperation] {
    var part: [PlannedOperation] = []
    var bytes = 0
    while let next = plans.first, part.count < Limits.operations {
      let more = next.values.reduce(0) { $0 + $1.byteCount } + 64 * next.operation.replaces.count
      guard part.isEmpty || bytes + more <= Limits.changeBytes / 4 else { break }
      bytes += more
      part.append(plans.removeFirst())
    }
    return part
  }
}

// MARK: Said by somebody else

extension ReplicaTransaction {
  /// Lets go of what lies in the tray since its document had been made by somebody else, where all that it
  /// said is there: others said it again from a state, before this device came by.
  func forgetSaidAgain(in space: SpaceRow) throws(ReplicaError) {
    let kept = try statement(.trayOfReason).all(
      space.no, TrayCode.refused(.documentExists).rawValue
    ) { row throws(ReplicaError) in
      do throws(SQLiteError) {
        return (
          key: try row.int64(at: 0), writer: try row.writer(at: 1), bytes: try row.blob(at: 2)
        )
      } catch {
        throw ReplicaError(error)
      }
    }
    for item in kept {
      guard let change = try? Change(encoded: item.bytes, writer: item.writer),
        try isSaidAgain(change, in: space)
      else { continue }
      try deleteTray(item.key)
      noteChange(of: change.header.document)
    }
  }

  private func isSaidAgain(_ change: Change, in space: SpaceRow) throws(ReplicaError) -> Bool {
    guard let document = try document(change.header.document), document.space == space.no
    else { return false }
    let later = try past(of: document)
    return change.header.operations.allSatisfy { operation in
      let siblings = document.state.siblings(of: operation.field)
      return (0..<operation.count).allSatisfy { place in
        let dot = (operation.origins.isEmpty ? nil : operation.origins[place])?.dot ?? change.dot
        return siblings.contains { $0.origin?.dot == dot || $0.dot == dot }
          || later.contains { $0.takes(change.dot, place, from: operation.field) }
      }
    }
  }
}

extension IncomingChange {
  /// Whether it takes a value away.
  fileprivate func takes(_ dot: Dot, _ index: Int, from field: Name) -> Bool {
    change.header.operations.contains { operation in
      operation.field == field
        && operation.replaces.contains { $0.dot == dot && $0.index ?? index == index }
    }
  }
}
