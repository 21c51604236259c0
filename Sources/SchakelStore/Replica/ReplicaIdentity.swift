public import SchakelCore

/// Who this replica is.
public struct ReplicaIdentity: Hashable, Sendable {
  /// Drawn once, with the database.
  public let replica: ReplicaID
  /// Drawn anew whenever the database proves to be a copy, or was put back.
  public let incarnation: Incarnation
  /// The pseudonym of the person that uses this device; nil before enrolment.
  public let person: PersonID?

  /// Under whose dots this replica writes now.
  public var writer: Writer { Writer(replica: replica, incarnation: incarnation) }
}
