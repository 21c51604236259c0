extension ConflictLedger {
  /// Makes ready for a change that is about to be applied to `state`, the document as it is before.
  ///
  /// Most fields are touched once, by the change that made the document, and most documents never
  /// again. What that touched is in the state, and is written out here only when another change is
  /// about to touch it.
  public mutating func prepare(for change: Change, in state: DocumentState) {
    guard let birth, let maker = self.change(birth) else { return }
    for operation in change.header.operations where operation.field != .lifecycle {
      let range = touches(of: operation.field)
      let siblings = state.siblings(of: operation.field)
      guard range.isEmpty, siblings.first?.dot == birth else { continue }
      let touch = Touch(
        field: operation.field, dot: birth, author: maker.author, brought: Brought(siblings))
      touches.insert(touch, at: range.lowerBound)
    }
  }

  /// Takes a change that was applied.
  ///
  /// - Parameter state: the document with the change in it.
  public mutating func take(
    _ change: Change, _ applied: Applied, in state: DocumentState, hashing: Hashing
  ) {
    let header = change.header
    let version = ConflictRecord.Version(
      dot: change.dot, context: header.context, author: header.author, time: header.time,
      received: applied.received, payload: applied.payload)
    if changes.isEmpty && header.canBeNewborn {
      birth = change.dot
      changes = [version]
      tips = [change.dot]
      return
    }
    let apart = tips.filter { !header.context.covers($0) }
    tips = apart + [change.dot]
    changes.insert(version, at: place(of: change.dot))
    let step = Step(change: change, version: version, applied: applied, hashing: hashing)
    var first = 0
    for operation in header.operations {
      if operation.field != .lifecycle {
        touch(operation, from: first, step, in: state)
      }
      first += operation.count
    }
    takeLifecycle(apart, step, in: state)
    prune()
  }

  /// Notes that payloads were erased. What was found stands.
  ///
  /// - Parameters:
  ///   - position: of the erasure in the log.
  ///   - time: the erasure's, milliseconds since 1970 (UTC).
  public mutating func erase(
    _ dots: [Dot], at position: UInt64, time: UInt64
  ) {
    // A deletion mark stays whole: what it holds was never in the payload.
    for place in touches.indices
    where dots.contains(touches[place].dot) && touches[place].field != .lifecycle {
      touches[place].brought = .erased
    }
    for place in records.indices {
      let erased = records[place].versions.filter { dots.contains($0.dot) }
      for version in erased {
        records[place].events.append(
          ConflictRecord.Event(
            kind: .erased, position: position, time: time, dot: version.dot, purpose: .edit,
            rule: nil, author: nil))
      }
      if !erased.isEmpty { changed.insert(records[place].field) }
    }
  }

  /// One change on its way through the ledger.
  struct Step {
    let change: Change
    let version: ConflictRecord.Version
    let applied: Applied
    let hashing: Hashing

    var dot: Dot { change.dot }
    var context: VersionVector { change.header.context }
  }

  private mutating func touch(
    _ operation: Operation, from first: Int, _ step: Step, in state: DocumentState
  ) {
    let field = operation.field
    let brought: Brought =
      step.change.content.map { .values(Array($0.values[first..<first + operation.count])) }
      ?? .erased
    let (range, tookOthers) = replaceSeen(of: field, by: brought, step)
    let policy = Kind.policy(of: field, in: state.kind)
    let together = touches[range]
    let asks =
      policy.asks && state.siblings(of: field).count > 1
      && state.view(of: field, policy: policy).standing == .conflict
    let differs = together.count > 1 && Self.differ(together, policy, step.hashing)
    let meeting = Meeting(
      field: field, policy: policy, with: together.map { $0.dot }, isApart: asks || differs,
      asks: asks, tookOthers: tookOthers)
    note(meeting, step, in: state)
  }

  /// Lets a change take the place of the touches that it has seen. Answers where those are now that
  /// are left, with its own, and whether another writer's are gone.
  private mutating func replaceSeen(
    of field: Name, by brought: Brought, _ step: Step
  ) -> (Range<Int>, Bool) {
    let range = touches(of: field)
    let tookOthers = touches[range].contains {
      $0.dot.writer != step.dot.writer && step.context.covers($0.dot)
    }
    var list = touches[range].filter { !step.context.covers($0.dot) }
    let touch = Touch(
      field: field, dot: step.dot, author: step.version.author, brought: brought)
    list.insert(touch, at: list.firstIndex { step.dot < $0.dot } ?? list.count)
    touches.replaceSubrange(range, with: list)
    return (range.lowerBound..<range.lowerBound + list.count, tookOthers)
  }

  /// Whether two of them brought different things. Under `perPerson` each person's are apart.
  private static func differ(
    _ touches: ArraySlice<Touch>, _ policy: Policy, _ hashing: Hashing
  ) -> Bool {
    guard policy == .perPerson else {
      guard let first = touches.first else { return false }
      return touches.dropFirst().contains { !$0.brought.isSame(as: first.brought, hashing) }
    }
    return touches.indices.contains { place in
      touches[..<place].contains {
        $0.author == touches[place].author
          && !$0.brought.isSame(as: touches[place].brought, hashing)
      }
    }
  }

  // MARK: Deletions

  /// An edit that met a deletion. The document says whether it is contested; who met whom, vectors.
  private mutating func takeLifecycle(
    _ apart: [Dot], _ step: Step, in state: DocumentState
  ) {
    let deed = step.change.header.operations.first { $0.field == .lifecycle }
    let before = touches(of: .lifecycle)
    guard deed != nil || !before.isEmpty else { return }
    var met: [Dot]
    if deed?.kind == .delete {
      met = apart
    } else {
      let deletions = touches[before].filter { $0.brought.isSame(as: .deletion, step.hashing) }.map
      { $0.dot }
      met = deletions.filter { !step.context.covers($0) }
      // One who knew of it and wrote all the same, as no app does.
      if met.isEmpty && deed == nil { met = deletions }
    }
    if let deed {
      _ = replaceSeen(of: .lifecycle, by: deed.kind == .delete ? .deletion : .values([]), step)
    }
    let isContested = state.lifecycle == .contested
    let knew = met.allSatisfy { step.context.covers($0) }
    if isContested && knew && deed == nil && record(of: .lifecycle)?.isOpen == true { return }
    let meeting = Meeting(
      field: .lifecycle, policy: .keepAll, with: met + [step.dot], isApart: isContested,
      asks: isContested, tookOthers: deed != nil)
    note(meeting, step, in: state)
  }

  // MARK: What is kept

  private static let idleChanges = 8

  /// Lets go of the changes that nothing names any more.
  private mutating func prune() {
    // Now and then: it costs as much as there is.
    guard changes.count > 2 * tips.count + Self.idleChanges else { return }
    var named = Set(tips).union(touches.map { $0.dot })
    if let birth { named.insert(birth) }
    changes.removeAll { !named.contains($0.dot) }
  }
}

extension ConflictLedger.Brought {
  static let deletion = Self.values([.null])

  /// What siblings that one change brought say together.
  fileprivate init(_ siblings: Siblings) {
    var values: [Value] = []
    for sibling in siblings {
      guard let value = sibling.value else {
        self = .erased
        return
      }
      values.append(value)
    }
    self = .values(values)
  }
}

extension ChangeHeader {
  /// Whether what the change touched can be read from the state that it made, and nothing goes on
  /// record: every operation brings something, into a field, and one value where several ask.
  package var canBeNewborn: Bool {
    kind != nil && context.isEmpty
      // By place: an operation that is copied costs more than what is asked of it.
      && operations.indices.allSatisfy { place in
        operations[place].count > 0 && operations[place].field != .lifecycle
          && operations[place].replaces.isEmpty
          && (operations[place].count == 1
            || !Kind.policy(of: operations[place].field, in: kind).asks)
      }
  }
}
