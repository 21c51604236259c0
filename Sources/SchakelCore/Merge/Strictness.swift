/// From the least to the most careful value of a field.
public enum Strictness: Hashable, Sendable {
  /// none < watch < urgent
  case signal
  /// public < region < team < own
  case visibility
  /// given < withdrawn
  case consent

  /// The values in order, the most careful last.
  public var scale: [String] {
    switch self {
    case .signal: ["none", "watch", "urgent"]
    case .visibility: ["public", "region", "team", "own"]
    case .consent: ["given", "withdrawn"]
    }
  }

  /// The last value on the scale.
  var mostCareful: Value { Value(scale[scale.count - 1]) }

  /// The place of a value on the scale. A value that this version does not know counts as more
  /// careful than all it does: it is not for us to widen what a newer version narrowed.
  func rank(of value: Value) -> Int {
    guard let text = value.text else { return scale.count }
    return scale.firstIndex { $0.utf8.elementsEqual(text.utf8) } ?? scale.count
  }
}
