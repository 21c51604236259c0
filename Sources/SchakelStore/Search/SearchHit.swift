/// A contribution in which the words were found.
public struct SearchHit: Hashable, Sendable {
  /// The contribution as a list shows it.
  public let document: DocumentSummary
  /// The title, or the titles, one a line.
  public let title: MarkedText
  /// A piece of the text after the title: where the words are, or its beginning where they are in
  /// the title alone.
  public let snippet: MarkedText
  /// Lower is better. Comparable within one search only, and not between drafts and what is shared.
  public let rank: Double
}
