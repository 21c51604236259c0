public import SchakelCore

// What a device still has when it is taken out of use: the region takes it, for a coordinator, and says
// nothing else to it than what it is to erase.
extension Replica {
  /// The next part of what was written here and the region does not have, and the word that what it had
  /// erased is gone here too; nil where there is neither. Others' changes are not in it: from such a device
  /// nobody takes them.
  ///
  /// - Parameters:
  ///   - asking: whether to ask, of each space, how far the region has what was written here, since one that
  ///     was put back may lack what it acknowledged, and what is to be erased.
  ///   - left: spaces of which nothing is brought.
  ///   - untold: spaces of which the region has more orders to erase.
  public func lastWords(
    agent: String, budget: SyncBudget = SyncBudget(), asking: Bool = false,
    but left: Set<SpaceID> = [], untold: Set<SpaceID> = [], signer: DeviceSigner
  ) throws(ReplicaError) -> SyncRequest? {
    try read { connection throws(ReplicaError) in
      var room = budget.push
      var spaces: [SyncRequest.Space] = []
      for row in try Self.allSpaces(connection) {
        var none = 0
        var space =
          left.contains(row.id)
          ? try Self.request(for: row, left: &none, isLast: true, signer, connection)
          : try Self.request(for: row, left: &room, isLast: true, signer, connection)
        // Of a space that was left nothing is here but what was kept of its own.
        if row.left != nil { space.streams = [] }
        let told = try Self.toldOrders(of: row, connection)
        space.cursor = told ?? space.cursor
        space.confirmation = try confirmation(for: row, told: told, signer, connection)
        let asks = asking || untold.contains(row.id) || space.confirmation != nil
        guard asks || !space.push.isEmpty else { continue }
        space.voids = try Self.voids(in: space.push, of: row, connection)
        (space.vector, space.bootstrap) = (nil, nil)
        spaces.append(space)
      }
      return spaces.isEmpty ? nil : SyncRequest(agent: agent, limit: budget.answer, spaces: spaces)
    }
  }

  /// Takes note of what became of ``lastWords(agent:budget:asking:but:untold:signer:)``: what the region
  /// holds now waits here no longer, what it lacks waits again, and what it had erased goes from here too.
  public func noteHandedIn(
    _ answer: SyncAnswer, of request: SyncRequest
  ) throws(ReplicaError) -> HandInProgress {
    var progress = HandInProgress()
    for asked in request.spaces {
      guard let told = answer.spaces.first(where: { $0.space == asked.space }),
        told.status != .ok, told.status != .cursorUnknown
      else {
        progress.stalled.insert(asked.space)
        continue
      }
      try note(told, of: asked, in: &progress)
    }
    try sweepUnlessDamaged()
    try index?.follow(self)
    return progress
  }

  private func note(
    _ told: SyncAnswer.Space, of asked: SyncRequest.Space, in progress: inout HandInProgress
  ) throws(ReplicaError) {
    progress.held += told.outcomes.count { $0.outcome == .void(.held) }
    if told.status == .noRoom { progress.full.insert(asked.space) }
    let isOther = try noticeOtherLife(told, of: asked)
    let (orders, isLess) = try write { transaction throws(ReplicaError) in
      let before = try waiting(in: asked.space, transaction)
      let space = try transaction.space(asked.space)
      if told.status != .noAccess, space.left == nil { try conclude(asked, told, transaction) }
      let orders = try transaction.hearOrders(told, to: asked, in: space)
      return (orders, try waiting(in: asked.space, transaction) < before)
    }
    progress.orders += orders
    if told.more, told.goesOn(after: asked.cursor) { progress.untold.insert(asked.space) }
    if !isLess, !isOther, !asked.push.isEmpty { progress.stalled.insert(asked.space) }
  }

  /// Whether this database lived before: the region has something else under its dots. What was written here
  /// goes on under dots of another life, as in a device that is in use.
  private func noticeOtherLife(
    _ told: SyncAnswer.Space, of asked: SyncRequest.Space
  ) throws(ReplicaError) -> Bool {
    guard told.status != .noAccess, try !hasLeft(told.space) else { return false }
    var progress = SyncProgress()
    let isOther = try noticeRegression(told, to: asked, into: &progress)
    return try reissueForks(told, to: asked) || isOther
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
    for run in asked.push { try conclude(run, told, transaction) }
    for tip in told.streams where tip.writer.replica == replica {
      try transaction.hearOwn(tip, in: try transaction.space(asked.space))
    }
  }
}

extension Replica {
  /// What became of a run that was handed in. One of an earlier life is handed in from its beginning where
  /// the region has something else, until it says where the two part.
  private func conclude(
    _ run: ChangeRun, _ told: SyncAnswer.Space, _ transaction: ReplicaTransaction
  ) throws(ReplicaError) {
    let space = try transaction.space(told.space)
    let wasDisputed = try transaction.endDispute(run.writer, in: space)
    let stream = try transaction.stream(of: run.writer, in: space)
    let held = transaction.held(stream, in: space)
    if let fork = told.outcomes.first(where: { $0.isFork(in: run) }) {
      // Up to there they are the same.
      let counter = min(fork.dot.counter - 1, held)
      guard counter > transaction.acknowledged(stream, in: space),
        let tip = try transaction.link(of: stream, at: counter, in: space)?.digest
      else { return }
      try transaction.acknowledge(run.writer, counter, tip, in: told.space)
    } else if told.status == .handedIn, let seal = run.seal {
      try transaction.acknowledge(run.writer, run.last, seal.tip, in: told.space)
      guard wasDisputed, run.last < held else { return }
      try transaction.dispute(run.writer, agreed: run.last, in: space)
    } else if wasDisputed {
      try transaction.dispute(run.writer, in: space)
    }
  }
}

extension SyncAnswer.Outcome {
  fileprivate func isFork(in run: ChangeRun) -> Bool {
    outcome == .fork && dot.writer == run.writer
  }
}

extension SyncAnswer.Space {
  /// Whether what was told goes on behind a place. A region that says there is more and does not move is
  /// not asked again.
  fileprivate func goesOn(after place: Cursor?) -> Bool {
    guard let cursor else { return false }
    guard let place, place.epoch == cursor.epoch else { return true }
    return cursor.position > place.position
  }
}
