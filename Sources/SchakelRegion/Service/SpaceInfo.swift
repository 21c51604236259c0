public import SchakelCore

/// A space, as the operator and its members see it.
public struct SpaceInfo: Hashable, Sendable {
  public let id: SpaceID
  public let name: String
}
