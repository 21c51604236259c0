/// What happened to a document, as far as this device knows.
public struct DocumentHistory: Hashable, Sendable {
  /// The newest first, as this device came to know them: what a change builds on stands below it.
  public let items: [HistoryItem]
  /// Whether nothing is missing, back to the change that made the document. A device that started
  /// from the region's document states has no more than what came since; the region has the rest.
  public let isComplete: Bool
}
