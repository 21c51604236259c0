import SchakelCore
import SchakelStore

extension SQLiteRegionTransaction {
  func add(_ person: PersonRecord, created: UInt64) throws(RegionError) {
    try run(.addPerson, person.id.stored, person.handle, person.name, created.stored)
  }

  func save(_ person: PersonRecord) throws(RegionError) {
    try run(.savePerson, person.name, person.handle, person.id.stored)
  }

  func save(
    role: Role, of person: PersonID, in space: Int64, actor: PersonID?, time: UInt64,
    changed: UInt64
  ) throws(RegionError) {
    try run(
      .saveMember, space, person.stored, Int64(role.rawValue), actor?.stored, time.stored,
      changed.stored)
  }

  func add(_ device: DeviceRecord) throws(RegionError) {
    try run(
      .addDevice, device.replica.stored, device.person.stored, device.name, device.publicKey,
      Int64(device.status.rawValue), device.created.stored, device.decided.stored, device.agent)
  }

  func addToken(_ hash: Digest, of replica: ReplicaID, born: UInt64) throws(RegionError) {
    try run(.addToken, hash.bytes, replica.stored, born.stored)
  }

  func useToken(_ number: Int64, at time: UInt64) throws(RegionError) {
    try run(.useToken, time.stored, number)
  }

  func removeTokens(of replica: ReplicaID, before number: Int64) throws(RegionError) {
    try run(.removeOlderTokens, replica.stored, number)
  }

  func removeUnusedTokens(of replica: ReplicaID, keeping count: Int) throws(RegionError) {
    try run(.removeUnusedTokens, replica.stored, count)
  }

  func save(name: String, of replica: ReplicaID) throws(RegionError) {
    try run(.saveDeviceName, name, replica.stored)
  }

  func save(
    status: LogEntry.Device.Status, by person: PersonID?, decided: UInt64, of replica: ReplicaID
  ) throws(RegionError) {
    try run(
      .saveDeviceStatus, Int64(status.rawValue), decided.stored, person?.stored, replica.stored)
  }

  func save(emptied: UInt64, of replica: ReplicaID) throws(RegionError) {
    try run(.saveEmptied, emptied.stored, replica.stored)
  }

  func save(lastContact: UInt64, agent: String, of replica: ReplicaID) throws(RegionError) {
    try run(.saveContact, lastContact.stored, agent, replica.stored)
  }

  func add(
    _ invitation: InvitationRecord, code: Digest, created: UInt64
  ) throws(RegionError) {
    try run(
      .addInvitation, code.bytes, invitation.person.stored, invitation.space,
      Int64(invitation.role.rawValue), created.stored, invitation.expires.stored,
      invitation.maker?.person.stored, invitation.maker?.replica.stored)
  }

  func removeInvitations(madeBy person: PersonID, to space: Int64) throws(RegionError) {
    try run(.removeInvitationsBy, person.stored, space)
  }

  func remove(_ person: PersonID) throws(RegionError) {
    try run(.removeInvitationsOf, person.stored)
    try run(.removePerson, person.stored)
  }

  func removeInvitations(madeFrom replica: ReplicaID) throws(RegionError) {
    try run(.removeInvitationsFrom, replica.stored)
  }

  func saveInvitations(
    of person: PersonID, to space: Int64, as role: Role
  ) throws(RegionError) {
    guard role != .none else { return try run(.removeInvitations, person.stored, space) }
    try run(.saveInvitations, Int64(role.rawValue), person.stored, space)
  }

  func useInvitation(
    code: Digest, at time: UInt64, by replica: ReplicaID
  ) throws(RegionError) {
    try run(.useInvitation, time.stored, replica.stored, code.bytes)
  }
}

extension SQL {
  fileprivate static let addPerson = SQL(
    "INSERT INTO person (id, handle, name, created) VALUES (?, ?, ?, ?)")
  fileprivate static let savePerson = SQL(
    "UPDATE person SET name = ?, handle = ? WHERE id = ?")
  fileprivate static let saveMember = SQL(
    """
    INSERT INTO member (space, person, role, actor, time, changed) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET role = excluded.role, actor = excluded.actor, time = excluded.time,
      changed = excluded.changed
    """)
  fileprivate static let addDevice = SQL(
    """
    INSERT INTO device (replica, person, name, public_key, status, created, decided, agent)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addToken = SQL(
    "INSERT INTO token (hash, replica, born) VALUES (?, ?, ?)")
  fileprivate static let useToken = SQL("UPDATE token SET used = ? WHERE number = ?")
  fileprivate static let removeOlderTokens = SQL(
    "DELETE FROM token WHERE replica = ? AND number < ?")
  fileprivate static let removeUnusedTokens = SQL(
    """
    DELETE FROM token WHERE number IN (
      SELECT number FROM token WHERE replica = ? AND used IS NULL
      ORDER BY number DESC LIMIT -1 OFFSET ?)
    """)
  fileprivate static let saveDeviceName = SQL("UPDATE device SET name = ? WHERE replica = ?")
  fileprivate static let saveDeviceStatus = SQL(
    "UPDATE device SET status = ?, decided = ?, decided_by = ? WHERE replica = ?")
  fileprivate static let saveEmptied = SQL("UPDATE device SET emptied = ? WHERE replica = ?")
  fileprivate static let saveContact = SQL(
    "UPDATE device SET last_contact = ?, agent = ? WHERE replica = ?")
  fileprivate static let addInvitation = SQL(
    """
    INSERT INTO invitation (code, person, space, role, created, expires, maker, maker_device)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let removeInvitationsOf = SQL("DELETE FROM invitation WHERE person = ?")
  fileprivate static let removePerson = SQL("DELETE FROM person WHERE id = ?")
  fileprivate static let removeInvitationsBy = SQL(
    "DELETE FROM invitation WHERE maker = ? AND space = ? AND used IS NULL")
  fileprivate static let removeInvitationsFrom = SQL(
    "DELETE FROM invitation WHERE maker_device = ? AND used IS NULL")
  fileprivate static let saveInvitations = SQL(
    "UPDATE invitation SET role = ? WHERE person = ? AND space = ? AND used IS NULL")
  fileprivate static let removeInvitations = SQL(
    "DELETE FROM invitation WHERE person = ? AND space = ? AND used IS NULL")
  fileprivate static let useInvitation = SQL(
    "UPDATE invitation SET used = ?, replica = ? WHERE code = ?")
}
