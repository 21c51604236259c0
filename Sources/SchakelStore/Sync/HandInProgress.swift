public import SchakelCore

/// What became of a part of a device's last words.
public struct HandInProgress: Hashable, Sendable {
  /// Changes of which the region keeps what they say.
  public var held = 0
  /// Orders to erase that were told, and obeyed.
  public var orders = 0
  /// The spaces of which the region has more of those to tell.
  public var untold: Set<SpaceID> = []
  /// The spaces to which something was brought, and in which no fewer changes wait than before.
  public var stalled: Set<SpaceID> = []
  /// The spaces in which the region has no room for what was brought.
  public var full: Set<SpaceID> = []

  /// Nothing happened.
  public init() {}
}
