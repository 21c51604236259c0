public import SchakelCore

/// An entry of the log that waits for others before it can be applied.
public struct WaitingRecord: Sendable {
  public let document: UInt64
  public let position: UInt64
  public let link: Digest

  public init(document: UInt64, position: UInt64, link: Digest) {
    self.document = document
    self.position = position
    self.link = link
  }
}
