public import SchakelCore

extension SQL {
  static let statesOfSpace = SQL(
    sealing: "SELECT id, \(opened: .documentState) FROM documents WHERE space = ? ORDER BY id")
}

extension Replica {
  /// Every document's encoded state in a space: to prove that two replicas hold the same.
  public func states(in id: SpaceID) throws(ReplicaError) -> [DocumentID: [UInt8]] {
    var states: [DocumentID: [UInt8]] = [:]
    try forEachState(in: id) { document, state in states[document] = state }
    return states
  }

  /// The `Fingerprint` of a space: equal on two replicas that hold the same bytes, values and all,
  /// the region among them.
  public func fingerprint(of id: SpaceID) throws(ReplicaError) -> Digest {
    var fingerprint = Fingerprint(hashing: environment.hashing)
    try forEachState(in: id) { document, state in fingerprint.add(document, state: state) }
    return fingerprint.digest
  }

  private func forEachState(
    in id: SpaceID, _ body: (DocumentID, [UInt8]) -> Void
  ) throws(ReplicaError) {
    try read { connection throws(ReplicaError) in
      guard let space = try Self.allSpaces(connection).first(where: { $0.id == id }) else {
        throw ReplicaError(.unknownSpace, "No space \(id.text) on this device.")
      }
      try connection.statement(.statesOfSpace).forEachRow(space.no) { row throws(ReplicaError) in
        do throws(SQLiteError) {
          guard let document = DocumentID(bytes: try row.blob(at: 0)) else { return }
          body(document, try row.blob(at: 1))
        } catch {
          throw ReplicaError(error)
        }
      }
    }
  }
}
