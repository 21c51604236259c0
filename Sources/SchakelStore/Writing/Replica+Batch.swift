public import SchakelCore

/// A contribution on its way into a replica.
public struct NewContribution: Hashable, Sendable {
  public let id: DocumentID
  public let kind: Name
  /// As in ``Replica/create(_:_:in:id:)``.
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
    try write(onlyLocal: true) { transaction throws(ReplicaError) in
      for new in contributions {
        _ = try transaction.create(new.kind, new.fields, in: space, id: new.id, origin: nil)
      }
    }
  }
}
