public import SchakelCore
import Synchronization

// Who comes with a token.
extension RegionService {
  /// The device that a token was given to; nil for every token that gives no access, whatever the
  /// reason.
  ///
  /// - Parameter token: the ASCII bytes of `Enrolment.token`.
  public func authenticate(token: [UInt8]) async throws(RegionError) -> Device? {
    let hash = Secret.token(token).hash(environment.hashing)
    let now = environment.now()
    let found = try store.look {
      store throws(RegionError) -> (token: TokenRecord, device: DeviceRecord)? in
      guard let token = try store.token(hash), let device = try store.device(token.replica)
      else { return nil }
      return (token: token, device: device)
    }
    guard let found, found.device.status == .active, !limits.hasEnded(found.token, at: now)
    else { return nil }
    if found.token.used == nil {
      let isGood = try await firstUses.sharing(hash) { () async throws(RegionError) in
        try await self.noteFirstUse(of: hash)
      }
      if !isGood { return nil }
    }
    return Device(
      found.device,
      Device.Token(
        number: found.token.number, isDue: limits.isDue(found.token, at: now)))
  }

  /// From now on the token has been used: its invitation gives no second one, and those that the device
  /// had before give no access. Until that is on the disk it gives none; and none at all if another was
  /// given in its place meanwhile, which is answered.
  func noteFirstUse(of hash: Digest) async throws(RegionError) -> Bool {
    let now = environment.now()
    return try await write(cost: 64) { transaction throws(RegionError) in
      guard let token = try transaction.token(hash) else { return false }
      // Requests that came together have each seen that none was before.
      guard token.used == nil else { return true }
      try transaction.useToken(token.number, at: now)
      try transaction.removeTokens(of: token.replica, before: token.number)
      if try transaction.device(token.replica)?.lastContact == nil {
        try transaction.save(lastContact: now, agent: "", of: token.replica)
      }
      return true
    }
  }

  /// Whether a token is that of a device in use, and has come to its end.
  ///
  /// - Parameter token: the ASCII bytes of `Enrolment.token`.
  public func hasEnded(token: [UInt8]) throws(RegionError) -> Bool {
    let hash = Secret.token(token).hash(environment.hashing)
    let now = environment.now()
    return try store.look { [limits] store throws(RegionError) in
      guard let token = try store.token(hash) else { return false }
      return limits.hasEnded(token, at: now)
    }
  }

  /// Those of some tokens, by their numbers, that give no access any more: they ended, or one that came
  /// after them was used.
  public func ended(among tokens: [Int64]) async throws(RegionError) -> [Int64] {
    let now = environment.now()
    return try await store.read { [limits] store throws(RegionError) in
      var ended: [Int64] = []
      for number in tokens {
        let token = try store.token(number: number)
        if token.map({ limits.hasEnded($0, at: now) }) ?? true { ended.append(number) }
      }
      return ended
    }
  }
}

// Another token for a device that shows its key.
extension RegionService {
  /// What a device's next renewal has to answer, thirty-two bytes. It stays the same until a renewal was
  /// taken, and no renewal that answers an earlier one is. A device that is not there has one too, so
  /// that nobody learns which there are.
  public func tokenChallenge(for replica: ReplicaID) throws(RegionError) -> [UInt8] {
    try store.look { [self] store throws(RegionError) in try challenge(for: replica, store) }
  }

  /// Follows from the newest token, which the next renewal makes another, and from the epoch, which a
  /// region that was put back makes another: there a renewal of its former life says nothing.
  private func challenge(
    for replica: ReplicaID, _ store: any RegionReading
  ) throws(RegionError) -> [UInt8] {
    let secret = try store.newestToken(of: replica)?.hash.bytes ?? decoySecret()
    let words = ["schakel/challenge/1", try region(from: store).epoch.text, replica.text]
    return environment.hashing.sha256(words.flatMap(\.utf8) + secret).bytes
  }

  private func decoySecret() -> [UInt8] {
    decoy.withLock { decoy in
      let secret = decoy ?? environment.randomBytes(TokenRenewal.challengeBytes)
      decoy = secret
      return secret
    }
  }

  /// Gives a device the token that it drew. Those that it has stay good until this one is used, so that
  /// nothing is lost where the answer is; and a renewal that was not heard of may be followed by another.
  ///
  /// That of a device which was revoked opens one door alone, that to hand in what it still has: a region
  /// that was put back may know none of the tokens that it kept.
  ///
  /// - Returns: whose device it is, and when the token ends, milliseconds since 1970 (UTC).
  /// - Throws: `challengeAnswered`; `renewalRefused`; to those with the key `deviceWiped`; `closed`.
  public func renewToken(
    _ renewal: TokenRenewal
  ) async throws(RegionError) -> (person: PersonID, end: UInt64) {
    // Verified before the one thread that writes has anything to do with it.
    let device = try store.look { [self] store throws(RegionError) in
      try requireChallenge(of: renewal, store)
      return try store.device(renewal.replica)
    }
    guard let device, device.replica != environment.identity.replica,
      environment.verify(
        device.publicKey, renewal.message(to: environment.publicKey), renewal.signature)
    else { throw .renewalRefused }
    let now = environment.now()
    try await write(cost: 256) { [self] transaction throws(RegionError) in
      try requireChallenge(of: renewal, transaction)
      guard let device = try transaction.device(renewal.replica),
        let newest = try transaction.newestToken(of: renewal.replica)
      else { throw .renewalRefused }
      if device.status != .revoked { try requireActive(device) }
      guard try !transaction.isClosed() else { throw .closed }
      guard limits.mayRenew(newest, at: now) else { throw .renewalRefused }
      // Two devices do not draw the same; and one that does so twice draws again.
      guard try transaction.token(renewal.tokenHash) == nil else { throw .challengeAnswered }
      try transaction.addToken(renewal.tokenHash, of: device.replica, born: now)
      try transaction.removeUnusedTokens(of: device.replica, keeping: limits.unusedTokens)
    }
    return (person: device.person, end: limits.end(bornAt: now))
  }

  private func requireChallenge(
    of renewal: TokenRenewal, _ store: any RegionReading
  ) throws(RegionError) {
    guard renewal.challenge == (try challenge(for: renewal.replica, store))
    else { throw .challengeAnswered }
  }

  /// Of a device that has shown its key: it is told what was decided of it.
  func requireActive(_ device: DeviceRecord) throws(RegionError) {
    switch device.status {
    case .active: break
    case .revoked: throw .deviceRevoked
    case .wiped:
      throw .deviceWiped(
        WipeOrder(to: device.replica, time: device.decided, signedBy: environment.sign))
    }
  }
}
