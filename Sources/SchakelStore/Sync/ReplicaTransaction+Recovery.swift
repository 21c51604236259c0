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
  /// Milliseconds after which that is done though the difference goes on changing, as when people go on
  /// writing in what the region lost.
  static let recoveryBound: UInt64 = 4 * recoveryTerm
}

extension SpaceRow {
  /// What is known of how this replica and the region differ. Another difference is new: the term begins
  /// anew, so that whoever wrote what makes it may come by. Where it goes on changing the term is not put
  /// off for ever. A clock that was ahead when it was noted counts from now on.
  ///
  /// - Parameter difference: nil where it is known what makes it: then it is not one to be told of.
  mutating func note(difference: UInt64?, at now: UInt64) {
    let isKnown = self.difference == nil || difference == nil || self.difference == difference
    differsSince = min(differsSince ?? now, now)
    differenceSince = isKnown ? min(differenceSince ?? now, now) : now
    self.difference = difference ?? self.difference
    // One look a term, whatever changes.
    recoversAt = min(max(recoversAt ?? 0, recoveryBegins), now &+ Replica.recoveryTerm)
  }

  mutating func endDifference() {
    (difference, differsSince, differenceSince, recoversAt) = (nil, nil, nil, nil)
  }

  /// Whether nobody has brought what the region lacks for so long that it is said again.
  func recovers(at now: UInt64) -> Bool {
    guard differsSince != nil, role.mayWrite else { return false }
    return now >= recoveryBegins
  }

  /// When this difference has lasted.
  private var recoveryBegins: UInt64 {
    let last = (differsSince ?? 0) &+ Replica.recoveryBound
    return min((differenceSince ?? 0) &+ Replica.recoveryTerm, last)
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
    guard try !isKnown(document.state, in: space) else {
      try awaitHistory(of: id, in: space)
      return true
    }
    return try settle(
      &document, on: DocumentState(), here: try past(of: document), before: document.state,
      past: [])
  }

  /// Somebody else has said again what was lost. What this replica differs in then is no new difference.
  func noteSaidAgain(in no: Int64) throws(ReplicaError) {
    var space = try space(no: no)
    guard space.difference != nil else { return }
    space.difference = nil
    update(space)
  }

