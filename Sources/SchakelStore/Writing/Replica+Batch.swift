public import SchakelCore

/// A contribution on its way into a replica.
public struct NewContribution: Hashable, Sendable {
  /// Its name from now on; one that is on this device already is refused.
  public let id: DocumentID
  /// Known to this version or not.
  public let kind: Name
  /// The values of each field: one, the elements of a set, or the versions of what awaited a choice
  /// where it comes from, and awaits it here too.
  public let fields: [Name: [Value]]

  public init(id: DocumentID, kind: Name, fields: [Name: [Value]]) {
    self.id = id
    self.kind = kind
    self.fields = fields
  }
}

extension Replica {
  /// Writes many new contributions into a space in one transaction: all of them, or none where one
  /// is refused. For imports, where a flush to the disk for each would take most of the time.
  public func createAll(
    _ contributions: [NewContribution], in space: SpaceID
  ) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      for new in contributions {
        _ = try transaction.create(
          new.kind, new.fields, in: space, id: new.id, origin: nil, carriesVersions: true)
      }
    }
  }
}
