public import SchakelCore

/// A page of the records that a ``ConflictQuery`` lets through: spaces in the order in which they
/// were made, and the records of each as they were found.
public struct ConflictPage: Sendable {
  /// A record, and where its document lives.
  public struct Item: Sendable {
    /// What happened.
    public let record: ConflictRecord
    /// The space of its document.
    public let space: SpaceID
  }

  /// May be fewer than asked for, or none, although there is more.
  public let items: [Item]
  /// The names that the region has for those who wrote or settled, in the order of their pseudonyms.
  public let people: [AuditPart.Person]
  /// Where the next page begins; nil where this one is the last.
  public let cursor: ConflictCursor?
}
