public import SchakelCore

/// What a device gets for an invitation.
public struct Enrolment: Hashable, Sendable {
  /// The device's credential, 256 random bits in hexadecimal digits. The server keeps its hash
  /// alone: it is told here, and never again. nil for a device that has one.
  public let token: String?
  /// The pseudonym under which the person writes.
  public let person: PersonID
  public let personName: String
  public let regionName: String
  /// The spaces that the person is in now.
  public let spaces: [Membership]

  public struct Membership: Hashable, Sendable {
    public let space: SpaceID
    public let name: String
    public let role: Role
  }
}
