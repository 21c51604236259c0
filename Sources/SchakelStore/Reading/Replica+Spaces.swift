extension Replica {
  /// The spaces that this device's person is in, or was: a person without a role reads nothing of
  /// a space any more. In the order in which they came.
  public func spaces() throws(ReplicaError) -> [Enrolment.Space] {
    try read { connection throws(ReplicaError) in
      try Self.allSpaces(connection).map { .init(id: $0.id, name: $0.name, role: $0.role) }
    }
  }
}
