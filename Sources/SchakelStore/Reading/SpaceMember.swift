public import SchakelCore

/// Somebody who has a role in a space, as this device last heard.
public struct SpaceMember: Hashable, Sendable {
  /// Who it is.
  public let author: Author
  /// What they may do there.
  public let role: Role
  /// The coordinator who gave the role; nil where the region's operator did, or where this device has not
  /// heard who.
  public let giver: Author?
}
