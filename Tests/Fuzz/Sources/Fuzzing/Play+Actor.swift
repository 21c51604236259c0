import SchakelCore

extension Play {
  /// One of those who write: a replica's view of the document.
  struct Actor {
    let writer: Writer
    var state = DocumentState()
    /// Of its last act.
    var counter: UInt64 = 0
    private var waiting: [Act] = []

    init(writer: Writer) { self.writer = writer }

    /// Takes an act in, or lets it wait; then tries again what waited.
    mutating func hear(_ act: Act) throws(FuzzTarget.Broken) {
      if try take(act) { try retry() } else { waiting.append(act) }
    }

    /// Tries again whatever waits, until nothing moves.
    mutating func retry() throws(FuzzTarget.Broken) {
      var moved = true
      while moved {
        moved = false
        for act in waiting where try take(act) { moved = true }
        waiting.removeAll { state.vector.covers($0.change.dot) }
      }
    }

    /// Whether the act is part of the state now, and news. One that waits is not.
    private mutating func take(_ act: Act) throws(FuzzTarget.Broken) -> Bool {
      let isNews = !state.vector.covers(act.change.dot)
      switch try outcome(of: act) {
      case .applied where isNews:
        if let failure = state.invariantFailure { throw FuzzTarget.Broken(failure) }
        return true
      case .known where !isNews: return false
      case .waiting where isNews: return false
      case let outcome: throw FuzzTarget.Broken("\(outcome) for \(isNews ? "news" : "old news")")
      }
    }

    private mutating func outcome(of act: Act) throws(FuzzTarget.Broken) -> ApplyOutcome {
      if act.isVoid {
        return state.recordVoid(act.change.dot, previous: act.previous, check: act.check)
      }
      do throws(CBORError) {
        return try state.apply(act.change, check: act.check)
      } catch {
        throw FuzzTarget.Broken("a change that was read cannot be applied: \(error)")
      }
    }

    /// Obeys the erasures of these acts.
    mutating func erase(_ acts: [Act]) {
      for act in acts where act.isErased && !act.isVoid { state.erase(act.change.dot) }
    }
  }
}

// MARK: Writing

extension Play.Actor {
  /// What the bytes make this actor write, through its encoding; nil for what no format allows.
  func change(makes: Bool, _ supply: inout Supply) -> Change? {
    var operations: [Operation] = []
    var values: [Value] = []
    for field in Self.fields where makes ? field == "title" : supply.once(in: 3) {
      let operation = operation(on: field, &supply)
      operations.append(operation)
      for _ in 0..<operation.count { values.append(Self.value(operation.kind, &supply)) }
    }
    let header = ChangeHeader(
      counter: counter + 1 + UInt64(supply.below(3)),
      document: DocumentID(milliseconds: 1, random: (2, 3)),
      time: HybridTime(rawValue: UInt64(supply.below(5)) << 16),
      author: PersonID(rawValue: UInt64(supply.below(2))), context: state.vector,
      operations: operations, kind: makes ? "fieldNote" : nil)
    let salt = [UInt8](repeating: 7, count: Limits.saltBytes)
    let change = Change(
      header: header, writer: writer, content: Payload.Content(salt: salt, values: values))
    return try? Change(encoded: change.encoded, writer: writer)
  }

  /// In order; the first is the register of deletions.
  private static let fields: [Name] = ["", "body", "themes", "title"]

  private func operation(on field: Name, _ supply: inout Supply) -> Operation {
    let targets = targets(in: field, &supply)
    if field == .lifecycle {
      let isDeleted = supply.once(in: 2)
      return Operation(
        isDeleted ? .delete : .restore, field: field, replaces: targets, count: isDeleted ? 1 : 0)
    }
    let kinds: [Operation.Kind] = [.set, .add, .remove]
    let kind = kinds[supply.below(kinds.count)]
    let count = kind == .remove ? 0 : supply.below(4)
    let origins = (0..<count).map { _ in origin(&supply) }
    return Operation(kind, field: field, replaces: targets, count: count, origins: origins)
  }

  /// Some or all of what is there, whole changes or single values of them; or what was there once.
  private func targets(in field: Name, _ supply: inout Supply) -> [Operation.Target] {
    var targets: [Operation.Target] = []
    for sibling in state.siblings(of: field) where !supply.once(in: 3) {
      let index = supply.once(in: 3) ? sibling.index : nil
      targets.append(Operation.Target(sibling.dot, index: index))
    }
    if supply.once(in: 8), let entry = state.vector.entries.first {
      targets.append(Operation.Target(entry.dot))
    }
    var distinct: [Operation.Target] = []
    for target in targets.sorted() where distinct.last != target { distinct.append(target) }
    return distinct
  }

  private func origin(_ supply: inout Supply) -> Operation.Origin? {
    guard supply.once(in: 4), let entry = state.vector.entries.last else { return nil }
    return Operation.Origin(dot: entry.dot, author: PersonID(rawValue: 9))
  }

  private static func value(_ kind: Operation.Kind, _ supply: inout Supply) -> Value {
    let values = [Value("a"), Value("b"), Value(true), Value(7), .null]
    return kind == .delete ? .null : values[supply.below(values.count)]
  }
}
