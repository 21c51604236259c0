/// An invitation that was made. Its code is a secret that only this value holds.
public struct GivenInvitation: Hashable, Sendable {
  /// `Invitation.codeBytes` random bytes, good once.
  public let code: [UInt8]
  /// Who is invited: whoever uses the code writes under this pseudonym.
  public let person: PersonID
  /// Milliseconds since 1970 (UTC).
  public let expires: UInt64

  public init(code: [UInt8], person: PersonID, expires: UInt64) {
    self.code = code
    self.person = person
    self.expires = expires
  }
}
