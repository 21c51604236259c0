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
  }

  func record(of field: Name) -> ConflictRecord? {
    records.first { $0.field == field }
  }

  mutating func note(_ meeting: Meeting, _ step: inout Step, in state: DocumentState) {
    let place = records.firstIndex { $0.field == meeting.field }
    guard let place else {
      if meeting.isApart { begin(meeting, &step, in: state) }
      return
    }
    let isOpen = records[place].isOpen
    switch (meeting.isApart, isOpen) {
    case (false, false): return
    case (false, true): add(.settled, to: place, meeting, &step)
    case (true, true): add(.joined, to: place, meeting, &step)
    case (true, false):
      if opensAgain(records[place], step) {
        add(.reopened, to: place, meeting, &step)
      } else {
        records.remove(at: place)
        begin(meeting, &step, in: state)
      }
    }
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
    _ meeting: Meeting, _ step: inout Step, in state: DocumentState
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
    step.changed.append(record)
  }

  private func versions(_ dots: [Dot]) -> [ConflictRecord.Version] {
    dots.sorted().compactMap { change($0) }
  }

  private mutating func add(
    _ kind: ConflictRecord.Event.Kind, to place: Int, _ meeting: Meeting, _ step: inout Step
  ) {
    records[place].events.append(step.event(kind))
    if kind != .settled {
      for version in versions(meeting.with) { records[place].add(version) }
    }
    if meeting.asks { records[place].severity = .conflict }
    if records[place].isSettledByRulesAlone { records[place].severity = .parallelEdit }
    step.changed.append(records[place])
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
  /// A text that a rule put together each time: nobody was asked anything, since the region writes
  /// that in the commit in which the versions met.
  fileprivate var isSettledByRulesAlone: Bool {
    !isOpen && policy == .text
      && events.allSatisfy { $0.kind != .settled || $0.rule != nil }
  }

  fileprivate mutating func add(_ version: Version) {
    let place = versions.firstIndex { !($0.dot < version.dot) } ?? versions.count
    guard place == versions.count || versions[place].dot != version.dot else { return }
    versions.insert(version, at: place)
  }
}
