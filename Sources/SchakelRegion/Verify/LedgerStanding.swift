public import SchakelCore

/// A ledger beside a database.
public struct LedgerStanding: Sendable {
  /// How many entries it has; nil where there is none, or it was not looked at.
  public var entries: Int?
  /// How many of them the database has still to obey. It does so before anybody is answered, so that in a
  /// backup it is no fault.
  public var ahead = 0
  /// What the database lacks of that: what it would let be seen or done, were it served without the ledger.
  public var lacking: [Lack] = []

  /// Something that a ledger says and a database has not heard.
  public enum Lack: Sendable {
    /// That this was erased.
    case erasure(ErasureSubject)
    /// That a device is out of use.
    case device(ReplicaID)
    /// That somebody has this role in a space.
    case role(PersonID, SpaceID, Role)
  }
}
