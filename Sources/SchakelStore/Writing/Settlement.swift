public import SchakelCore

/// What a person puts in the place of versions that await a choice.
public enum Settlement: Hashable, Sendable {
  /// One of the versions, named by the change that brought it, and by its place among the values that
  /// the change brought to the field.
  case keep(Dot, index: Int = 0)
  /// A value that the person wrote, such as one put together from several versions.
  case write(Value)
  /// The texts of all versions, in the order in which they are shown, with an empty line between.
  case keepAll
  /// No value at all.
  case clear
}

extension Settlement {
  /// The operation that settles a field.
  ///
  /// - Parameter view: what the field shows.
  func plan(
    of field: Name, _ siblings: Siblings, _ view: FieldView
  ) throws(ReplicaError) -> PlannedOperation {
    let (value, origin) = try content(of: field, siblings, view)
    let operation = Operation(
      .set, field: field, replaces: FieldEdit.targets(of: siblings), count: 1,
      origins: origin.map { [$0] } ?? [])
    return PlannedOperation(operation: operation, values: [value])
  }

  private func content(
    of field: Name, _ siblings: Siblings, _ view: FieldView
  ) throws(ReplicaError) -> (Value, Operation.Origin?) {
    switch self {
    case .write(let value): return (value, nil)
    case .clear: return (.null, nil)
    case .keep(let dot, let index):
      guard let kept = siblings.first(where: { $0.dot == dot && $0.index == index }) else {
        throw ReplicaError(
          .invalidEdit(field), "\(field.text) has no version \(dot.text). Look at them again.")
      }
      guard let value = kept.value else {
        throw ReplicaError(
          .invalidEdit(field), "What that version said was erased. Choose another, or write one.")
      }
      return (value, kept.asOrigin)
    case .keepAll:
      let texts = view.shown.compactMap(\.text)
      guard texts.count == view.shown.count else {
        throw ReplicaError(
          .invalidEdit(field),
          "Not all versions of \(field.text) are texts. Keep one of them, or write a value.")
      }
      return (Value(texts.joined(separator: "\n\n")), nil)
    }
  }
}

extension Sibling {
  /// Where a value comes from that is carried again: its first author stays its author.
  var asOrigin: Operation.Origin {
    origin ?? Operation.Origin(dot: dot, author: author)
  }
}
