public import SchakelCore

/// A code that was given out.
public struct InvitationRecord: Sendable {
  /// Who is invited.
  public let person: PersonID
  /// The number of the space.
  public let space: Int64
  /// The role that the person gets there.
  public let role: Role
  /// Until when the code is good, milliseconds since 1970 (UTC).
  public let expires: UInt64
  /// When it was used, milliseconds since 1970 (UTC); nil while it was not.
  public let used: UInt64?
  /// The device that used it; nil while nobody has.
  public let replica: ReplicaID?
  /// The coordinator who made it, from a device; nil for the operator.
  public let maker: Maker?

  /// Who invited, and from where.
  public struct Maker: Hashable, Sendable {
    /// The coordinator.
    public let person: PersonID
    /// The device that asked for it.
    public let replica: ReplicaID
  }

  public init(
    person: PersonID, space: Int64, role: Role, expires: UInt64, used: UInt64?,
    replica: ReplicaID?, maker: Maker?
  ) {
    self.person = person
    self.space = space
    self.role = role
    self.expires = expires
    self.used = used
    self.replica = replica
    self.maker = maker
  }
}
