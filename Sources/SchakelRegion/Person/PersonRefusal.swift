public import SchakelCore

/// A change of a person's that the region refused.
public struct PersonRefusal: Sendable {
  /// Its name.
  public let dot: Dot
  /// Its document; nil where it was too damaged to tell.
  public let document: DocumentID?
  /// Why.
  public let reason: VoidReason
  /// When, milliseconds since 1970 (UTC).
  public let received: UInt64
}
