public import SchakelCore

extension Replica {
  /// Takes in what the region answered to `request`: each space in a transaction of its own, so
  /// that a crash in between loses nothing and repeats little. May be called twice with the same
  /// answer.
  /// - Parameter budget: what the next requests may hold; what does not fit is not "more".
  /// - Throws: `protocolViolation` where a receipt in it is not the region's: then nothing of the
  ///   answer was taken in.
  public func absorb(
    _ answer: SyncAnswer, to request: SyncRequest, budget: SyncBudget = SyncBudget(),
    verifier: @escaping RegionVerifier
  ) throws(ReplicaError) -> SyncProgress {
    try Self.check(answer, verifier)
    var progress = SyncProgress()
    for space in answer.spaces {
      if let asked = request.spaces.first(where: { $0.space == space.space }) {
        try absorb(space, to: asked, budget, verifier, into: &progress)
      } else if try takeOn(space) {
        progress.more = true
      }
    }
    try sweepUnlessDamaged()
    try index?.follow(self)
    return progress
  }

  /// Takes on a space that the region offers unasked: the person was invited to it elsewhere.
  private func takeOn(_ answer: SyncAnswer.Space) throws(ReplicaError) -> Bool {
    guard let person = identity.person, let name = answer.name,
      let me = answer.people.first(where: { $0.person == person })
    else { return false }
    try adopt(
      Enrolment(
        person: person, name: me.name,
        spaces: [.init(id: answer.space, name: name, role: me.role)]))
    return true
  }

  private func absorb(
    _ answer: SyncAnswer.Space, to asked: SyncRequest.Space, _ budget: SyncBudget,
    _ verifier: @escaping RegionVerifier, into progress: inout SyncProgress
  ) throws(ReplicaError) {
    if answer.status == .noAccess {
      if let notice = try hearNoAccess(answer, to: asked) { progress.notices.append(notice) }
      return
    }
    // Asked for what is to be erased of it, or by another process before this one heard that the space was
    // left. Where it is open by now the region offers it to who does not ask.
    guard try !hasLeft(answer.space) else {
      progress.more = true
      return
    }
    if try noticeRegression(answer, to: asked, into: &progress) { progress.more = true }
    if try reissueForks(answer, to: asked) { progress.more = true }
    let outcome: Absorption.Result
    do throws(ReplicaError) {
      outcome = try write { transaction throws(ReplicaError) in
        var absorption = Absorption(
          transaction: transaction, asked: asked, budget: budget, verifier: verifier)
        try absorption.run(answer)
        return absorption.result
      }
    } catch {
      guard error.code == .protocolViolation, asked.cursor != nil else { throw error }
      // What came does not follow from what was here. Comparing afresh settles it.
      try forgetCursor(answer.space)
      progress.notices.append(.startedOver(answer.space))
      progress.more = true
      return
    }
    progress.more = progress.more || outcome.more
    progress.pushed += outcome.pushed
    progress.pulled += outcome.pulled
    progress.news += outcome.news
    progress.notices += outcome.notices
  }

  /// Only what the region says of this person's own role is a reason to remove anything: one that was
  /// put back may not know of a membership, and what it lost may be here alone.
  private func hearNoAccess(
    _ answer: SyncAnswer.Space, to asked: SyncRequest.Space
  ) throws(ReplicaError) -> SyncProgress.Notice? {
    let person = identity.person
    let isOver = answer.people.contains { $0.person == person && $0.role == .none }
    return try write { transaction throws(ReplicaError) in
      var space = try transaction.space(answer.space)
      guard space.left == nil else {
        _ = try transaction.hearOrders(answer, to: asked, in: space)
        return nil
      }
      if isOver {
        let kept = try transaction.leave(space)
        return .left(space.id, name: space.name, kept: kept)
      }
      space.role = .none
      transaction.update(space)
      try transaction.forgetPages(in: space)
      try transaction.forgetNotices(in: space)
      return .noAccess(answer.space)
    }
  }

  func hasLeft(_ id: SpaceID) throws(ReplicaError) -> Bool {
    try read { connection throws(ReplicaError) in
      try Self.allSpaces(connection).contains { $0.id == id && $0.left != nil }
    }
  }

  /// Whether the region knows more of our own stream than we do, or something else. If so, this
  /// database lived before: it gets a new incarnation before it writes another change.
  ///
  /// Compared with what is here now, not with what the request said: another process on this home
  /// may have pushed meanwhile.
  func noticeRegression(
    _ answer: SyncAnswer.Space, to asked: SyncRequest.Space, into progress: inout SyncProgress
  ) throws(ReplicaError) -> Bool {
    let mine = identity.writer
    let forked = answer.outcomes.first { $0.outcome == .fork && $0.dot.writer == mine }
    let theirs = answer.streams.first { $0.writer == mine }
    let regressed = try theirs.map { tip throws(ReplicaError) in
      try !has(tip, in: answer.space)
    }
    guard forked != nil || regressed == true else { return false }
    // Another process may have heard the same, and begun one already.
    guard try renewIncarnation(of: mine) else { return true }
    if let forked { progress.notices.append(.forked(forked.dot)) }
    if regressed == true { progress.notices.append(.putBack(answer.space)) }
    return true
  }

  /// Dots of ours under which the region has other changes: what we wrote there is written again
  /// under dots that are ours alone.
  func reissueForks(
    _ answer: SyncAnswer.Space, to asked: SyncRequest.Space
  ) throws(ReplicaError) -> Bool {
    let replica = identity.replica
    let forks = answer.outcomes.filter {
      $0.outcome == .fork && $0.dot.writer.replica == replica
    }
    for fork in forks {
      try write { transaction throws(ReplicaError) in
        // Another process may have heard the same, and what the region has may stand there since.
        if let run = asked.push.first(where: { $0.writer == fork.dot.writer }) {
          let stream = try transaction.stream(
            of: run.writer, in: try transaction.space(answer.space))
          guard try transaction.isHere(run, of: stream, at: fork.dot.counter) else { return }
        }
        try transaction.reissue(from: fork.dot, in: answer.space)
        _ = try transaction.rewriteOrphans(in: answer.space)
      }
    }
    return !forks.isEmpty
  }

  /// Whether this is a place that our own stream has been at.
  private func has(_ tip: StreamTip, in id: SpaceID) throws(ReplicaError) -> Bool {
    guard tip.counter > 0 else { return true }
    return try write { transaction throws(ReplicaError) in
      let space = try transaction.space(id)
      let stream = try transaction.stream(of: tip.writer, in: space)
      guard stream.no == space.stream, tip.counter <= space.counter else { return false }
      return try transaction.link(of: stream, at: tip.counter, in: space)?.digest == tip.tip
    }
  }

  /// Begins another incarnation, unless this is not the present one any more. Answers whether it did.
  private func renewIncarnation(of writer: Writer) throws(ReplicaError) -> Bool {
    try write { transaction throws(ReplicaError) in
      guard transaction.identity.writer == writer else { return false }
      try transaction.beginIncarnation()
      return true
    }
  }

  /// From now on this replica is new to the region's log of the space, and has what it has.
  func forgetCursor(_ id: SpaceID) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      var space = try transaction.space(id)
      try transaction.leavePlace(in: space)
      space.forgetCursor()
      transaction.update(space)
    }
  }
}
