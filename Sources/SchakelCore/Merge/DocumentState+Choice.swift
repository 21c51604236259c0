extension DocumentState {
  /// Whether an operation replaces several versions of a field, of which a person is to choose: that
  /// goes by a settlement, which says why. A field that this version does not know may be a set.
  package func awaitsChoice(among operation: Operation) -> Bool {
    let siblings = siblings(of: operation.field)
    guard siblings.count > 1, operation.field != .lifecycle,
      let definition = kind.flatMap(Kind.named)?.field(operation.field), definition.policy.asks
    else { return false }
    let targets = Set(operation.replaces)
    var values: Set<Value> = []
    for sibling in siblings {
      let isNamed =
        targets.contains(Operation.Target(sibling.dot))
        || targets.contains(Operation.Target(sibling.dot, index: sibling.index))
      if isNamed, let value = sibling.value { values.insert(value) }
    }
    return values.count > 1
  }
}
