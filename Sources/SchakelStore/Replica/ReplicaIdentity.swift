public import SchakelCore

/// Who this replica is.
public struct ReplicaIdentity: Hashable, Sendable {
  public let replica: ReplicaID
  public let incarnation: Incarnation
  /// The pseudonym of the person that uses this device; nil before enrolment.
  public let person: PersonID?

  public var writer: Writer { Writer(replica: replica, incarnation: incarnation) }
}
