public import SchakelCore

// What a coordinator does about people from a device: inviting, and giving roles. The log says who it was.
//
// A coordinator is not the operator, and so
// - sees nobody by this who is in none of the spaces that they read: a pseudonym from elsewhere and one that
//   nobody has are refused alike, and the operator's own names for people are no way in;
// - lets no device in for somebody whom the region knows. Whoever holds a code enrols, and who made it holds
//   it too: with a code for a colleague's name they would read the colleague's other spaces and write in
//   their name. What invites such a person is used on a device that is theirs already;
// - changes nobody's role by an invitation, which is used at a time that somebody else chooses.
extension RegionService {
  /// Invites a person to a space, by a coordinator of it, as a coordinator or anything less. Nothing about
  /// the space changes until the invitation is used, which is once, within ``invitationLifetime``, and
  /// while the one who made it is a coordinator there and the device from which it was made is in use.
  ///
  /// - Throws: `noAccess` for everybody but a coordinator of the space; `deviceRevoked`; `unknownPerson`
  ///   for whom the device cannot see, or who has no device in use; `alreadyMember`, `tooManyInvitations`,
  ///   `invalidInput`.
  public func invite(
    _ invitee: Invitee, to space: SpaceID, as role: Role, by device: Device
  ) async throws(RegionError) -> GivenInvitation {
    if case .new(let name) = invitee { try check(name, "the person's name") }
    guard role != .none else { throw .invalid("an invitation needs a role") }
    let code = environment.randomBytes(Invitation.codeBytes)
    let now = environment.now()
    let expires = now + Self.invitationLifetime
    let person = try await write(cost: 256) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      let space = try coordinated(space, by: device, from: transaction)
      let open = try transaction.invitations(madeBy: device.person, endingAfter: now)
      guard open < limits.invitationsPerPerson else {
        throw .tooManyInvitations(limits.invitationsPerPerson)
      }
      let person = try self.person(invitee, to: space, by: device, transaction)
      let maker = InvitationRecord.Maker(person: device.person, replica: device.replica)
      try transaction.add(
        InvitationRecord(
          person: person, space: space.number, role: role, expires: expires, used: nil,
          replica: nil, maker: maker),
        code: Secret.code(code).hash(environment.hashing), created: now)
      return person
    }
    return GivenInvitation(code: code, person: person, expires: expires)
  }

  /// Gives somebody who is, or was, in a space another role there, by a coordinator of it; ``Role/none`` takes
  /// it away. As ``setRole(_:of:in:leavesNone:)``, but that the last coordinator of a space always stays
  /// one: only an operator leaves it without.
  ///
  /// - Returns: the person as they stand now, and whether that is news.
  /// - Throws: `noAccess` for everybody but a coordinator of the space; `deviceRevoked`; `unknownPerson`
  ///   for one who was never in it, `lastCoordinator`.
  public func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID, by device: Device
  ) async throws(RegionError) -> (member: RegionStatus.Member, isNews: Bool) {
    try await write(cost: 1_024) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      let space = try coordinated(space, by: device, from: transaction)
      guard try isSomebody(person, transaction),
        try transaction.role(of: person, in: space.number) != nil
      else { throw .notSeen }
      return try set(
        role, of: person, in: space, by: device.person, leavesNone: false, transaction)
    }
  }

  private func person(
    _ invitee: Invitee, to space: SpaceRecord, by device: Device,
    _ transaction: any RegionWriting
  ) throws(RegionError) -> PersonID {
    switch invitee {
    case .new(let name):
      var person = PersonRecord(id: environment.identifier(), handle: "", name: name)
      person.handle = Self.handle(of: person.id)
      try transaction.add(person, created: environment.now())
      return person.id
    case .person(let person):
      guard try isSomebody(person, transaction),
        try isSeen(person, by: device, transaction),
        try transaction.devices(of: person).contains(where: { $0.status == .active })
      else { throw .notSeen }
      guard try !transaction.isMember(person, of: space.number) else { throw .alreadyMember }
      return person
    }
  }

  /// What the operator's lists call somebody whom a coordinator invited; `schakeld` takes it as any other
  /// name of the operator's. The pseudonym makes it the only one.
  static func handle(of invited: PersonID) -> String { "invited-" + invited.text }

  private func isSeen(
    _ person: PersonID, by device: Device, _ store: any RegionReading
  ) throws(RegionError) -> Bool {
    for (space, _) in try store.memberships(of: device.person)
    where try store.role(of: person, in: space.number) != nil { return true }
    return false
  }
}

// Asked when it is used.
extension RegionService {
  /// Of an invitation that a coordinator made and nobody used: whether it is still theirs to give, and
  /// whether it lets somebody in who is not in the space.
  func requireStanding(
    _ invitation: InvitationRecord, _ store: any RegionReading
  ) throws(RegionError) {
    guard let maker = invitation.maker else { return }
    guard try store.isCoordinator(maker.person, of: invitation.space),
      try store.device(maker.replica)?.status == .active,
      try !store.isMember(invitation.person, of: invitation.space)
    else { throw .invitationNotValid }
  }

  /// Of an invitation with which a new device comes: whether its person is new as well, unless the operator
  /// made it.
  func requireNewPerson(
    _ invitation: InvitationRecord, _ store: any RegionReading
  ) throws(RegionError) {
    guard invitation.maker != nil else { return }
    guard try store.devices(of: invitation.person).isEmpty,
      try store.spaces(everOf: invitation.person).isEmpty
    else { throw .invitationNotValid }
  }
}

extension RegionError {
  /// The same for one who does not exist and one whom the device cannot see.
  fileprivate static let notSeen = RegionError(
    .unknownPerson,
    "nobody in your spaces has that pseudonym and a device in use: invite them by name, or ask your "
      + "operator")
  fileprivate static let alreadyMember = RegionError(
    .alreadyMember, "that person is in the space already: give them another role instead")
  fileprivate static func tooManyInvitations(_ limit: Int) -> RegionError {
    RegionError(
      .tooManyInvitations,
      "you made \(limit) invitations in a week, which is as many as one person may: wait until the "
        + "first is over, or ask your operator")
  }
}
