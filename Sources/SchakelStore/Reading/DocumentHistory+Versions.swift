public import SchakelCore

// What a history tells of versions that await a choice.
extension DocumentHistory {
  /// The value that all of these versions go back to, as far as it is here: what whoever wrote them
  /// had in common. nil where they have nothing in common, or it is not on this device or was erased.
  ///
  /// Found by walking back what each version replaced, from the first writer of what was carried
  /// again. Of several the one that the first version comes to first.
  ///
  /// - Complexity: O(v · n) for v versions and n changes.
  public func commonAncestor(of versions: [FieldVersion], in field: Name) -> Value? {
    guard let first = versions.first else { return nil }
    let others = versions.dropFirst().map { Set(ancestors(of: $0, in: field).map(\.dot)) }
    let common = ancestors(of: first, in: field).first { ancestor in
      others.allSatisfy { $0.contains(ancestor.dot) }
    }
    guard let values = common?.values, values.count == 1 else { return nil }
    return values[0]
  }

  /// All that stands behind a version, the nearest first.
  private func ancestors(of version: FieldVersion, in field: Name) -> [HistoryItem.Replaced] {
    var found: [HistoryItem.Replaced] = []
    var next = [version.origin?.dot ?? version.dot]
    while !next.isEmpty {
      let replaced = next.flatMap { step(of: $0, in: field)?.replaced ?? [] }
      next = []
      for ancestor in replaced where !found.contains(where: { $0.dot == ancestor.dot }) {
        found.append(ancestor)
        next.append(ancestor.dot)
      }
    }
    return found
  }

  /// The settlements of a field that whoever wrote a version had seen, the last one first. The version
  /// itself, be it a settlement, is not among them.
  public func settlements(before version: FieldVersion, in field: Name) -> [HistoryItem] {
    guard let place = items.firstIndex(where: { $0.dot == version.dot }),
      let step = step(of: version.dot, in: field)
    else { return [] }
    return items[(place + 1)...].filter { item in
      item.purpose == .resolution && item.refusal == nil && !step.concurrent.contains(item.dot)
        && item.steps.contains { $0.field == field }
    }
  }

  /// The change that brought a version, where it is here.
  public func item(of version: FieldVersion) -> HistoryItem? {
    items.first { $0.dot == version.dot }
  }

  private func step(of dot: Dot, in field: Name) -> HistoryItem.Step? {
    items.first { $0.dot == dot }?.steps.first { $0.field == field }
  }
}
