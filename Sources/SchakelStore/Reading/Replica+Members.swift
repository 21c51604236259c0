public import SchakelCore

extension SQL {
  /// The region is a member of a space where it has written, by a device that has its key.
  fileprivate static let membersOfSpace = SQL(
    """
    SELECT members.person, members.role, members.actor FROM members
    JOIN spaces ON spaces.no = members.space
    WHERE spaces.id = ? AND members.role <> 0 AND NOT EXISTS (
      SELECT 1 FROM devices WHERE devices.space = members.space
        AND devices.person = members.person AND devices.public_key = ?)
    ORDER BY members.person
    """)
}

extension Replica {
  /// The people of a space as this device last heard, in the order of their pseudonyms; nobody in a space
  /// that is not here.
  ///
  /// - Parameter regionKey: the region's public key, Ed25519, thirty-two bytes: the region itself is not one
  ///   of the people.
  public func members(
    of space: SpaceID, regionKey: [UInt8]
  ) throws(ReplicaError) -> [SpaceMember] {
    try read { connection throws(ReplicaError) in
      let reader = try DocumentReader(connection)
      let rows = try connection.rows(.membersOfSpace, space.bytes, regionKey) {
        row throws(SQLiteError) in
        let isGiven = try row.blobIfPresent(at: 2) != nil
        return Row(
          person: PersonID(rawValue: try row.bits(at: 0)), role: try row.code(at: 1),
          giver: isGiven ? PersonID(rawValue: try row.bits(at: 2)) : nil)
      }
      return try rows.map { row throws(ReplicaError) in
        SpaceMember(
          author: try reader.author(row.person), role: row.role,
          giver: try row.giver.map { giver throws(ReplicaError) in try reader.author(giver) })
      }
    }
  }

  private struct Row {
    let person: PersonID
    let role: Role
    let giver: PersonID?
  }
}
