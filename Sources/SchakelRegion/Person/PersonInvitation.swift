public import SchakelCore

/// An invitation that somebody was given, or made. Its code is nowhere.
public struct PersonInvitation: Sendable {
  /// Whether the person invited somebody else with it; else they were invited.
  public let isGiven: Bool
  /// Whether a coordinator made it from a device; else the operator did.
  public let isByCoordinator: Bool
  /// The role that comes with it.
  public let role: Role
  /// When it was given, milliseconds since 1970 (UTC), as all times here.
  public let created: UInt64
  /// Until when it is good.
  public let expires: UInt64
  /// When it was used; nil where it was not.
  public let used: UInt64?
  /// The device of theirs that used it; nil where none did.
  public let device: ReplicaID?
  /// The number of its space.
  let space: Int64

  init(
    isGiven: Bool, isByCoordinator: Bool, role: Role, created: UInt64, expires: UInt64,
    used: UInt64?, device: ReplicaID?, space: Int64
  ) {
    self.isGiven = isGiven
    self.isByCoordinator = isByCoordinator
    self.role = role
    self.created = created
    self.expires = expires
    self.used = used
    self.device = device
    self.space = space
  }
}
