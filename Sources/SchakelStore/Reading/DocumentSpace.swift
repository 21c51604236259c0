public import SchakelCore

/// A space, by its id and by its name on this device.
public struct DocumentSpace: Hashable, Sendable {
  /// The same on every device.
  public let id: SpaceID
  /// As the region last said it; it may be another tomorrow.
  public let name: String
}
