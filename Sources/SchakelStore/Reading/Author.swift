public import SchakelCore

/// Who wrote something.
public struct Author: Hashable, Sendable {
  /// The pseudonym under which the person writes.
  public let person: PersonID
  /// The person's name, where this device knows it. Names are not in the log: they can change, and
  /// they can be erased.
  public let name: String?
}
