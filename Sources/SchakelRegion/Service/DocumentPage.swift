public import SchakelCore

/// A page of the feed of documents, for those who bring them elsewhere.
public struct DocumentPage: Sendable {
  public let items: [Item]
  /// Where the next page begins.
  public let cursor: Cursor
  /// Whether there is more to be had at once.
  public let more: Bool

  /// A document as it stands when the page is read.
  public struct Item: Sendable {
    public let document: DocumentID
    public let space: SpaceID
    public let kind: Name
    public let lifecycle: Lifecycle
    /// The fields that have a value, in the order of their names' bytes, each as its policy shows it.
    public let fields: [(name: Name, view: FieldView)]
    /// Where in the log it last changed, and when the region received that: milliseconds since 1970
    /// (UTC).
    public let position: UInt64
    public let received: UInt64
  }
}
