public import SchakelCore

/// A coordinator's change that says again what was held.
public struct HeldRelease: Sendable {
  /// The place of its entry in the space's log.
  public let position: UInt64
  /// The change that it says again.
  public let dot: Dot
  /// The first four bytes of that one's link.
  public let check: UInt32
  /// The document that it makes; nil where it makes none.
  public let document: DocumentID?
  /// Who said it again.
  public let person: PersonID
  /// When the region got it, milliseconds since 1970 (UTC).
  public let received: UInt64
  /// Whether it waits for others.
  public let waits: Bool
}
