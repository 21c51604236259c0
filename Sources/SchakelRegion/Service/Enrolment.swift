public import SchakelCore

/// What a device gets for an invitation.
public struct Enrolment: Hashable, Sendable {
  /// The device's credential, 256 random bits in hexadecimal digits. The server keeps its hash
  /// alone: it is told here, and never again. nil for a device that has one.
  public let token: String?
  /// When the token ends, milliseconds since 1970 (UTC), unless the device renews it before; nil for a
  /// device that has one.
  public let tokenEnd: UInt64?
  /// The pseudonym under which the person writes.
  public let person: PersonID
  /// As the operator has it now.
  public let personName: String
  /// As people know the region.
  public let regionName: String
  /// The spaces that the person is in now.
  public let spaces: [Membership]

  /// A space that the person is in, with what they may do there.
  public struct Membership: Hashable, Sendable {
    /// The same on every device.
    public let space: SpaceID
    /// What the operator calls it now.
    public let name: String
    /// Any but ``Role/none``.
    public let role: Role
  }
}
