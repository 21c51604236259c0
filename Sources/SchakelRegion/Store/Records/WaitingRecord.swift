public import SchakelCore

/// An entry of the log that waits for others before it can be applied.
public struct WaitingRecord: Sendable {
  /// The number of the document that it is about.
  public let document: UInt64
  /// Its place in the log.
  public let position: UInt64
  /// The chain's link there, whose first bytes go into the document's vector.
  public let link: Digest

  public init(document: UInt64, position: UInt64, link: Digest) {
    self.document = document
    self.position = position
    self.link = link
  }
}
