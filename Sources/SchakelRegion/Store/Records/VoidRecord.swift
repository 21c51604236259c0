public import SchakelCore

/// A refused change: what is needed to recognise it when it is pushed again.
public struct VoidRecord: Sendable {
  /// Its counter in its stream.
  public let counter: UInt64
  /// The place of its void entry in the log.
  public let position: UInt64
  /// SHA-256 of the change as it came. Its bytes are its writer's, and are not kept.
  public let digest: Digest

  public init(counter: UInt64, position: UInt64, digest: Digest) {
    self.counter = counter
    self.position = position
    self.digest = digest
  }
}
