public import SchakelCore

/// A change whose words are gone, or will not be taken should it come.
public struct ErasedChange: Sendable {
  /// Its name.
  public let dot: Dot
  /// The request that it was erased for.
  public let request: Int64
  /// The place of the order in the space's log.
  public let position: UInt64

  public init(dot: Dot, request: Int64, position: UInt64) {
    self.dot = dot
    self.request = request
    self.position = position
  }
}
