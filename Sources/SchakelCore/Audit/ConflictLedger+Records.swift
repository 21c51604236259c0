// What a change does to the record of a field.
extension ConflictLedger {
  /// What a change met in a field.
  struct Meeting {
    let field: Name
    let policy: Policy
    /// The changes that stand beside each other in the field now, its own among them.
    let with: [Dot]
    /// Whether these differ, or a person is asked.
    let isApart: Bool
    /// Whether a person is asked.
    let asks: Bool
    /// Whether it took the place of what another writer brought.
    let tookOthers: Bool
  }

  func record(of field: Name) -> ConflictRecord? {
    records.first { $0.field == field }
  }

  mutating func note(_ meeting: Meeting, _ step: Step, in state: DocumentState) {
    let place = records.firstIndex { $0.field == meeting.field }
    guard let place else {
      if meeting.isApart { begin(meeting, step, in: state) }
      return
    }
    let isOpen = records[place].isOpen
    switch (meeting.isApart, isOpen) {
    case (false, false): return
    case (false, true): records[place].events.append(step.event(.settled))
    case (true, true): join(meeting, at: place, step)
    case (true, false):
      guard opensAgain(records[place], step) else {
        if changed.contains(meeting.field) { retired.append(records[place]) }
        records.remove(at: place)
        return begin(meeting, step, in: state)
      }
      records[place].events.append(step.event(.reopened))
      records[place].add(versions(meeting.with))
    }
    changed.insert(meeting.field)
    if meeting.asks { records[place].severity = .conflict }
    // A text that a rule put together each time: nobody was asked anything, since the region writes
    // that in the commit in which the versions met.
    if step.change.header.rule != nil, records[place].isSettledByRulesAlone {
      records[place].severity = .parallelEdit
    }
  }

  /// One who goes on from an own version takes its place in the record, and where all that stand
  /// beside it have met, nothing has happened: else one who goes on writing apart would fill it.
  private mutating func join(_ meeting: Meeting, at place: Int, _ step: Step) {
    let own = records[place].versions.indices.filter {
      let dot = records[place].versions[$0].dot
      return dot.writer == step.dot.writer && step.context.covers(dot)
    }
    let others = versions(meeting.with.filter { $0 != step.dot })
    if own.isEmpty || meeting.tookOthers || !records[place].has(others) {
      records[place].events.append(step.event(.joined))
    } else {
      for each in own.reversed() { records[place].versions.remove(at: each) }
    }
    records[place].add(versions(meeting.with))
  }

  /// Whether a change that differs concerns what was settled: it knew nothing of the settlement, or
  /// takes it back.
  private func opensAgain(_ record: ConflictRecord, _ step: Step) -> Bool {
    guard let settlement = record.ending?.dot else { return false }
    if !step.context.covers(settlement) { return true }
    return step.change.header.operations.contains { operation in
      operation.field == record.field && step.change.header.purpose == .undo
        && operation.replaces.contains { $0.dot == settlement }
    }
  }

  private mutating func begin(
    _ meeting: Meeting, _ step: Step, in state: DocumentState
  ) {
    let document = step.change.header.document
    let record = ConflictRecord(
      id: ConflictRecord.identifier(
        of: document, field: meeting.field, foundBy: step.dot, hashing: step.hashing),
      kind: state.kind, document: document, field: meeting.field, policy: meeting.policy,
      severity: meeting.asks ? .conflict : .parallelEdit, versions: versions(meeting.with),
      events: [step.event(.found)])
    let place = records.firstIndex { meeting.field < $0.field } ?? records.count
    records.insert(record, at: place)
    changed.insert(meeting.field)
  }

  private func versions(_ dots: [Dot]) -> [ConflictRecord.Version] {
    dots.sorted().compactMap { change($0) }
  }
}

extension ConflictLedger.Step {
  func event(_ kind: ConflictRecord.Event.Kind) -> ConflictRecord.Event {
    let header = change.header
    return ConflictRecord.Event(
      kind: kind, position: applied.position, time: applied.time, dot: change.dot,
      purpose: header.purpose, rule: header.rule, author: header.author)
  }
}

extension ConflictRecord {
  fileprivate var isSettledByRulesAlone: Bool {
    !isOpen && policy == .text
      && events.allSatisfy { $0.kind != .settled || $0.rule != nil }
  }

  /// Whether all of these are among the versions; both are in the order of their dots.
  fileprivate func has(_ others: [Version]) -> Bool {
    var place = 0
    return others.allSatisfy { other in
      while place < versions.count && versions[place].dot < other.dot { place += 1 }
      return place < versions.count && versions[place].dot == other.dot
    }
  }

  /// Adds those that are not there yet, in one walk over both.
  fileprivate mutating func add(_ others: [Version]) {
    var merged: [Version] = []
    merged.reserveCapacity(versions.count + others.count)
    var place = 0
    for other in others {
      while place < versions.count && versions[place].dot < other.dot {
        merged.append(versions[place])
        place += 1
      }
      if place == versions.count || versions[place].dot != other.dot { merged.append(other) }
    }
    merged.append(contentsOf: versions[place...])
    versions = merged
  }
}
