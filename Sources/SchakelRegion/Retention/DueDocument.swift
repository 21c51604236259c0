public import SchakelCore

/// A document whose term is over.
public struct DueDocument: Sendable {
  /// Where it is.
  public let space: SpaceInfo
  /// The document.
  public let document: DocumentID
  /// Its kind.
  public let kind: Name
  /// When the region first had its last change, milliseconds since 1970 (UTC): from then on the term runs,
  /// whatever the clock said of the device that wrote it.
  public let received: UInt64
  /// When that was written, as its writer claims, milliseconds since 1970 (UTC).
  public let claimed: UInt64

  /// By which the store knows it, and how far the log had come in it.
  let place: RetentionPlace
}
