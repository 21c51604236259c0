public import SchakelCore

extension RegionService {
  /// Serves one sync of one device: takes what it brings, and answers with what it lacks.
  ///
  /// Everything that the answer says of a push is on the disk when it is returned. A request may be
  /// repeated, in whole or in part and in any order, without harm.
  ///
  /// With nothing to push and nothing new the work is a few look-ups for each space, and the answer
  /// about a hundred bytes, at any size.
  /// - Throws: `versionNotSpoken`; `storage`, when nothing of the push was kept.
  public func sync(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> SyncAnswer {
    guard (ProtocolVersion.minimum...ProtocolVersion.current).contains(request.version) else {
      throw .versionNotSpoken(request.version)
    }
    let intakes = try await takePushes(request, from: device)
    var answer = try await answer(request, intakes, for: device)
    for index in request.spaces.indices where !request.spaces[index].push.isEmpty {
      guard let intake = intakes[index], intake.isWhole else { continue }
      answer.spaces[index].receipt = receipt(for: intake, time: answer.time)
    }
    noteContact(of: device, agent: request.agent)
    return answer
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
    if let short { return SyncAnswer(time: time, spaces: short) }
    let whole = try await store.read { [self] store throws(RegionError) in
      try spaces(of: request, intakes, for: device, isShort: false, from: store)
    }
    return SyncAnswer(time: time, spaces: whole ?? [])
  }

  private func spaces(
    of request: SyncRequest, _ intakes: [Int: SpaceIntake.Result], for device: Device,
    isShort: Bool, from store: any RegionReading
  ) throws(RegionError) -> [SyncAnswer.Space]? {
    let bytes = min(max(request.limit, 0), limits.answerBytes)
    var builder = SpaceAnswer(
      store: store, device: device, environment: environment, limits: limits,
      budget: AnswerBudget(bytes: bytes, entries: limits.answerEntries))
    var spaces: [SyncAnswer.Space] = []
    for (index, asked) in request.spaces.enumerated() {
      guard let space = try builder.answer(asked, intakes[index], isShort: isShort) else {
        return nil
      }
      spaces.append(space)
    }
    return spaces + (try unasked(request, for: device, from: store))
  }

  /// The spaces that the device's person is in and that the device does not ask about, since the
  /// person was invited to them elsewhere.
  private func unasked(
    _ request: SyncRequest, for device: Device, from store: any RegionReading
  ) throws(RegionError) -> [SyncAnswer.Space] {
    var spaces: [SyncAnswer.Space] = []
    for (space, role) in try store.memberships(of: device.person)
    where role.mayRead && !request.spaces.contains(where: { $0.space == space.id }) {
      var answer = SyncAnswer.Space(space: space.id)
      answer.name = space.name
      let me = try store.members(in: space.number, changedAfter: 0)
        .first { $0.person == device.person }
      answer.people = [
        SyncAnswer.Person(person: device.person, name: me?.name ?? "", role: role)
      ]
      spaces.append(answer)
    }
    return spaces
  }

  // MARK: Contacts

  /// Writes down that the device was here, now and then, with whatever is written next. Nobody
  /// waits for it, and it is no loss if it fails.
  private func noteContact(of device: Device, agent: String) {
    let now = environment.now()
    guard contacts.isDue(device.replica, at: now, interval: limits.contactInterval) else { return }
    let agent = String(decoding: agent.utf8.prefix(limits.nameBytes), as: UTF8.self)
    let store = store
    Task {
      try? await store.write(cost: 64) { transaction throws(RegionError) in
        try transaction.save(lastContact: now, agent: agent, of: device.replica)
      }
    }
  }
}

extension RegionError {
  static func versionNotSpoken(_ version: UInt64) -> RegionError {
    RegionError(
      .versionNotSpoken,
      version < ProtocolVersion.minimum
        ? "this server no longer speaks version \(version): upgrade; nothing on the device is lost"
        : "this server does not yet speak version \(version): its operator has to upgrade it")
  }
}