  /// Whether a document has values, or took some away, by changes that the region lacks and that are not
  /// here either.
  private func hasLostContents(
    _ document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    guard document.state.kind != nil else { return false }
    for entry in document.state.vector.entries {
      // Its writer's latest may have come by the log since: each names the one before it of its writer.
      var dot = entry.dot
      while dot.counter > 0, try !isHeard(dot, in: space) {
        guard let change = try storedChange(dot, in: space),
          change.change.header.document == document.id
        else { return true }
        let before = change.change.header.context.counter(of: dot.writer)
        guard before < dot.counter else { break }
        dot = Dot(writer: dot.writer, counter: before)
      }
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
  /// Whose a document is that this change makes: of one that is said again, its first author's. A state
  /// tells the same by what is left of it (``DocumentState/maker``).
  var maker: PersonID {
    guard let first = operations.first(where: { $0.count > 0 }) else { return author }
    return (first.origins.first ?? nil)?.author ?? author
  }
}

extension DocumentState {
  /// Whose the document is, as far as anything is left of the change that made it.
  var maker: PersonID? {
    for field in fields {
      guard let sibling = field.siblings.first(where: { $0.dot == madeBy }) else { continue }
      return sibling.maker
    }
    return nil
  }
}

extension Sibling {
  /// Who wrote the value first.
  fileprivate var maker: PersonID { origin?.author ?? author }
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
  /// - Returns: whether anything was written. What cannot be is in the tray.
  func sayAgain(
    _ lost: [FieldContent], of state: DocumentState, _ id: DocumentID, in no: Int64
  ) throws(ReplicaError) -> Bool {
    var document = try document(id) ?? DocumentRow(id: id, space: no)
    let mayPublish = try space(no: no).role == .coordinator
    var (lost, kept) = (lost, [FieldContent]())
    lost.removeAll { content in
      let publishes = content.sibling.value?.publishes(as: content.field) ?? false
      guard
        publishes && !mayPublish || Self.isOutdated(content, of: state, on: document.state)
      else { return false }
      kept.append(content)
      return true
    }
    try moveToTray(kept, of: document, state)
    // A deletion takes with it what its writer had seen, and nothing that came since.
    let isDeleted =
      state.lifecycle == .deleted
      && document.state.vector.entries.allSatisfy { state.vector.covers($0.dot) }
    var plans = recovered(lost, of: state, on: document.state)
    guard !plans.isEmpty || document.state.kind != nil else { return false }
    try beginIncarnation(toSayAgain: document)
    // What makes it again has one author's values alone, so that whatever is left of it tells the same.
    let making = lost.first { $0.sibling.dot == state.madeBy } ?? lost.first
    let maker = making?.sibling.maker
    let first = document.state.kind == nil ? plans.takeAll(by: maker) : []
    var any = false
    for part in PlannedOperation.parts(of: first) + PlannedOperation.parts(of: plans) {
      let kind = document.state.kind == nil ? state.kind : nil
      let authored = AuthoredChange(plan: ChangePlan(part), kind: kind, purpose: .recovery)
      if try isAuthored(authored, to: &document) {
        any = true
      } else {
        let fields = Set(part.map(\.operation.field))
        try moveToTray(lost.filter { fields.contains($0.field) }, of: document, state)
      }
    }
    if isDeleted, document.state.lifecycle != .deleted {
      let marks = FieldEdit.targets(of: document.state.siblings(of: .lifecycle))
      let plan = PlannedOperation(
        operation: Operation(.delete, field: .lifecycle, replaces: marks, count: 1),
        values: [.null])
      let authored = AuthoredChange(plan: ChangePlan([plan]), purpose: .recovery)
      if try isAuthored(authored, to: &document) { any = true }
    }
    noteChange(of: id)
    return any
  }

  /// The region takes no change that has not seen its own writer's: what waits there, and, of a document
  /// of which nothing is left, what was refused.
  private func beginIncarnation(toSayAgain document: DocumentRow) throws(ReplicaError) {
    let mine = try stream(of: identity.writer, in: try space(no: document.space))
    let isMet = document.state.kind == nil && document.state.vector.counter(of: mine.writer) > 0
    let waits = try waits(in: document.id, of: mine)
    if isMet || waits { try beginIncarnation() }
  }

  /// Makes a change, unless a person could not make it either: that must hold up nothing else.
  private func isAuthored(
    _ authored: AuthoredChange, to document: inout DocumentRow
  ) throws(ReplicaError) -> Bool {
    do throws(ReplicaError) {
      try author(authored, to: &document)
      return true
    } catch {
      guard error.isRefusedEdit else { throw error }
      return false
    }
  }

  /// Whether a value would be shown in the place of a newer one, which nobody who wrote it had seen: said
  /// again it has the time of now. It is kept in the tray.
  private static func isOutdated(
    _ content: FieldContent, of state: DocumentState, on base: DocumentState
  ) -> Bool {
    guard Kind.policy(of: content.field, in: state.kind) == .latest else { return false }
    let known = state.siblings(of: content.field)
    return base.siblings(of: content.field).contains { newer in
      guard newer.time > content.sibling.time else { return false }
      return !state.vector.covers(newer.dot)
        || known.contains { $0.dot == newer.dot && $0.index == newer.index }
    }
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

  /// Whether all that a change said is in its document, or was and was taken away. Whoever only claims to
  /// have said it again has not: the bytes tell.
  func isSaidAgain(_ change: Change, in space: SpaceRow) throws(ReplicaError) -> Bool {
    guard let document = try document(change.header.document), document.space == space.no,
      let content = change.content
    else { return false }
    let later = try past(of: document)
    var next = 0
    for operation in change.header.operations {
      // A deletion is said again without an origin: it takes with it what is there now.
      if operation.kind == .delete, document.state.lifecycle == .deleted {
        next += operation.count
        continue
      }
      let siblings = document.state.siblings(of: operation.field)
      for place in 0..<operation.count {
        let dot = (operation.origins.isEmpty ? nil : operation.origins[place])?.dot ?? change.dot
        let value = content.values[next]
        next += 1
        if later.contains(where: { $0.takes(change.dot, place, from: operation.field) }) {
          continue
        }
        guard try says(siblings.filter { $0.value == value }, again: dot, in: space)
        else { return false }
      }
    }
    return true
  }

  /// Whether one of these is what a change said. Of what came by a state alone its purpose is not known.
  private func says(
    _ siblings: Siblings, again dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    for sibling in siblings {
      if sibling.dot == dot { return true }
      guard sibling.origin?.dot == dot else { continue }
      let change = try storedChange(sibling.dot, in: space)
      if change.map({ $0.change.header.purpose == .recovery }) ?? true { return true }
    }
    return false
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
