public import SchakelCore

extension RegionService {
  /// How long an invitation is good if nobody says otherwise: a week, in milliseconds.
  public static let invitationLifetime: UInt64 = 7 * 24 * 3_600_000

  /// Invites a person to a space. Nothing about the space changes until the invitation is used.
  ///
  /// - Parameters:
  ///   - handle: the operator's own name for the person, such as a staff number, by which a second
  ///     invitation finds the same person again. It is compared byte by byte and stays here.
  ///   - name: what colleagues read; nil leaves it as it is.
  ///   - lifetime: milliseconds.
  /// - Throws: `noAccess` for an unknown space, `invalidInput`.
  public func invite(
    handle: String, name: String? = nil, to space: SpaceID, as role: Role,
    lifetime: UInt64 = invitationLifetime
  ) async throws(RegionError) -> GivenInvitation {
    try check(handle, "the person's handle")
    if let name { try check(name, "the person's name") }
    guard role != .none else { throw .invalid("an invitation needs a role") }
    let code = environment.randomBytes(Invitation.codeBytes)
    let now = environment.now()
    let (expires, overflow) = now.addingReportingOverflow(lifetime)
    // Beyond the greatest time that is kept it could not be read back.
    guard !overflow, expires <= Limits.milliseconds else {
      throw .invalid("the invitation would never expire: give it a shorter life")
    }
    let person = try await write(cost: 256) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      guard let space = try transaction.space(space) else { throw .noAccess }
      let person = try self.person(handle, name: name, transaction)
      try transaction.add(
        InvitationRecord(
          person: person, space: space.number, role: role, expires: expires, used: nil,
          replica: nil, maker: nil),
        code: Secret.code(code).hash(environment.hashing), created: now)
      return person
    }
    return GivenInvitation(code: code, person: person, expires: expires)
  }

  /// The person whom the operator calls so, or who has this pseudonym; nil where there is none.
  public func person(named name: String) throws(RegionError) -> PersonID? {
    try store.look { store throws(RegionError) in
      if let person = try store.person(handle: name) { return person.id }
      return try PersonID(text: name).flatMap { id throws(RegionError) in
        try store.person(id)?.id
      }
    }
  }

  private func person(
    _ handle: String, name: String?, _ transaction: any RegionWriting
  ) throws(RegionError) -> PersonID {
    guard var person = try transaction.person(handle: handle) else {
      let person = PersonRecord(id: environment.identifier(), handle: handle, name: name ?? "")
      try transaction.add(person, created: environment.now())
      return person.id
    }
    if let name, !name.utf8.elementsEqual(person.name.utf8) {
      person.name = name
      try transaction.save(person)
      try announce(person.id, transaction)
    }
    return person.id
  }

  /// Takes out those who were invited and never came, with name and pseudonym: who has no device, was never
  /// in a space, has no invitation that is still good or was used, and whom no request to erase is about.
  /// Nobody else ever heard of them. Whoever serves calls it now and then; it costs one question where there
  /// is nobody.
  ///
  /// A region that waits to be opened takes nobody out: it may lack who came meanwhile. Nor does one whose
  /// clock is more than a month from the last entry of its logs: it may be wrong, and decides here what is
  /// destroyed with nobody looking.
  /// - Returns: how many they were.
  @discardableResult
  public func forgetAbsentees() async throws(RegionError) -> Int {
    let now = environment.now()
    let found = try await store.read { [self] store throws(RegionError) in
      try absentees(at: now, store)
    }
    guard !found.isEmpty else { return 0 }
    let count = try await write(cost: 64 * found.count) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      let people = try absentees(at: now, transaction)
      for person in people { try transaction.remove(person) }
      if !people.isEmpty { try transaction.noteUnswept() }
      return people.count
    }
    _ = try? await sweep()
    return count
  }

  private func absentees(
    at time: UInt64, _ store: any RegionReading
  ) throws(RegionError) -> [PersonID] {
    guard try !store.isClosed() else { return [] }
    let found = try store.absentees(at: time).filter { $0 != environment.identity.person }
    guard !found.isEmpty, try isBelieved(time, store) else { return [] }
    let subjects = try store.erasures().filter { $0.status != .withdrawn }.map(\.subject)
    return found.filter { !subjects.contains(.person($0)) }
  }

  private func isBelieved(
    _ time: UInt64, _ store: any RegionReading
  ) throws(RegionError) -> Bool {
    var last: UInt64 = 0
    for space in try store.spaces() {
      last = max(last, try store.entry(at: space.position, in: space.number)?.received ?? 0)
    }
    return time >= last && time - last <= 30 * RetentionTerm.dayLength
  }

  /// Says again in each of a person's spaces what role it has there. The log then moves past the
  /// place from which devices know the name.
  private func announce(
    _ person: PersonID, _ transaction: any RegionWriting
  ) throws(RegionError) {
    for (space, role) in try transaction.memberships(of: person) {
      var log = SpaceLog(space, environment, limits)
      try give(role, to: person, by: nil, &log, transaction)
      try log.save(to: transaction)
    }
  }
}

/// A secret that is kept as a hash. Codes and tokens are hashed apart, so that
/// one is never good for the other. Their randomness makes a slow hash needless; and since they are
/// looked up by their hash, how far a guess is right does not show in the time it takes.
enum Secret {
  case code([UInt8])
  case token([UInt8])

  func hash(_ hashing: Hashing) -> Digest {
    switch self {
    case .code(let bytes): EnrolmentProof.hash(ofCode: bytes, hashing: hashing)
    case .token(let bytes): TokenRenewal.hash(of: bytes, hashing: hashing)
    }
  }
}
