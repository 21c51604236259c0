/// What an ``Identifier`` can name. The cases are never made; they only tell identifiers apart.
public enum Named {
  /// Makes a ``ReplicaID``.
  public enum Replica {}
  /// Makes a ``PersonID``.
  public enum Person {}
  /// Makes a ``SpaceID``.
  public enum Space {}
  /// Makes an ``EpochID``.
  public enum Epoch {}
  /// Makes a ``ConflictID``.
  public enum Conflict {}
}

/// One database on one device.
public typealias ReplicaID = Identifier<Named.Replica>
/// The pseudonym of somebody who writes.
public typealias PersonID = Identifier<Named.Person>
/// The unit of rights and of sync: a team, a neighbourhood, the region.
public typealias SpaceID = Identifier<Named.Space>
/// An incarnation of the server's log.
public typealias EpochID = Identifier<Named.Epoch>
/// What is on record of one field that was changed on both sides.
public typealias ConflictID = Identifier<Named.Conflict>
