public import SchakelCore

// What devices bring that were taken out of use, and what coordinators make of it.
extension RegionService {
  /// The device of a token that was revoked; nil for every other, also for that of one that is to be
  /// emptied, which has nothing to bring.
  ///
  /// - Parameter token: the ASCII bytes of `Enrolment.token`.
  public func revokedDevice(token: [UInt8]) throws(RegionError) -> Device? {
    let hash = Secret.token(token).hash(environment.hashing)
    return try store.look { store throws(RegionError) in
      guard let device = try store.device(token: hash), device.status == .revoked else {
        return nil
      }
      return Device(device)
    }
  }

  /// Takes what a revoked device still has, all of it to be held, and tells it nothing but that, how far
  /// its own streams are here, and what it is to erase: else it is a door in one direction. Others' changes
  /// are not taken from it; its word that it has erased is.
  /// - Throws: as ``sync(_:from:)``; `noAccess` for a device that is in use, which syncs.
  public func handIn(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> SyncAnswer {
    try check(version: request.version)
    try checkAmount(of: request)
    try store.look { store throws(RegionError) in try requireRevoked(device, store) }
    let intakes = try await takeRest(request, from: device)
    return try await store.read(for: device.person) { [self] store throws(RegionError) in
      let bytes = min(max(request.limit, 0), limits.answerBytes)
      var builder = SpaceAnswer(
        store: store, device: device, environment: environment, limits: limits,
        budget: AnswerBudget(bytes: bytes, entries: limits.answerEntries))
      var spaces: [SyncAnswer.Space] = []
      for (index, asked) in request.spaces.enumerated() {
        var answer = try answer(asked, intakes[index], builder)
        try builder.addOrders(to: &answer, after: asked.cursor)
        spaces.append(answer)
      }
      return SyncAnswer(version: request.version, time: environment.now(), spaces: spaces)
    }
  }

  private func takeRest(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> [Int: SpaceIntake.Result] {
    await intakeTurns.enter(device.person)
    defer { intakeTurns.leave(device.person) }
    let intakes = try await takePushes(request, from: device, isRevoked: true)
    try await takeConfirmations(request, from: device)
    return intakes
  }

  /// What became of what a revoked device brought, and how far its own streams are here: a region that was
  /// put back may have less than the device was told.
  private func answer(
    _ asked: SyncRequest.Space, _ intake: SpaceIntake.Result?, _ told: SpaceAnswer
  ) throws(RegionError) -> SyncAnswer.Space {
    guard asked.push.isEmpty || intake != nil,
      let space = try told.store.space(asked.space, openTo: told.device.person)
    else { return SyncAnswer.Space(space: asked.space, status: .noAccess) }
    var status = SyncAnswer.Status.handedIn
    if let intake, !intake.isWhole { status = intake.isFull ? .noRoom : .runRefused }
    var answer = SyncAnswer.Space(space: asked.space, status: status)
    answer.outcomes = intake?.outcomes ?? []
    // Not of others' streams, whatever it says that it has.
    var own = asked
    (own.vector, own.cursor) = (nil, nil)
    answer.streams = try told.streams(own, intake, space).filter {
      $0.writer.replica == told.device.replica
    }
    return answer
  }

  /// A page of the changes that are held in a space, for a coordinator of it, who may say them again in
  /// changes of her own that name these as their origin, or let them go.
  /// - Throws: `versionNotSpoken`, `versionNotYetSpoken`; `noAccess` for everybody else.
  public func heldChanges(
    _ request: HeldRequest, for device: Device
  ) async throws(RegionError) -> HistoryAnswer {
    try check(version: request.version)
    return try await store.read(for: device.person) { [self] store throws(RegionError) in
      let space = try coordinated(request.space, by: device, from: store)
      let after = request.after.flatMap { try? HistoryToken(encoded: $0) }?.position ?? 0
      let page = try store.heldChanges(
        in: space.number, after: after, limit: limits.heldPerPage, all: false)
      var budget = AnswerBudget(
        bytes: min(limits.answerBytes, request.limit), entries: limits.heldPerPage)
      var answer = HistoryAnswer(version: request.version, items: [], voids: [])
      var last = after
      var documents: Set<DocumentID> = []
      for held in page {
        guard budget.take(held.bytes.count) else { break }
        answer.items.append(
          HistoryAnswer.Item(
            writer: held.dot.writer, received: held.received, check: held.check,
            change: held.bytes))
        last = held.position
        guard !documents.contains(held.document) else { continue }
        documents.insert(held.document)
        if let successor = try store.successor(of: held.document, in: space.number) {
          answer.successors.append(.init(of: held.document, successor))
        }
      }
      let isAll = answer.items.count == page.count && page.count < limits.heldPerPage
      if !isAll { answer.token = HistoryToken(position: last, mark: 0).encoded }
      return answer
    }
  }

  /// Lets a change go that is held: what it says is kept no longer. The refusal stays on record, and so
  /// does who let it go.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `noAccess` for everybody but a coordinator of the space.
  public func dismissHeld(
    _ dot: Dot, in space: SpaceID, by device: Device
  ) async throws(RegionError) -> Bool {
    try await write(cost: 256) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      let space = try coordinated(space, by: device, from: transaction)
      let now = environment.now()
      let isNews = try transaction.decide(
        dot, check: nil, as: .dismissed, by: device.person, at: now, in: space.number)
      guard isNews else { return false }
      var log = SpaceLog(space, environment, limits)
      let dismissal = LogEntry.Dismissal(dot: dot, actor: device.person, time: now)
      try log.append(.dismissal(dismissal), received: now, to: transaction)
      try log.save(to: transaction)
      try transaction.noteUnswept()
      return true
    }
  }

  /// A space that a device's person coordinates, asked inside the transaction that acts on it.
  func coordinated(
    _ space: SpaceID, by device: Device, from store: any RegionReading
  ) throws(RegionError) -> SpaceRecord {
    let space = try accessible(space, to: device, from: store)
    guard try store.isCoordinator(device.person, of: space.number) else { throw .noAccess }
    return space
  }
}
