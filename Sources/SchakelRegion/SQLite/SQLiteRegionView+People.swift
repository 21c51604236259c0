import SchakelCore
import SchakelStore

extension SQLiteRegionView {
  func person(_ id: PersonID) throws(RegionError) -> PersonRecord? {
    try first(.personByID, id.stored, read: Self.person)
  }

  func person(handle: String) throws(RegionError) -> PersonRecord? {
    try first(.personByHandle, handle, read: Self.person)
  }

  func role(of person: PersonID, in space: Int64) throws(RegionError) -> Role? {
    try first(.role, space, person.stored) { row throws(SQLiteError) in try row.role(at: 0) }
  }

  func members(
    in space: Int64, changedAfter position: UInt64
  ) throws(RegionError) -> [MemberRecord] {
    try all(.members, space, position.stored) { row throws(SQLiteError) in
      MemberRecord(
        person: try row.identifier(at: 0), name: try row.text(at: 1), role: try row.role(at: 2),
        actor: try row.identifierIfPresent(at: 3), time: try row.milliseconds(at: 4),
        changed: try row.count(at: 5))
    }
  }

  func spaces(everOf person: PersonID) throws(RegionError) -> [SpaceRecord] {
    try everyMembership(of: person).map(\.space)
  }

  func everyMembership(
    of person: PersonID
  ) throws(RegionError) -> [(space: SpaceRecord, role: Role)] {
    try all(.memberships, person.stored) { row throws(SQLiteError) in
      (space: try Self.space(row), role: try row.role(at: 15))
    }
  }

  func device(_ replica: ReplicaID) throws(RegionError) -> DeviceRecord? {
    try first(.deviceByReplica, replica.stored, read: Self.device)
  }

  func standing(
    of replica: ReplicaID
  ) throws(RegionError) -> (status: LogEntry.Device.Status, isClosed: Bool)? {
    try first(.standing, replica.stored) { row throws(SQLiteError) in
      (status: try row.code(at: 0), isClosed: try row.int64(at: 1) == 1)
    }
  }

  func token(_ hash: Digest) throws(RegionError) -> TokenRecord? {
    try first(.tokenByHash, hash.bytes, read: Self.token)
  }

  func token(number: Int64) throws(RegionError) -> TokenRecord? {
    try first(.tokenByNumber, number, read: Self.token)
  }

  func newestToken(of replica: ReplicaID) throws(RegionError) -> TokenRecord? {
    try first(.newestToken, replica.stored, read: Self.token)
  }

  func devices() throws(RegionError) -> [DeviceRecord] {
    try all(.devices, read: Self.device)
  }

  func devices(of person: PersonID) throws(RegionError) -> [DeviceRecord] {
    try all(.devicesOfPerson, person.stored, read: Self.device)
  }

  func devices(in space: Int64) throws(RegionError) -> [DeviceRecord] {
    try all(.devicesInSpace, space, read: Self.device)
  }

  func invitation(code: Digest) throws(RegionError) -> InvitationRecord? {
    try first(.invitation, code.bytes) { row throws(SQLiteError) in
      InvitationRecord(
        person: try row.identifier(at: 0), space: try row.int64(at: 1), role: try row.role(at: 2),
        expires: try row.milliseconds(at: 3), used: try row.millisecondsIfPresent(at: 4),
        replica: try row.identifierIfPresent(at: 5), maker: try Self.maker(row))
    }
  }

  func invitations(of person: PersonID) throws(RegionError) -> [PersonInvitation] {
    try all(.invitationsOfPerson, person.stored, person.stored) { row throws(SQLiteError) in
      let isGiven = try row.identifier(at: 6) != person
      let maker: PersonID? = try row.identifierIfPresent(at: 7)
      return PersonInvitation(
        isGiven: isGiven, isByCoordinator: maker != nil, role: try row.role(at: 1),
        created: try row.milliseconds(at: 2), expires: try row.milliseconds(at: 3),
        used: try row.millisecondsIfPresent(at: 4),
        device: isGiven ? nil : try row.identifierIfPresent(at: 5),
        space: try row.spaceNumber(at: 0))
    }
  }

  func absentees(at time: UInt64) throws(RegionError) -> [PersonID] {
    try all(.absentees, time.stored) { row throws(SQLiteError) in try row.identifier(at: 0) }
  }

  func invitations(
    madeBy person: PersonID, endingAfter time: UInt64
  ) throws(RegionError) -> Int {
    try first(.invitationsBy, person.stored, time.stored) { row throws(SQLiteError) in
      Int(try row.int64(at: 0))
    } ?? 0
  }

