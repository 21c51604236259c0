public import SchakelCore

extension RegionService {
  /// Serves one sync of one device: takes what it brings, and answers with what it lacks.
  ///
  /// Everything that the answer says of a push is on the disk when it is returned. A request may be
  /// repeated, in whole or in part and in any order, without harm.
  ///
  /// With nothing to push and nothing new the work is a few look-ups for each space, and the answer
  /// about a hundred bytes, at any size.
  /// - Throws: `versionNotSpoken`; `tooManyChanges`; `storage`, when nothing of the push was kept.
  public func sync(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> SyncAnswer {
    try check(version: request.version)
    try checkAmount(of: request)
    let intakes = try await take(request, from: device)
    var answer = try await answer(request, intakes, for: device)
    for index in request.spaces.indices where !request.spaces[index].push.isEmpty {
      guard let intake = intakes[index], intake.isWhole else { continue }
      answer.spaces[index].receipt = receipt(for: intake, time: answer.time)
    }
    noteContact(of: device, agent: request.agent)
    return answer
  }

  /// Takes what the device brings. One person's come one after the other: what each of them needs of the
  /// processors, and of the one thread that writes, nobody else waits for more than once.
  private func take(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> [Int: SpaceIntake.Result] {
    guard request.bringsSomething else {
      await noteLives(request, of: device)
      return [:]
    }
    await intakeTurns.enter(device.person)
    defer { intakeTurns.leave(device.person) }
    let intakes = try await takePushes(request, from: device)
    try await takeConfirmations(request, from: device)
    await noteLives(request, of: device)
    return intakes
  }

  /// Answers are in the version of their request, so that a device is understood by the region as
  /// long as the region speaks its version.
  func check(version: UInt64) throws(RegionError) {
    guard versions.contains(version) else {
      throw version < versions.lowerBound
        ? .versionNotSpoken(version) : .versionNotYetSpoken(version)
    }
  }

  /// Bytes alone do not bound the work: a change may be a hundred of them, or a million.
  func checkAmount(of request: SyncRequest) throws(RegionError) {
    let count = request.spaces.reduce(0) { $0 + $1.push.reduce(0) { $0 + $1.changes.count } }
    guard count <= limits.changesPerRequest else {
      throw .tooManyChanges(count, of: limits.changesPerRequest)
    }
  }

  private func receipt(for intake: SpaceIntake.Result, time: UInt64) -> SyncAnswer.Receipt {
    let (epoch, position) = (intake.head.epoch, intake.head.position)
    let message = SyncAnswer.Receipt.message(
      space: intake.space, epoch: epoch, position: position, hash: intake.hash, time: time)
    return SyncAnswer.Receipt(
      epoch: epoch, position: position, hash: intake.hash, time: time,
      signature: environment.sign(message))
  }

  // MARK: The answer

  private func answer(
    _ request: SyncRequest, _ intakes: [Int: SpaceIntake.Result], for device: Device
  ) async throws(RegionError) -> SyncAnswer {
    let time = environment.now()
    let short = try store.look { store throws(RegionError) in
      try spaces(of: request, intakes, for: device, isShort: true, from: store)
    }
    let isDue = device.token?.isDue ?? false
    if let short {
      return SyncAnswer(version: request.version, time: time, spaces: short, isTokenDue: isDue)
    }
    let whole = try await store.read(for: device.person) { [self] store throws(RegionError) in
      try spaces(of: request, intakes, for: device, isShort: false, from: store)
    }
    return SyncAnswer(
      version: request.version, time: time, spaces: whole ?? [], isTokenDue: isDue)
  }

  private func spaces(
    of request: SyncRequest, _ intakes: [Int: SpaceIntake.Result], for device: Device,
    isShort: Bool, from store: any RegionReading
  ) throws(RegionError) -> [SyncAnswer.Space]? {
    try requireInUse(device, store)
    let bytes = min(max(request.limit, 0), limits.answerBytes)
    var builder = SpaceAnswer(
      store: store, device: device, environment: environment, limits: limits,
      admitsCopies: admitsCopies, budget: AnswerBudget(bytes: bytes, entries: limits.answerEntries))
    let memberships = try store.memberships(of: device.person)
    var spaces: [SyncAnswer.Space] = []
    for (index, asked) in request.spaces.enumerated() {
      let membership = memberships.first { $0.space.id == asked.space }
      var space = membership?.space
      #if SCHAKEL_PLANTED_FAULTS
        if PlantedFault.answersStrangers.isPlanted { space = try store.space(asked.space) }
      #endif
      guard var answer = try builder.answer(asked, in: space, intakes[index], isShort: isShort)
      else { return nil }
      if let membership, membership.role.isCoordinator, answer.head != nil {
        answer.held = try store.heldCount(
          in: membership.space.number, upTo: SyncAnswer.Space.mostHeld)
      }
      spaces.append(answer)
    }
    for membership in memberships
    where !request.spaces.contains(where: { $0.space == membership.space.id }) {
      spaces.append(try introduction(of: membership, to: device, from: store))
    }
    return spaces
  }

  /// Tells a device of a space that it does not ask about, since its person was invited to it on
  /// another device.
  private func introduction(
    of membership: (space: SpaceRecord, role: Role), to device: Device,
    from store: any RegionReading
  ) throws(RegionError) -> SyncAnswer.Space {
    var answer = SyncAnswer.Space(space: membership.space.id)
    answer.name = membership.space.name
    let name = try store.person(device.person)?.name ?? ""
    answer.people = [
      SyncAnswer.Person(person: device.person, name: name, role: membership.role)
    ]
    return answer
  }

  // MARK: Contacts

  /// Writes down that the device was here, now and then, with whatever is written next. Nobody
  /// waits for it, and it is no loss if it fails.
  private func noteContact(of device: Device, agent: String) {
    let now = environment.now()
    guard contacts.isDue(device.replica, at: now, interval: limits.contactInterval) else { return }
    let agent = String(decoding: agent.utf8.prefix(limits.nameBytes), as: UTF8.self)
    Task {
      try? await write(cost: 64) { transaction throws(RegionError) in
        try transaction.save(lastContact: now, agent: agent, of: device.replica)
      }
    }
  }
}

extension SyncRequest {
  /// Whether there is something in it that may be written down.
  fileprivate var bringsSomething: Bool {
    spaces.contains { !$0.push.isEmpty || $0.confirmation != nil }
  }
}

extension RegionError {
  static func tooManyChanges(_ count: Int, of most: Int) -> RegionError {
    RegionError(
      .tooManyChanges,
      "the request brings \(count) changes and this server takes \(most) at once: send them in "
        + "smaller parts; nothing of it was taken")
  }

  static func versionNotSpoken(_ version: UInt64) -> RegionError {
    RegionError(
      .versionNotSpoken,
      "this server no longer speaks version \(version): upgrade; nothing on the device is lost")
  }

  static func versionNotYetSpoken(_ version: UInt64) -> RegionError {
    RegionError(
      .versionNotYetSpoken,
      "this server does not yet speak version \(version): its operator has to upgrade it")
  }
}
