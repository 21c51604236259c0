public import SchakelCore

/// A field of a document as people see it, under its policy.
public struct DocumentField: Hashable, Sendable {
  /// The field's name in the kind's table, or one that this version does not know.
  public let name: Name
  /// How concurrent values show; ``Policy/keepAll`` where the field is not known here.
  public let policy: Policy
  /// What is shown: one value, or none where the field was cleared; all of a set, in order of bytes;
  /// or every version of a conflict, the newest first, in which a null stands for the empty field.
  public let shown: [Value]
  /// Whether a person must choose, or could look at what gave way.
  public let standing: FieldView.Standing
  /// Every version that is kept, the newest first, shown or not. Empty in a draft.
  public let versions: [FieldVersion]

  /// The first value shown.
  public var value: Value? { shown.first }
  /// The first value shown, where it is text.
  public var text: String? { value?.text }
  /// Whether it was cleared, and nothing else is known of it.
  var isEmpty: Bool { shown.isEmpty && standing == .plain && !hasErased }
  /// Whether a value here was erased on the record.
  public var hasErased: Bool { versions.contains { $0.value == nil } }
}
