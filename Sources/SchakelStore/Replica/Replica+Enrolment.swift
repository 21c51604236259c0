public import SchakelCore

/// What the region says to a device that has just been enrolled.
public struct Enrolment: Hashable, Sendable {
  /// A space that the person is a member of.
  public struct Space: Hashable, Sendable {
    /// The same on every device.
    public let id: SpaceID
    /// What the operator calls it now.
    public let name: String
    /// The person's role in it.
    public let role: Role

    public init(id: SpaceID, name: String, role: Role) {
      self.id = id
      self.name = name
      self.role = role
    }
  }

  /// The pseudonym that every change from this device bears.
  public let person: PersonID
  /// The person's name as the region has it; an empty one replaces nothing.
  public let name: String
  /// All that the region named. Spaces that a device has already stay, also when they are not in
  /// here.
  public let spaces: [Space]

  public init(person: PersonID, name: String, spaces: [Space]) {
    self.person = person
    self.name = name
    self.spaces = spaces
  }
}

extension SQL {
  static let writePerson = SQL(
    sealing: """
      INSERT OR REPLACE INTO people(person, name)
      VALUES (?1, \(sealed: .personName, "?2", "?1"))
      """)
  static let forgetPerson = SQL("DELETE FROM people WHERE person = ?")
  static let writeMember = SQL(
    "INSERT OR REPLACE INTO members(space, person, role, actor) VALUES (?, ?, ?, ?)")
  static let writeRole = SQL(
    """
    INSERT INTO members(space, person, role) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET role = excluded.role,
      actor = CASE role WHEN excluded.role THEN actor END
    """)
}

extension Replica {
  /// Takes on the person and the spaces that the region gave. May be repeated: a person who is
  /// invited to another space gets that space beside the others.
  public func adopt(_ enrolment: Enrolment) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in try transaction.adopt(enrolment) }
  }
}

extension ReplicaTransaction {
  fileprivate func adopt(_ enrolment: Enrolment) throws(ReplicaError) {
    if let person = identity.person, person != enrolment.person {
      throw ReplicaError(
        .notAllowed,
        "This device belongs to another person. Use another home for a second person.")
    }
    become(
      ReplicaIdentity(
        replica: identity.replica, incarnation: identity.incarnation, person: enrolment.person))
    try Meta.write(.person, Int64(bitPattern: enrolment.person.rawValue), in: connection)
    try Meta.write(.enrolledAt, Int64(environment.now()), in: connection)
    try name(enrolment.person, enrolment.name)
    for given in enrolment.spaces {
      try adopt(given)
      try setRole(given.role, of: enrolment.person, in: try space(given.id))
    }
  }

  private func adopt(_ given: Enrolment.Space) throws(ReplicaError) {
    let known = try connection.statement(.spaceByID).first(given.id.bytes) {
      row throws(ReplicaError) in try SpaceRow(row)
    }
    if var known {
      known.name = given.name
      known.role = given.role
      if known.left != nil, given.role.mayRead { return try comeBack(to: known) }
      return update(known)
    }
    try run { () throws(SQLiteError) in
      try connection[.insertSpace].run(given.id.bytes, given.name, Int64(given.role.rawValue))
    }
    try beginStream(in: try space(given.id))
  }

  /// Names are not in the log; an empty one says nothing and replaces nothing.
  func name(_ person: PersonID, _ name: String) throws(ReplicaError) {
    guard !name.utf8.isEmpty else { return }
    try run { () throws(SQLiteError) in try connection[.writePerson].run(person.bytes, name) }
  }

  /// The name was erased: the pseudonym is all that is left.
  func forgetName(of person: PersonID) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.forgetPerson].run(person.bytes) }
    if connection.changes > 0 { try Meta.write(.unswept, 1, in: connection) }
  }

  func setRole(
    _ role: Role, of person: PersonID, in space: SpaceRow, by source: RoleSource = .list
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      switch source {
      case .log(let actor):
        try connection[.writeMember].run(
          space.no, person.bytes, Int64(role.rawValue), actor?.bytes)
      case .list: try connection[.writeRole].run(space.no, person.bytes, Int64(role.rawValue))
      }
    }
    guard person == identity.person, role != space.role else { return }
    var space = space
    space.role = role
    update(space)
    guard !role.mayRead else { return }
    try forgetPages(in: space)
    try forgetNotices(in: space)
  }
}

/// Where a role was heard of.
enum RoleSource {
  /// The log, which names the coordinator who gave it; nil for the operator.
  case log(PersonID?)
  /// A list of who has which role, which does not say who gave it.
  case list
}
