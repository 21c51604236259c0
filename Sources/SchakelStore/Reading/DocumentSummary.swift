public import SchakelCore

/// A contribution as a line in a list.
public struct DocumentSummary: Hashable, Sendable {
  /// What a list shows a sign for.
  public enum Mark: Hashable, Sendable, CaseIterable {
    /// Deletions cover all that was written.
    case deleted
    /// A field has versions that a person must choose from.
    case conflict
    /// Somebody edited it while somebody else deleted it.
    case contested
    /// A value gave way to another that was written at the same time; it can still be seen.
    case parallelEdit
  }

  /// What ``Replica/document(_:)`` takes.
  public let id: DocumentID
  /// nil for a draft.
  public let space: DocumentSpace?
  /// Empty where the change that made it was refused.
  public let kind: Name
  /// One title, or every version of one that awaits settlement.
  public let titles: [String]
  /// The text after the title, from its beginning; empty where there is none. At most
  /// ``excerptLength`` characters.
  public let excerpt: String
  /// The codes of its areas.
  public let areas: [String]
  /// The day observed, `YYYY-MM-DD`.
  public let day: String?
  /// Who made it; nil where this device does not know.
  public let author: Author?
  /// When it was last changed, as claimed; milliseconds since 1970 (UTC).
  public let changed: UInt64
  /// How far what was written here has come.
  public let state: ItemState
  /// The signs, in no order; empty for most.
  public let marks: Set<Mark>

  /// The most characters of ``excerpt``.
  public static let excerptLength = 160

  /// The first title; empty where there is none.
  public var title: String { titles.first ?? "" }
}
