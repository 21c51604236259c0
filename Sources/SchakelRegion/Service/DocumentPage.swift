public import SchakelCore

/// A page of the feed of documents, for those who bring them elsewhere.
public struct DocumentPage: Sendable {
  /// In the order in which they last changed; may be empty although there is more.
  public let items: [Item]
  /// Where the next page begins.
  public let cursor: Cursor
  /// Whether there is more to be had at once.
  public let more: Bool

  /// A document as it stands when the page is read.
  public struct Item: Sendable {
    /// The document's id, the same at every change of it.
    public let document: DocumentID
    /// The space of the page.
    public let space: SpaceID
    /// As the document says, known to this version or not.
    public let kind: Name
    /// Deleted documents come too, so that they can be taken away elsewhere.
    public let lifecycle: Lifecycle
    /// The fields that have a value, in the order of their names' bytes, each as its policy shows it.
    public let fields: [(name: Name, view: FieldView)]
    /// Where in the log it last changed.
    public let position: UInt64
    /// When the region received the last change, milliseconds since 1970 (UTC).
    public let received: UInt64
  }
}
