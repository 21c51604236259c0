public import SchakelCore

/// A contribution as a line in a list.
public struct DocumentSummary: Hashable, Sendable {
  /// What a list shows a sign for.
  public enum Mark: Hashable, Sendable, CaseIterable {
    case deleted
    /// A field has versions that a person must choose from.
    case conflict
    /// Somebody edited it while somebody else deleted it.
    case contested
    /// A value gave way to another that was written at the same time; it can still be seen.
    case parallelEdit
  }

  public let id: DocumentID
  /// nil for a draft.
  public let space: DocumentSpace?
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
  public let author: Author?
  /// When it was last changed, as claimed; milliseconds since 1970 (UTC).
  public let changed: UInt64
  public let state: ItemState
  public let marks: Set<Mark>

  public static let excerptLength = 160

  /// The first title; empty where there is none.
  public var title: String { titles.first ?? "" }
}
