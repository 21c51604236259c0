public import SchakelCore

/// A change that a person wrote.
public struct PersonChange: Sendable {
  /// The change: its header, and its words unless they were erased.
  public let change: Change
  /// When the region got it, milliseconds since 1970 (UTC); nil of what is kept aside.
  public let received: UInt64?

  /// What each of its operations brought to a field: the operation, and its values; nil where they were
  /// erased.
  public var operations: [(operation: Operation, values: [Value]?)] {
    var start = 0
    return change.header.operations.map { operation in
      defer { start += operation.count }
      guard let values = change.content?.values, start + operation.count <= values.count else {
        return (operation, nil)
      }
      return (operation, Array(values[start..<start + operation.count]))
    }
  }
}
