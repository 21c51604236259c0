public import SchakelCore

// What a device still has when it is taken out of use: the region takes it, for a coordinator, and says
// nothing else to it.
extension Replica {
  /// The next part of what was written here and the region does not have; nil where that is nothing.
  /// Others' changes are not in it: from such a device nobody takes them.
  ///
  /// - Parameters:
  ///   - asking: whether to ask, of each space, how far the region has what was written here: one that was
  ///     put back may lack what it acknowledged.
  ///   - left: spaces of which nothing is brought.
  public func lastWords(
    agent: String, budget: SyncBudget = SyncBudget(), asking: Bool = false,
    but left: Set<SpaceID> = [], signer: DeviceSigner
  ) throws(ReplicaError) -> SyncRequest? {
    try read { connection throws(ReplicaError) in
      var room = budget.push
      var spaces: [SyncRequest.Space] = []
      for row in try Self.allSpaces(connection) where !left.contains(row.id) {
        var space = try Self.request(for: row, left: &room, isLast: true, signer, connection)
        let asks = asking && row.role.mayRead && space.streams.contains { $0.counter > 0 }
        guard asks || !space.push.isEmpty else { continue }
        space.voids = try Self.voids(in: space.push, of: row, connection)
        space.vector = nil
        spaces.append(space)
      }
      return spaces.isEmpty ? nil : SyncRequest(agent: agent, limit: budget.answer, spaces: spaces)
    }
  }

  /// Takes note of what became of ``lastWords(agent:budget:asking:but:signer:)``: what the region holds now
  /// waits here no longer, and what it lacks waits again.
  public func noteHandedIn(
    _ answer: SyncAnswer, of request: SyncRequest
  ) throws(ReplicaError) -> HandInProgress {
    var progress = HandInProgress()
    for asked in request.spaces {
      let told = answer.spaces.first { $0.space == asked.space }
      switch told?.status {
      case .handedIn, .runRefused, .noRoom: break
      case .ok, .noAccess, .cursorUnknown, nil:
        progress.stalled.insert(asked.space)
        continue
      }
      guard let told else { continue }
      progress.held += told.outcomes.count { $0.outcome == .void(.held) }
      if told.status == .noRoom { progress.full.insert(asked.space) }
      let isLess = try write { transaction throws(ReplicaError) in
        let before = try waiting(in: asked.space, transaction)
        try conclude(asked, told, transaction)
        return try waiting(in: asked.space, transaction) < before
      }
      if !isLess { progress.stalled.insert(asked.space) }
    }
    return progress
  }

  private func waiting(
    in space: SpaceID, _ transaction: ReplicaTransaction
  ) throws(ReplicaError) -> Int {
    try transaction.flush()
    return try Self.waiting(in: try transaction.space(space), transaction.connection)
  }

  private func conclude(
    _ asked: SyncRequest.Space, _ told: SyncAnswer.Space, _ transaction: ReplicaTransaction
  ) throws(ReplicaError) {
    let replica = transaction.identity.replica
    let named = Set(told.streams.map(\.writer) + asked.push.map(\.writer))
    for said in asked.streams where !named.contains(said.writer) {
      // The region had nothing to add.
      try transaction.acknowledge(said.writer, said.counter, said.tip, in: asked.space)
    }
    for run in asked.push where told.status == .handedIn {
      guard let seal = run.seal, !told.outcomes.contains(where: { $0.isFork(in: run) })
      else { continue }
      try transaction.acknowledge(run.writer, run.last, seal.tip, in: asked.space)
    }
    for tip in told.streams where tip.writer.replica == replica {
      try transaction.hearOwn(tip, in: try transaction.space(asked.space))
    }
  }
}

extension SyncAnswer.Outcome {
  fileprivate func isFork(in run: ChangeRun) -> Bool {
    outcome == .fork && dot.writer == run.writer
  }
}
