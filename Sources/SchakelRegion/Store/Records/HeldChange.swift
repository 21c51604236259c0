public import SchakelCore

/// A change of a device that was out of use when it came: refused on the record, with what it says kept
/// until a coordinator has looked at it.
public struct HeldChange: Sendable {
  /// The place of its void entry in the space's log.
  public let position: UInt64
  /// Its name.
  public let dot: Dot
  /// The first four bytes of its link.
  public let check: UInt32
  /// When it came, milliseconds since 1970 (UTC).
  public let received: UInt64
  /// The document that it speaks of.
  public let document: DocumentID
  /// `Change.encoded`, with its words.
  public let bytes: [UInt8]

  public init(
    position: UInt64, document: DocumentID, dot: Dot, check: UInt32, received: UInt64,
    bytes: [UInt8]
  ) {
    self.position = position
    self.document = document
    self.dot = dot
    self.check = check
    self.received = received
    self.bytes = bytes
  }
}
