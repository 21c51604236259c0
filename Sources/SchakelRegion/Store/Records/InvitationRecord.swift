public import SchakelCore

/// A code that was given out.
public struct InvitationRecord: Sendable {
  public let person: PersonID
  public let space: Int64
  public let role: Role
  public let expires: UInt64
  /// When and by which device it was used.
  public let used: UInt64?
  public let replica: ReplicaID?

  public init(
    person: PersonID, space: Int64, role: Role, expires: UInt64, used: UInt64?,
    replica: ReplicaID?
  ) {
    self.person = person
    self.space = space
    self.role = role
    self.expires = expires
    self.used = used
    self.replica = replica
  }
}
