public import SchakelCore

/// An invitation that was made. Its code is a secret that only this value holds.
public struct GivenInvitation: Hashable, Sendable {
  /// `Invitation.codeBytes` random bytes, good once.
  public let code: [UInt8]
  /// Who is invited: whoever uses the code writes under this pseudonym.
  public let person: PersonID
  /// Milliseconds since 1970 (UTC).
  public let expires: UInt64
}