  private static func maker(
    _ row: borrowing Row
  ) throws(SQLiteError) -> InvitationRecord.Maker? {
    guard let person: PersonID = try row.identifierIfPresent(at: 6) else { return nil }
    return InvitationRecord.Maker(person: person, replica: try row.identifier(at: 7))
  }

  private static func person(_ row: borrowing Row) throws(SQLiteError) -> PersonRecord {
    PersonRecord(
      id: try row.identifier(at: 0), handle: try row.text(at: 1), name: try row.text(at: 2))
  }

  private static func token(_ row: borrowing Row) throws(SQLiteError) -> TokenRecord {
    TokenRecord(
      number: try row.int64(at: 0), hash: try row.digest(at: 1), replica: try row.identifier(at: 2),
      born: try row.milliseconds(at: 3), used: try row.millisecondsIfPresent(at: 4))
  }

  private static func device(_ row: borrowing Row) throws(SQLiteError) -> DeviceRecord {
    DeviceRecord(
      replica: try row.identifier(at: 0), person: try row.identifier(at: 1),
      name: try row.text(at: 2), publicKey: try row.blob(at: 3), status: try row.code(at: 4),
      created: try row.milliseconds(at: 5), decidedBy: try row.identifierIfPresent(at: 10),
      decided: try row.milliseconds(at: 6),
      lastContact: try row.millisecondsIfPresent(at: 7), agent: try row.text(at: 8),
      emptied: try row.millisecondsIfPresent(at: 9))
  }
}

extension SQL {
  fileprivate static let personByID = SQL("SELECT id, handle, name FROM person WHERE id = ?")
  fileprivate static let personByHandle = SQL(
    "SELECT id, handle, name FROM person WHERE handle = ?")
  fileprivate static let role = SQL("SELECT role FROM member WHERE space = ? AND person = ?")
  fileprivate static let members = SQL(
    """
    SELECT member.person, person.name, role, actor, time, changed
    FROM member JOIN person ON person.id = member.person
    WHERE space = ? AND changed > ? ORDER BY changed
    """)
  fileprivate static let memberships = SQL(
    """
    SELECT number, id, name, created, epoch, position, hash, digest, documents, last_document,
      changes, voids, forks, waiting, checkpoint, role
    FROM member JOIN space ON number = member.space WHERE person = ? ORDER BY number
    """)

  fileprivate static let deviceColumns = """
    SELECT replica, device.person, name, public_key, status, created, decided, last_contact, agent,
      emptied, decided_by
    FROM device
    """
  fileprivate static let deviceByReplica = SQL(deviceColumns + " WHERE replica = ?")
  fileprivate static let standing = SQL(
    "SELECT status, (SELECT closed FROM region) FROM device WHERE replica = ?")
  fileprivate static let tokenColumns = "SELECT number, hash, replica, born, used FROM token"
  fileprivate static let tokenByHash = SQL(tokenColumns + " WHERE hash = ?")
  fileprivate static let tokenByNumber = SQL(tokenColumns + " WHERE number = ?")
  fileprivate static let newestToken = SQL(
    tokenColumns + " WHERE replica = ? ORDER BY number DESC LIMIT 1")
  fileprivate static let devices = SQL(deviceColumns + " ORDER BY created, replica")
  fileprivate static let devicesOfPerson = SQL(
    deviceColumns + " WHERE person = ? ORDER BY created, replica")
  fileprivate static let devicesInSpace = SQL(
    deviceColumns
      + """
       JOIN member ON member.person = device.person WHERE member.space = ?
      ORDER BY created, replica
      """)
  fileprivate static let invitationsOfPerson = SQL(
    """
    SELECT space, role, created, expires, used, replica, person, maker FROM invitation
    WHERE person = ? OR maker = ? ORDER BY created, code
    """)
  fileprivate static let invitationsBy = SQL(
    "SELECT count(*) FROM invitation WHERE maker = ? AND expires > ?")
  fileprivate static let absentees = SQL(
    """
    SELECT id FROM person
    WHERE id NOT IN (SELECT person FROM device) AND id NOT IN (SELECT person FROM member)
      AND id NOT IN (SELECT person FROM invitation WHERE used IS NOT NULL OR expires > ?)
    ORDER BY id
    """)
  fileprivate static let invitation = SQL(
    """
    SELECT person, space, role, expires, used, replica, maker, maker_device
    FROM invitation WHERE code = ?
    """)
}
