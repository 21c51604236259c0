public import SchakelCore

/// A space, as the operator and its members see it.
public struct SpaceInfo: Hashable, Sendable {
  /// Drawn once; it stays when the name changes.
  public let id: SpaceID
  /// What the operator calls it now.
  public let name: String
}
