public import SchakelCore

/// A space, by its id and by its name on this device.
public struct DocumentSpace: Hashable, Sendable {
  public let id: SpaceID
  public let name: String
}
