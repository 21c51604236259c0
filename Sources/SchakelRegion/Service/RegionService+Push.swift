import SchakelCore

/// The push of one space, read and hashed.
struct IncomingPush: Sendable {
  /// The space's place in the request.
  let index: Int
  let space: SpaceID
  var runs: [IncomingRun] = []
  /// The writers of runs whose chain cannot be computed.
  var unreadable: [Writer] = []
  /// Of changes in these runs, what this region said of them under its signature.
  var voids: [Dot: LogEntry.Void] = [:]

  /// Roughly the bytes that it writes: each change stands in the log, and as part of a state.
  var cost: Int { runs.reduce(0) { $0 + $1.items.reduce(0) { $0 + $1.bytes.count * 2 } } }
}

extension RegionService {
  /// Takes the pushes of a request, all in one transaction, and says what became of them by the
  /// place of their space in the request.
  ///
  /// - Parameter isRevoked: of a device that is in use no more, and brings its own changes alone.
  func takePushes(
    _ request: SyncRequest, from device: Device, isRevoked: Bool = false
  ) async throws(RegionError) -> [Int: SpaceIntake.Result] {
    let taken = try await readPushes(request, from: device)
    guard !taken.isEmpty else { return [:] }
    let results = try await write(cost: taken.reduce(0) { $0 + $1.cost }) {
      [self] transaction throws(RegionError) in
      if isRevoked {
        try requireRevoked(device, transaction)
      } else {
        try requireInUse(device, transaction)
      }
      var results: [Int: SpaceIntake.Result] = [:]
      for push in taken {
        results[push.index] = try take(push, from: device, isRevoked: isRevoked, in: transaction)
      }
      return results
    }
    for push in taken { if let result = results[push.index] { meter(result.event) } }
    return results
  }

  /// - Parameters:
  ///   - device: which hands it in; nil where the operator does, who may in every space.
  ///   - isRevoked: as for all of them.
  func take(
    _ push: IncomingPush, from device: Device?, isRevoked: Bool = false,
    in transaction: any RegionWriting
  ) throws(RegionError) -> SpaceIntake.Result? {
    guard let space = try space(push.space, for: device, transaction) else { return nil }
    var intake = try SpaceIntake(
      space, from: device?.replica ?? environment.identity.replica, voids: push.voids,
      transaction: transaction,
      environment: environment, limits: limits, admitsCopies: admitsCopies,
      received: environment.now())
    for writer in push.unreadable { intake.refuseRun(of: writer) }
    for run in push.runs {
      if isRevoked, run.writer.replica != device?.replica {
        intake.refuse(run)
      } else {
        try intake.take(run)
      }
    }
    let result = try intake.finish()
    for life in result.admitted { try tell(of: life, transaction) }
    if !result.admitted.isEmpty { try note(result.admitted.map { .admission($0) }, transaction) }
    // Its receipt speaks of the log before that: what was pushed is there.
    try erase(result.withdrawals, in: push.space, transaction)
    return result
  }

  // MARK: Before the transaction

  /// Up to so many changes are read where all else goes on.
  private static let smallPush = 64

