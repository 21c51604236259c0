extension Change {
  /// Whether it lets everybody see a contribution: it brings the field `visibility` the value `public`. Only
  /// a coordinator may. False of a change whose words were erased.
  public var publishes: Bool {
    guard header.namesVisibility, let values = content?.values else { return false }
    var start = 0
    for operation in header.operations {
      let end = min(start + operation.count, values.count)
      if values[start..<end].contains(where: { $0.publishes(as: operation.field) }) { return true }
      start = end
    }
    return false
  }
}

extension ChangeHeader {
  /// Whether it may be one of those that ``Change/publishes`` tells: whoever asks can then read the values.
  package var namesVisibility: Bool {
    operations.indices.contains { operations[$0].namesVisibility }
  }
}

extension Operation {
  /// Whether it brings the field that says who sees a contribution any value.
  package var namesVisibility: Bool { count > 0 && field == Value.visibility }
}

extension Value {
  fileprivate static let visibility: Name = "visibility"

  /// Whether it lets everybody see a contribution, as the value of this field.
  package func publishes(as field: Name) -> Bool {
    field == Self.visibility && self == Value("public")
  }
}
