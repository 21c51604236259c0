public import SchakelCore

/// What to do to one field of a document.
public enum FieldEdit: Hashable, Sendable {
  /// This value in place of what is there. On a set: exactly this element.
  case set(Name, Value)
  /// These values in place of what is there: the elements of a set.
  case setAll(Name, [Value])
  /// Elements into a set; those that are in it already change nothing.
  case add(Name, [Value])
  /// Elements out of a set; those that are not in it change nothing.
  case remove(Name, [Value])
  /// No value at all. What others write at the same time is then a version beside the empty field.
  case clear(Name)

  /// The field that is edited.
  public var field: Name {
    switch self {
    case .set(let field, _), .setAll(let field, _), .add(let field, _), .remove(let field, _),
      .clear(let field):
      field
    }
  }
}

extension FieldEdit {
  /// The operation that does this to `state`, or nil where it would change nothing.
  func plan(
    on state: DocumentState, kind: Name?, person: PersonID
  ) throws(ReplicaError) -> PlannedOperation? {
    let policy = Kind.policy(of: field, in: kind)
    let siblings = state.siblings(of: field)
    try checkShape(policy)
    switch self {
    case .add(_, let elements):
      let present = siblings.compactMap(\.value)
      return adding(elements.distinct.filter { !present.contains($0) }, as: .add, replacing: [])
    case .remove(_, let elements):
      return removing(siblings.filter { $0.value.map(elements.contains) ?? false })
    case .set(_, let value):
      return try setting([value], policy, state, siblings, person)
    case .setAll(_, let values):
      return try setting(values.distinct, policy, state, siblings, person)
    case .clear:
      return try clearing(policy, state, siblings, person)
    }
  }

  /// A null in place of what is there. A change that brought nothing would lose to whatever was
  /// written at the same time, and nobody would hear of it.
  ///
  /// Out of a set its elements are taken, where a concurrent addition wins by intent. And of a field
  /// that shows the most careful value all values are taken: a null is not on its scale, so that it
  /// would count as more careful than any and hide what others write, such as an urgent signal.
  private func clearing(
    _ policy: Policy, _ state: DocumentState, _ siblings: Siblings, _ person: PersonID
  ) throws(ReplicaError) -> PlannedOperation? {
    switch policy {
    case .union, .strictest: return try setting([], policy, state, siblings, person)
    case .latest, .keepAll, .text, .perPerson:
      let isEmpty = Self.replaced(siblings, policy, person).allSatisfy { $0.value == .null }
      return isEmpty ? nil : try setting([.null], policy, state, siblings, person)
    }
  }

  /// Elements are a set's affair: added to a field of one value, they would make a conflict of it,
  /// and taken out of one, they would settle a conflict without a word.
  private func checkShape(_ policy: Policy) throws(ReplicaError) {
    switch self {
    case .add, .remove:
      guard policy == .union else {
        throw ReplicaError(
          .invalidEdit(field), "\(field.text) holds one value, not a set. Set it instead.")
      }
    case .setAll(_, let values):
      guard policy == .union || values.count < 2 else {
        throw ReplicaError(.invalidEdit(field), "\(field.text) takes one value.")
      }
    case .set, .clear: break
    }
  }

  private func setting(
    _ values: [Value], _ policy: Policy, _ state: DocumentState, _ siblings: Siblings,
    _ person: PersonID
  ) throws(ReplicaError) -> PlannedOperation? {
    let view = state.view(of: field, policy: policy)
    guard view.standing != .conflict else {
      throw ReplicaError(
        .awaitsSettlement(field),
        "\(field.text) was changed by several people at once. Settle it first: choose one of the "
          + "versions, or write a new one.")
    }
    let seen = Self.replaced(siblings, policy, person)
    if Self.hold(seen, values) { return nil }
    if values.isEmpty { return removing(seen) }
    return adding(values, as: .set, replacing: Self.targets(of: seen))
  }

  /// What a person replaces who writes the field: all of it, or what is that person's own.
  private static func replaced(
    _ siblings: Siblings, _ policy: Policy, _ person: PersonID
  ) -> Siblings {
    policy == .perPerson ? siblings.filter { $0.author == person } : siblings
  }

  /// Whether these siblings hold just these values, in any order.
  private static func hold(_ siblings: Siblings, _ values: [Value]) -> Bool {
    if siblings.count == 1 && values.count == 1 { return siblings[0].value == values[0] }
    // What was erased may decide what is shown.
    guard !siblings.contains(where: { $0.value == nil }) else { return false }
    return siblings.compactMap(\.value).sorted() == values.sorted()
  }

  private func adding(
    _ values: [Value], as kind: Operation.Kind, replacing targets: [Operation.Target]
  ) -> PlannedOperation? {
    guard !values.isEmpty else { return nil }
    let operation = Operation(kind, field: field, replaces: targets, count: values.count)
    return PlannedOperation(operation: operation, values: values)
  }

  /// Out of many values that came with one change, only those that are meant.
  private func removing(_ siblings: Siblings) -> PlannedOperation? {
    guard !siblings.isEmpty else { return nil }
    let targets = siblings.map { Operation.Target($0.dot, index: $0.index) }
    let operation = Operation(.remove, field: field, replaces: targets, count: 0)
    return PlannedOperation(operation: operation, values: [])
  }

  /// Every dot once, with all that it brought.
  static func targets(of siblings: Siblings) -> [Operation.Target] {
    var targets: [Operation.Target] = []
    for sibling in siblings where targets.last?.dot != sibling.dot {
      targets.append(Operation.Target(sibling.dot))
    }
    return targets
  }
}

extension [Value] {
  /// Each value once, at its first place.
  var distinct: [Value] {
    var out: [Value] = []
    for value in self where !out.contains(value) { out.append(value) }
    return out
  }
}