  private func readPushes(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> [IncomingPush] {
    let count = request.spaces.reduce(0) { $0 + $1.push.reduce(0) { $0 + $1.changes.count } }
    guard count > Self.smallPush else { return try await readAll(request, from: device) }
    return try await withTaskExecutorPreference(largePushes) { () throws(RegionError) in
      try await readAll(request, from: device)
    }
  }

  private func readAll(
    _ request: SyncRequest, from device: Device
  ) async throws(RegionError) -> [IncomingPush] {
    var pushes: [IncomingPush] = []
    for (index, asked) in request.spaces.enumerated() where !asked.push.isEmpty {
      if let push = try await read(asked, at: index, from: device) { pushes.append(push) }
    }
    return pushes
  }

  /// What the store knew of a run's writer a moment ago.
  private struct WriterFacts: Sendable {
    let device: DeviceRecord?
    var base: StreamTip
  }

  /// The space, where whoever hands in may read it.
  private func space(
    _ id: SpaceID, for device: Device?, _ store: any RegionReading
  ) throws(RegionError) -> SpaceRecord? {
    guard let device else { return try store.space(id) }
    return try store.space(id, openTo: device.person)
  }

  /// Reads a push; nil where the device has no access to the space.
  func read(
    _ asked: SyncRequest.Space, at index: Int, from device: Device?
  ) async throws(RegionError) -> IncomingPush? {
    guard var facts = try facts(for: asked, from: device) else { return nil }
    var push = IncomingPush(index: index, space: asked.space)
    for run in asked.push where !run.changes.isEmpty {
      guard
        var incoming = await IncomingRun(
          run, device: facts[run.writer]?.device, hashing: environment.hashing)
      else {
        push.unreadable.append(run.writer)
        continue
      }
      if let known = facts[run.writer] {
        incoming.chained = await chain(incoming, after: known.base, in: asked.space)
      }
      if let chained = incoming.chained, let tip = chained.links.last {
        // The next run of this writer is expected to go on from here.
        facts[run.writer]?.base = StreamTip(
          writer: run.writer, counter: incoming.last, tip: tip)
      }
      push.runs.append(incoming)
    }
    push.voids = voids(asked, of: push.runs)
    return push
  }

  /// The void entries that this region signed, of changes in these runs. Of two for one change, as
  /// there are when its document became known later, the one that names the document.
  private func voids(
    _ asked: SyncRequest.Space, of runs: [IncomingRun]
  ) -> [Dot: LogEntry.Void] {
    // No more signatures are verified than there can be entries.
    let most = runs.reduce(0) { $0 + $1.items.count * 2 }
    var voids: [Dot: LogEntry.Void] = [:]
    for void in asked.voids.prefix(most) where runs.contains(where: { $0.holds(void.dot) }) {
      let message = void.message(in: asked.space)
      guard voids[void.dot]?.document == nil,
        environment.verify(environment.publicKey, message, void.signature)
      else { continue }
      voids[void.dot] = void
    }
    return voids
  }

  /// Computes the chain of what is new in the run, if it continues the stream.
  private func chain(
    _ run: IncomingRun, after base: StreamTip, in space: SpaceID
  ) async -> ChainedRun? {
    guard run.first <= base.counter + 1, run.last > base.counter else { return nil }
    return await ChainedRun(sharing: run, base: base, in: space, environment: environment)
  }

  private func facts(
    for asked: SyncRequest.Space, from device: Device?
  ) throws(RegionError) -> [Writer: WriterFacts]? {
    try store.look { [self] store throws(RegionError) in
      guard let space = try space(asked.space, for: device, store) else { return nil }
      var facts: [Writer: WriterFacts] = [:]
      for run in asked.push where facts[run.writer] == nil {
        facts[run.writer] = try self.facts(of: run.writer, in: space, from: store)
      }
      return facts
    }
  }

  /// The region's own is known before it has written anything: what a device brings back may be from
  /// a part of the log that is lost, and the device's row with it.
  private func device(
    _ replica: ReplicaID, from store: any RegionReading
  ) throws(RegionError) -> DeviceRecord? {
    if let device = try store.device(replica) { return device }
    let identity = environment.identity
    return replica == identity.replica ? identity.deviceRecord(created: environment.now()) : nil
  }

  private func facts(
    of writer: Writer, in space: SpaceRecord, from store: any RegionReading
  ) throws(RegionError) -> WriterFacts {
    let device = try device(writer.replica, from: store)
    if let stream = try store.stream(writer, in: space.number) {
      return WriterFacts(device: device, base: stream.streamTip)
    }
    return WriterFacts(
      device: device,
      base: StreamTip(startOf: writer, in: space.id, hashing: environment.hashing))
  }
}
