public import SchakelCore

/// What became of a part of a device's last words.
public struct HandInProgress: Hashable, Sendable {
  /// Changes of which the region keeps what they say.
  public var held = 0
  /// The spaces in which no fewer changes wait than before.
  public var stalled: Set<SpaceID> = []
  /// The spaces in which the region has no room for what was brought.
  public var full: Set<SpaceID> = []

  /// Nothing happened.
  public init() {}
}
