public import SchakelCore

extension RegionService {
  private static let tokenBytes = 32
  private static let keyBytes = 32

  /// Enrols a device with an invitation: makes it a device of the invited person, and the person a
  /// member of the space.
  ///
  /// An invitation is good once. Should the answer get lost on its way, the same device may ask again
  /// with the same code, and gets another token, as long as the first was never used.
  ///
  /// - Parameters:
  ///   - code: as in `Invitation.code`.
  ///   - deviceName: what the owner calls the device.
  ///   - replica: the name that the device drew for its database.
  ///   - publicKey: Ed25519, thirty-two bytes.
  /// - Throws: `invitationNotValid` for codes that are unknown, used and expired alike;
  ///   `replicaTaken`, `invalidInput`.
  public func enrol(
    code: [UInt8], deviceName: String, replica: ReplicaID, publicKey: [UInt8]
  ) async throws(RegionError) -> Enrolment {
    try check(deviceName, "the device's name")
    guard publicKey.count == Self.keyBytes else {
      throw .invalid("a device's public key has \(Self.keyBytes) bytes")
    }
    let token = Hex.encode(environment.randomBytes(Self.tokenBytes))
    let tokenHash = Secret.token(Array(token.utf8)).hash(environment.hashing)
    let hash = Secret.code(code).hash(environment.hashing)
    return try await write(cost: 1_024) { [self] transaction throws(RegionError) in
      let invitation = try validInvitation(hash, transaction)
      if invitation.used != nil {
        try reissue(tokenHash, for: invitation, replica, publicKey, transaction)
      } else {
        guard replica != environment.identity.replica,
          try transaction.device(replica) == nil
        else { throw .replicaTaken }
        let device = DeviceRecord(
          replica: replica, person: invitation.person, name: deviceName, publicKey: publicKey,
          status: .active, created: environment.now(), lastContact: nil, agent: "")
        try transaction.useInvitation(code: hash, at: environment.now(), by: replica)
        try join(invitation, adding: device, transaction)
        try transaction.add(device, token: tokenHash)
      }
      return try enrolment(of: invitation.person, token: token, transaction)
    }
  }

  /// Uses an invitation on a device that is enrolled: its person joins another space, and all of the
  /// person's devices with it.
  /// - Throws: `invitationNotValid`, also for an invitation of somebody else.
  public func join(
    code: [UInt8], with device: Device
  ) async throws(RegionError) -> Enrolment {
    let hash = Secret.code(code).hash(environment.hashing)
    return try await write(cost: 1_024) { [self] transaction throws(RegionError) in
      let invitation = try validInvitation(hash, transaction)
      guard invitation.person == device.person,
        invitation.used == nil || invitation.replica == device.replica
      else { throw .invitationNotValid }
      if invitation.used == nil {
        try transaction.useInvitation(code: hash, at: environment.now(), by: device.replica)
        try join(invitation, adding: nil, transaction)
      }
      return try enrolment(of: device.person, token: nil, transaction)
    }
  }

  /// The invitation behind a code, unless it is unknown or has expired. Whether it was used is for
  /// the caller to weigh.
  private func validInvitation(
    _ hash: Digest, _ transaction: any RegionWriting
  ) throws(RegionError) -> InvitationRecord {
    guard let invitation = try transaction.invitation(code: hash),
      environment.now() < invitation.expires,
      try transaction.erasure(of: .person(invitation.person)) == nil
    else { throw .invitationNotValid }
    return invitation
  }

  private func reissue(
    _ token: Digest, for invitation: InvitationRecord, _ replica: ReplicaID, _ key: [UInt8],
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    guard invitation.replica == replica, let device = try transaction.device(replica),
      device.publicKey == key, device.lastContact == nil, device.status == .active
    else { throw .invitationNotValid }
    try transaction.save(token: token, of: replica)
  }

  /// Makes the invited person a member, and tells each space concerned of the devices that are new
  /// to it: all of the person's in a space that is joined, the new one in those it was in before.
  private func join(
    _ invitation: InvitationRecord, adding device: DeviceRecord?,
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    let person = invitation.person
    let known = try transaction.memberships(of: person)
    if let device {
      for (space, _) in known where space.number != invitation.space {
        var log = SpaceLog(space, environment, limits)
        try add([device], to: &log, transaction)
        try log.save(to: transaction)
      }
    }
    guard let space = try transaction.space(number: invitation.space) else { throw .noAccess }
    var log = SpaceLog(space, environment, limits)
    let role = known.first { $0.space.number == space.number }?.role
    if role != invitation.role { try addMember(person, invitation.role, to: &log, transaction) }
    if role == nil { try add(try transaction.devices(of: person), to: &log, transaction) }
    if let device { try add([device], to: &log, transaction) }
    try log.save(to: transaction)
  }

  private func add(
    _ devices: [DeviceRecord], to log: inout SpaceLog, _ transaction: any RegionWriting
  ) throws(RegionError) {
    for device in devices {
      let entry = try device.entry(in: log.space.number, from: transaction)
      try log.append(.device(entry), received: environment.now(), to: transaction)
    }
  }

  private func enrolment(
    of person: PersonID, token: String?, _ store: any RegionReading
  ) throws(RegionError) -> Enrolment {
    Enrolment(
      token: token, person: person, personName: try store.person(person)?.name ?? "",
      regionName: try region(from: store).name,
      spaces: try store.memberships(of: person).map {
        Enrolment.Membership(space: $0.space.id, name: $0.space.name, role: $0.role)
      })
  }
}

extension RegionService {
  /// The device that a token was given to; nil for every token that gives no access, whatever the
  /// reason. One look-up by the token's hash.
  ///
  /// - Parameter token: the ASCII bytes of `Enrolment.token`.
  public func authenticate(token: [UInt8]) async throws(RegionError) -> Device? {
    let hash = Secret.token(token).hash(environment.hashing)
    let record = try store.look { store throws(RegionError) in try store.device(token: hash) }
    guard let record, record.status == .active else { return nil }
    if record.lastContact == nil, try await !noteFirstContact(of: record.replica, by: hash) {
      return nil
    }
    return Device(record)
  }

  /// From now on the token has been used, and its invitation gives no second one. Until that is on
  /// the disk it gives no access; and none at all if another was given in its place meanwhile, which
  /// is answered.
  func noteFirstContact(
    of replica: ReplicaID, by token: Digest
  ) async throws(RegionError) -> Bool {
    let now = environment.now()
    return try await write(cost: 64) { transaction throws(RegionError) in
      guard let device = try transaction.device(token: token), device.replica == replica else {
        return false
      }
      // Requests that came together have each seen that none was before.
      if device.lastContact == nil {
        try transaction.save(lastContact: now, agent: "", of: replica)
      }
      return true
    }
  }

  /// The spaces of a device's person, with its role in each.
  public func memberships(
    of device: Device
  ) throws(RegionError) -> [Enrolment.Membership] {
    try store.look { store throws(RegionError) in
      try store.memberships(of: device.person).map {
        Enrolment.Membership(space: $0.space.id, name: $0.space.name, role: $0.role)
      }
    }
  }
}
