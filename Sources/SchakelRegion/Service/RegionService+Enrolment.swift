public import SchakelCore

extension RegionService {
  private static let keyBytes = 32

  /// Enrols a device with an invitation: makes it a device of the invited person, and the person a
  /// member of the space.
  ///
  /// An invitation is good once. Should the answer get lost on its way, the same device may ask again
  /// with the same code, and gets another token, as long as the first was never used.
  ///
  /// A device that the region knows, of the invited person, is let in again under its old name, with all
  /// it holds, if it proves that it has its key. Its other tokens give no access from then on.
  ///
  /// - Parameters:
  ///   - code: as in `Invitation.code`.
  ///   - deviceName: what the owner calls the device.
  ///   - replica: the name that the device drew for its database.
  ///   - publicKey: Ed25519, thirty-two bytes.
  ///   - proof: the device's signature over `EnrolmentProof.message`; nil from devices that make none.
  /// - Throws: `invitationNotValid` for codes that are unknown, used and expired alike;
  ///   `replicaTaken`, `invalidInput`; `deviceRevoked` and `deviceWiped` to those with the proof.
  public func enrol(
    code: [UInt8], deviceName: String, replica: ReplicaID, publicKey: [UInt8],
    proof: [UInt8]? = nil
  ) async throws(RegionError) -> Enrolment {
    try check(deviceName, "the device's name")
    guard publicKey.count == Self.keyBytes else {
      throw .invalid("a device's public key has \(Self.keyBytes) bytes")
    }
    try check(proof, code, replica, publicKey)
    let token = Hex.encode(environment.randomBytes(TokenRenewal.tokenBytes))
    let tokenHash = Secret.token(Array(token.utf8)).hash(environment.hashing)
    let hash = Secret.code(code).hash(environment.hashing)
    return try await write(cost: 1_024) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      let invitation = try validInvitation(hash, transaction)
      let known = try transaction.device(replica)
      if invitation.used != nil {
        try requireUnused(invitation, known, publicKey)
      } else if let known {
        try requireReturn(of: known, publicKey, hasProof: proof != nil, to: invitation)
        try requireStanding(invitation, transaction)
        try transaction.useInvitation(code: hash, at: environment.now(), by: replica)
        try join(invitation, adding: nil, transaction)
      } else {
        guard replica != environment.identity.replica else { throw .replicaTaken }
        try requireStanding(invitation, transaction)
        try requireNewPerson(invitation, transaction)
        let device = DeviceRecord(
          replica: replica, person: invitation.person, name: deviceName, publicKey: publicKey,
          status: .active, created: environment.now(), lastContact: nil, agent: "")
        try transaction.useInvitation(code: hash, at: environment.now(), by: replica)
        try join(invitation, adding: device, transaction)
        try transaction.add(device)
      }
      let token = GivenToken(text: token, hash: tokenHash, born: environment.now())
      try give(token, to: replica, transaction)
      return try enrolment(of: invitation.person, token: token, transaction)
    }
  }

  private func check(
    _ proof: [UInt8]?, _ code: [UInt8], _ replica: ReplicaID, _ publicKey: [UInt8]
  ) throws(RegionError) {
    guard let proof else { return }
    let message = EnrolmentProof.message(
      code: code, replica: replica, publicKey: publicKey, hashing: environment.hashing)
    guard environment.verify(publicKey, message, proof)
    else { throw .invalid("the proof is not a signature of this key over this enrolment") }
  }

  /// Puts a token in the place of all that the device had.
  private func give(
    _ token: GivenToken, to replica: ReplicaID, _ transaction: any RegionWriting
  ) throws(RegionError) {
    try transaction.addToken(token.hash, of: replica, born: token.born)
    guard let newest = try transaction.newestToken(of: replica) else { return }
    try transaction.removeTokens(of: replica, before: newest.number)
  }

  /// Uses an invitation on a device that is enrolled: its person joins another space, and all of the
  /// person's devices with it.
  /// - Throws: `invitationNotValid`, also for an invitation of somebody else.
  public func join(
    code: [UInt8], with device: Device
  ) async throws(RegionError) -> Enrolment {
    let hash = Secret.code(code).hash(environment.hashing)
    return try await write(cost: 1_024) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      let invitation = try validInvitation(hash, transaction)
      guard invitation.person == device.person,
        invitation.used == nil || invitation.replica == device.replica
      else { throw .invitationNotValid }
      if invitation.used == nil {
        try requireStanding(invitation, transaction)
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

  /// Of an invitation that was used: whether it was by this device, which never came since.
  private func requireUnused(
    _ invitation: InvitationRecord, _ device: DeviceRecord?, _ key: [UInt8]
  ) throws(RegionError) {
    guard let device, invitation.replica == device.replica, device.publicKey == key,
      device.lastContact == nil, device.status == .active
    else { throw .invitationNotValid }
  }

  /// Of a device that the region knows: whether it is the invited person's, and shows that it is itself.
  private func requireReturn(
    of device: DeviceRecord, _ key: [UInt8], hasProof: Bool, to invitation: InvitationRecord
  ) throws(RegionError) {
    guard device.person == invitation.person, device.replica != environment.identity.replica,
      hasProof, device.publicKey == key
    else { throw .replicaTaken }
    try requireActive(device)
  }

  /// Makes the invited person a member, and tells each space concerned of the devices that are new
  /// to it: all of the person's in a space that is joined, the new one in those it was in before.
  private func join(
    _ invitation: InvitationRecord, adding device: DeviceRecord?,
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    let person = invitation.person
    if let device {
      for (space, _) in try transaction.memberships(of: person)
      where space.number != invitation.space {
        var log = SpaceLog(space, environment, limits)
        try add([device], to: &log, transaction)
        try log.save(to: transaction)
      }
    }
    guard let space = try transaction.space(number: invitation.space) else { throw .noAccess }
    try admit(
      person, as: invitation.role, by: invitation.maker?.person, to: space, adding: device,
      transaction)
  }

  private func enrolment(
    of person: PersonID, token: GivenToken?, _ store: any RegionReading
  ) throws(RegionError) -> Enrolment {
    Enrolment(
      token: token?.text, tokenEnd: token.map { limits.end(bornAt: $0.born) }, person: person,
      personName: try store.person(person)?.name ?? "",
      regionName: try region(from: store).name,
      spaces: try store.memberships(of: person).map {
        Enrolment.Membership(space: $0.space.id, name: $0.space.name, role: $0.role)
      })
  }
}

/// A token on its way to its device: this once as it is.
private struct GivenToken {
  let text: String
  let hash: Digest
  let born: UInt64
}

extension RegionService {
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
