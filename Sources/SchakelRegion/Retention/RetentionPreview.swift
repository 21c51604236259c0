/// What would go, as of one moment: nothing else goes when it is applied.
public struct RetentionPreview: Sendable {
  /// With which ``RegionService/applyRetention(_:by:ground:daily:)`` is told that this list was seen: the SHA-256
  /// of it, of the moment and of the terms, in hexadecimal digits.
  public let token: String
  /// The moment, milliseconds since 1970 (UTC).
  public let time: UInt64
  /// What goes, in the order of the spaces and of their logs' first word of each.
  public let documents: [DueDocument]
  /// Those that stay although their term is over: a document that is still to stay has words of theirs.
  public let held: [DueDocument]
}
