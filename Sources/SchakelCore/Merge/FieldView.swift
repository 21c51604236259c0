/// What a field shows, and how that came about.
public struct FieldView: Hashable, Sendable {
  /// Whether anybody has to do anything.
  public enum Standing: Hashable, Sendable {
    /// One value, or equal ones.
    case plain
    /// Values were written apart and the policy settled it; the others can still be seen.
    case parallelEdit
    /// Values were written apart and a person is needed.
    case conflict
  }

  /// What is shown: one value, or none where the field was cleared; all of a set, in order of bytes;
  /// or every version of a conflict, the newest first, in which a null stands for the empty field.
  public let shown: [Value]
  /// Every sibling, the newest first.
  public let siblings: Siblings
  /// While it is a conflict, clients refuse an ordinary edit of the field.
  public let standing: Standing

  /// The first value shown.
  public var value: Value? { shown.first }
  /// Whether a value here was erased on the record.
  public var hasErased: Bool { siblings.contains { $0.content == .erased } }
}
