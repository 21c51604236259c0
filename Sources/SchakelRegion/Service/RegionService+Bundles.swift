public import SchakelCore

// What comes in a file, and with no device that hands it in.
extension RegionService {
  /// Takes a bundle in as if the devices that wrote what is in it had pushed it themselves: each run
  /// is held to its seal and to what its writer's person may do, whoever carried it. It may be taken
  /// in twice, or in part: what is here already is passed over. Its runs may stand in any order.
  ///
  /// Durable when it returns. A large one is taken in parts, each in a transaction of its own.
  /// - Throws: `noAccess` where the region has no such space; `closed`; `storage`.
  public func takeBundle(_ bundle: Bundle) async throws(RegionError) -> BundleIntake {
    let isKnown = try store.look { store throws(RegionError) in
      try store.space(bundle.space) != nil
    }
    guard isKnown else { throw .noAccess }
    var intake = BundleIntake(space: bundle.space)
    let runs = bundle.runs.sorted { ($0.writer, $0.first) < ($1.writer, $1.first) }
    for part in parts(of: runs) {
      var asked = SyncRequest.Space(space: bundle.space, cursor: nil, digest: 0)
      asked.push = part
      asked.voids = bundle.voids
      try await take(asked, &intake)
    }
    return intake
  }

  /// Runs that are taken together: as many as a request may bring.
  private func parts(of runs: [ChangeRun]) -> [[ChangeRun]] {
    var parts: [[ChangeRun]] = []
    var (changes, bytes) = (0, 0)
    for run in runs where !run.changes.isEmpty {
      let size = run.changes.reduce(0) { $0 + $1.count }
      let isFull =
        changes + run.changes.count > limits.changesPerRequest || bytes + size > limits.groupBytes
      if parts.isEmpty || isFull {
        parts.append([])
        (changes, bytes) = (0, 0)
      }
      parts[parts.count - 1].append(run)
      changes += run.changes.count
      bytes += size
    }
    return parts
  }

  private func take(
    _ asked: SyncRequest.Space, _ intake: inout BundleIntake
  ) async throws(RegionError) {
    guard let push = try await read(asked, at: 0, from: nil) else { throw .noAccess }
    let taken = try await write(cost: push.cost) { [self] transaction throws(RegionError) in
      guard try !transaction.isClosed() else { throw .closed }
      let before = try counters(of: push, transaction)
      guard let result = try take(push, from: nil, in: transaction) else { throw .noAccess }
      return (before: before, after: try counters(of: push, transaction), result: result)
    }
    meter(taken.result.event)
    intake.note(asked.push, taken.before, taken.after, taken.result)
  }

  private func counters(
    of push: IncomingPush, _ store: any RegionReading
  ) throws(RegionError) -> [Writer: UInt64] {
    guard let space = try store.space(push.space) else { return [:] }
    var counters: [Writer: UInt64] = [:]
    for run in push.runs where counters[run.writer] == nil {
      counters[run.writer] = try store.stream(run.writer, in: space.number)?.counter ?? 0
    }
    return counters
  }
}

extension BundleIntake {
  fileprivate mutating func note(
    _ runs: [ChangeRun], _ before: [Writer: UInt64], _ after: [Writer: UInt64],
    _ result: SpaceIntake.Result
  ) {
    for run in runs { count(run, before[run.writer] ?? 0, after[run.writer] ?? 0) }
    for outcome in result.outcomes {
      let (dot, known) = (outcome.dot, before[outcome.dot.writer] ?? .max)
      switch outcome.outcome {
      case .waiting: waiting.append(dot)
      case .fork: forks.append(dot)
      case .void(let reason) where dot.counter > known:
        voids.append(Void(dot: dot, reason: reason))
        taken -= min(taken, 1)
      case .void: break
      }
    }
    let forked = Set(forks.map(\.writer))
    for writer in result.told where !forked.contains(writer) {
      if result.refusedWriters.contains(writer) {
        if !refused.contains(writer) { refused.append(writer) }
      } else if !gaps.contains(writer) {
        gaps.append(writer)
      }
    }
  }

  /// What of a run the log went past with this part, and what it had gone past before.
  private mutating func count(_ run: ChangeRun, _ before: UInt64, _ after: UInt64) {
    let last = run.first + UInt64(run.changes.count) - 1
    let known = min(last, before) + 1
    if known > run.first { self.known += known - run.first }
    let (low, high) = (max(run.first, before + 1), min(last, after))
    if low <= high { taken += high - low + 1 }
  }
}
