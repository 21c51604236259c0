public import SchakelCore

/// What became of a bundle that somebody carried to the region. Each change in it counts once.
public struct BundleIntake: Hashable, Sendable {
  /// The bundle's space.
  public let space: SpaceID
  /// Changes that are in the log since, and count or wait.
  public var taken: UInt64 = 0
  /// Changes that were here already.
  public var known: UInt64 = 0
  /// Those of the taken and known that wait for others.
  public var waiting: [Dot] = []
  /// Changes that are in the log as refused since, with the reason.
  public var voids: [Void] = []
  /// Changes of which the region has another one under the same dot: nothing of their run was taken.
  public var forks: [Dot] = []
  /// Writers of runs of which the beginning is neither here nor in the bundle.
  public var gaps: [Writer] = []
  /// Writers of runs that were not taken: the seal does not hold, or is of a device that the region
  /// did not let in, or not into this space.
  public var refused: [Writer] = []

  /// A change that was refused.
  public struct Void: Hashable, Sendable {
    /// The change.
    public let dot: Dot
    /// Why.
    public let reason: VoidReason
  }

  init(space: SpaceID) { self.space = space }

  /// Whether all that is in the bundle is in the log now.
  public var isWhole: Bool { forks.isEmpty && gaps.isEmpty && refused.isEmpty }
}
