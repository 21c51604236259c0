/// A document of which something awaits a person's settlement, or gave way without one.
public struct DocumentConflict: Hashable, Sendable {
  /// The document as a list shows it.
  public let document: DocumentSummary
  /// The fields concerned, each with all its versions: value, author, times and dot.
  public let fields: [DocumentField]
  /// The deletions that met an edit; empty where none did. The document stays until a person
  /// deletes it again, or restores it.
  public let deletions: [FieldVersion]
}
