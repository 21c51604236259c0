import SchakelCore

/// A document of which something awaits a person's settlement, or gave way without one.
public struct DocumentConflict: Hashable, Sendable {
  /// The document as a list shows it.
  public let document: DocumentSummary
  /// The fields concerned, in the order of the kind's table, each with all its versions: value, author, times and dot.
  public let fields: [DocumentField]
  /// The deletions that met an edit; empty where none did. The document stays until a person
  /// deletes it again, or restores it.
  public let deletions: [FieldVersion]
  /// Who wrote in the document without knowing of ``deletions``, each once, as far as values tell;
  /// empty where there is none.
  public let writers: [Author]
  /// Who wrote the versions, the deletions and what met them: each once, the first to write first.
  /// Of a value that was carried again, its first author.
  public let parties: [Author]
  /// Who may settle it, as far as this device knows: those who wrote a version and may write in the
  /// space still, then its coordinators. Empty for what gave way without a person.
  public let settlers: [Author]
  /// Whether it waits for the person with this device: who wrote a version, or coordinates the
  /// space.
  public let awaitsOwner: Bool
  /// Since when it is there, in milliseconds since 1970 (UTC): when the second of the versions was
  /// received by the region or, where that is not known here, written.
  public let since: UInt64
}
