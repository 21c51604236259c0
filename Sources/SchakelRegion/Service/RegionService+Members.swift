public import SchakelCore

// Who is in a space and with which role: what an operator gives and takes by command, and a coordinator
// from a device (`RegionService+Coordinating.swift`).
extension RegionService {
  /// The people who have a role in a space, in the order in which name or role last changed; the region
  /// itself is none of them.
  /// - Throws: `noAccess` for an unknown space.
  public func members(
    of space: SpaceID
  ) async throws(RegionError) -> [RegionStatus.Member] {
    try await store.read { [self] store throws(RegionError) in
      guard let space = try store.space(space) else { throw .noAccess }
      var members: [RegionStatus.Member] = []
      for member in try store.members(in: space.number, changedAfter: 0)
      where member.role != .none && member.person != environment.identity.person {
        members.append(try self.member(member, store))
      }
      return members
    }
  }

  /// Gives somebody a role in a space, in the place of the one before; ``Role/none`` takes it away.
  ///
  /// From the moment that this returns the region answers by it, also to requests that are under way.
  /// What the person wrote while they might stands. Whoever gets a first role in the space needs no
  /// invitation: each of their devices hears of it at its next contact. Invitations to the space that
  /// the person did not use yet give the new role; of one who leaves they are good no more.
  ///
  /// - Parameter leavesNone: whether the last coordinator of the space may cease to be one.
  /// - Returns: the person as they stand now, and whether that is news.
  /// - Throws: `noAccess` for an unknown space; `unknownPerson`, also for one who was erased and for
  ///   one who is to leave a space that they were never in; `lastCoordinator`.
  public func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID, leavesNone: Bool = false
  ) async throws(RegionError) -> (member: RegionStatus.Member, isNews: Bool) {
    try await write(cost: 1_024) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      guard let space = try transaction.space(space) else { throw .noAccess }
      guard try isSomebody(person, transaction) else { throw .unknownPerson }
      let before = try transaction.role(of: person, in: space.number)
      guard role != .none || before != nil else { throw .notMember }
      return try set(
        role, of: person, in: space, by: nil, leavesNone: leavesNone, transaction)
    }
  }

  /// Whether there is such a person, who was not erased and is not the region itself.
  func isSomebody(
    _ person: PersonID, _ store: any RegionReading
  ) throws(RegionError) -> Bool {
    guard person != environment.identity.person, try store.person(person) != nil
    else { return false }
    return try store.erasure(of: .person(person)) == nil
  }

  /// Gives a role by somebody whose right to that was asked.
  ///
  /// - Parameter actor: the coordinator who gives it; nil for the operator.
  func set(
    _ role: Role, of person: PersonID, in space: SpaceRecord, by actor: PersonID?,
    leavesNone: Bool, _ transaction: any RegionWriting
  ) throws(RegionError) -> (member: RegionStatus.Member, isNews: Bool) {
    let before = try transaction.role(of: person, in: space.number)
    let isLast = try transaction.losesCoordinator(space.number, byGiving: role, to: person)
    guard leavesNone || !isLast else { throw .lastCoordinator }
    try transaction.saveInvitations(of: person, to: space.number, as: role)
    if before != role {
      try admit(person, as: role, by: actor, to: space, adding: nil, transaction)
    }
    guard let row = try row(of: person, in: space, transaction) else {
      throw .damaged("a member who was written is not there")
    }
    return (member: try member(row, transaction), isNews: before != role)
  }

  /// The spaces that each of these people is in.
  public func spaces(
    of people: [PersonID]
  ) async throws(RegionError) -> [PersonID: [SpaceID]] {
    var spaces: [PersonID: [SpaceID]] = [:]
    for some in people.parted {
      try store.look { store throws(RegionError) in
        for person in some { spaces[person] = try store.memberships(of: person).map(\.space.id) }
      }
      await Task.yield()
    }
    return spaces
  }

  private func row(
    of person: PersonID, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> MemberRecord? {
    try store.members(in: space.number, changedAfter: 0).first { $0.person == person }
  }

  private func member(
    _ row: MemberRecord, _ store: any RegionReading
  ) throws(RegionError) -> RegionStatus.Member {
    RegionStatus.Member(
      person: row.person, name: row.name, handle: try store.person(row.person)?.handle ?? "",
      role: row.role, since: row.time, actor: row.actor)
  }
}

// The one way in which a role is given or taken, by whatever it came to that.
extension RegionService {
  /// Gives somebody a role in a space unless they have it, and tells the space of the devices that are
  /// new to it: all of the person's where they join, and the one that joins with them.
  ///
  /// - Parameter actor: the coordinator of that space who gives it; nil for the operator.
  func admit(
    _ person: PersonID, as role: Role, by actor: PersonID?, to space: SpaceRecord,
    adding device: DeviceRecord?, _ transaction: any RegionWriting
  ) throws(RegionError) {
    var log = SpaceLog(space, environment, limits)
    let before = try transaction.role(of: person, in: space.number) ?? .none
    if before != role { try give(role, to: person, by: actor, &log, transaction) }
    if role.opens(after: before) {
      try add(try transaction.devices(of: person), to: &log, transaction)
    }
    if let device { try add([device], to: &log, transaction) }
    try log.save(to: transaction)
  }

  /// Says in a space's log of which devices it is.
  func add(
    _ devices: [DeviceRecord], to log: inout SpaceLog, _ transaction: any RegionWriting
  ) throws(RegionError) {
    for device in devices {
      let entry = try device.entry(in: log.space.number, from: transaction)
      try log.append(.device(entry), received: environment.now(), to: transaction)
    }
  }

  /// Gives a role from now on, by a coordinator's word or the operator's, and says so in the ledger.
  func give(
    _ role: Role, to person: PersonID, by actor: PersonID?, _ log: inout SpaceLog,
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    let member = LogEntry.Member(
      person: person, role: role, actor: actor, time: environment.now())
    try write(member, to: &log, transaction)
    try note([.member(log.space.id, member)], transaction)
  }

  /// Writes a role into a space's log and its table of members, and leaves it to the caller to see that
  /// the ledger has it. Whoever is coordinator no more has no invitations open either.
  ///
  /// - Parameter received: when the log gets it, where that is later than it was given.
  func write(
    _ member: LogEntry.Member, to log: inout SpaceLog, received: UInt64? = nil,
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    try log.append(.member(member), received: received ?? member.time, to: transaction)
    try transaction.save(
      role: member.role, of: member.person, in: log.space.number, actor: member.actor,
      time: member.time, changed: log.space.position)
    if !member.role.isCoordinator {
      try transaction.removeInvitations(madeBy: member.person, to: log.space.number)
    }
  }
}

extension RegionError {
  /// Nobody here has the name that was given.
  public static let unknownPerson = RegionError(
    .unknownPerson, "the region knows nobody by that name: invite them first")
  static let notMember = RegionError(
    .unknownPerson, "that person was never in the space: there is no role to take away")
  static let lastCoordinator = RegionError(
    .lastCoordinator,
    "this is the space's last coordinator: make somebody else one first, or ask your operator")
}
