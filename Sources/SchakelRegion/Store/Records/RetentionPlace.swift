/// A document, and the last entry about it when it was looked at: if there is another since, it was
/// changed.
public struct RetentionPlace: Hashable, Sendable {
  /// The number of its space.
  public let space: Int64
  /// Its number there.
  public let document: UInt64
  /// The position of the last entry about it.
  public let latest: UInt64

  public init(space: Int64, document: UInt64, latest: UInt64) {
    self.space = space
    self.document = document
    self.latest = latest
  }
}
