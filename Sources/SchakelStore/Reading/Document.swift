public import SchakelCore

/// A contribution as it stands on this device, shared or still a draft.
///
///     if let note = try replica.document(id) {
///       print(note.title, note["body"]?.text ?? "", note.state)
///     }
///
/// A snapshot: it does not change when the replica does.
public struct Document: Hashable, Sendable {
  /// The same wherever the document is, and already while it is a draft.
  public let id: DocumentID
  /// Where it lives; nil for a draft.
  public let space: DocumentSpace?
  /// Its kind, known to this version or not. Empty where the change that made it was refused.
  public let kind: Name
  /// What it is called: one title, or every version of one that awaits settlement.
  public let titles: [String]
  /// In the order of the kind's table; those that it does not have follow, by name.
  public let fields: [DocumentField]
  /// Who made it; nil where this device does not know.
  public let author: Author?
  /// When it was made, by the device that made it: milliseconds since 1970 (UTC). nil where its id
  /// does not tell, as with some imported ones.
  public let created: UInt64?
  /// When it was last changed, as claimed; milliseconds since 1970 (UTC).
  public let changed: UInt64
  /// Whether deletions stand, and whether an edit met one.
  public let lifecycle: Lifecycle
  /// The deletions that stand, where it is deleted or somebody edited it meanwhile.
  public let deletions: [FieldVersion]
  /// How far what was written here has come.
  public let state: ItemState

  /// The first title; empty where there is none.
  public var title: String { titles.first ?? "" }

  /// The field with this name, nil where it holds nothing.
  public subscript(name: Name) -> DocumentField? { fields.first { $0.name == name } }

  /// The fields that a person must settle.
  public var conflicts: [DocumentField] { fields.filter { $0.standing == .conflict } }

  /// The fields in which a value gave way to another that was written at the same time.
  public var parallelEdits: [DocumentField] { fields.filter { $0.standing == .parallelEdit } }
}
