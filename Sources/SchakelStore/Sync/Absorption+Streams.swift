import SchakelCore

// What the region has of streams.
extension Absorption {
  /// No counter counts as acknowledged but by one of three proofs: the region names the stream with
  /// the link that is here at that counter; it was said with its link and the region had nothing to
  /// add; or a run up to there was pushed, and not refused.
  mutating func hear(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    let before = try acknowledgedOfOwn(answer.space)
    // Of what waits for somebody's yes nothing was looked at.
    let unadmitted = Set(answer.unadmitted)
    for run in asked.push where !unadmitted.contains(run.writer) {
      try conclude(run, answer)
      try noteRecovered(run, answer)
    }
    let space = try transaction.space(answer.space)
    for said in asked.streams where !answer.streams.contains(where: { $0.writer == said.writer }) {
      guard !asked.push.contains(where: { $0.writer == said.writer }),
        !unadmitted.contains(said.writer)
      else { continue }
      try transaction.acknowledge(said.writer, said.counter, said.tip, in: answer.space)
    }
    for tip in answer.streams where tip.writer.replica == transaction.identity.replica {
      try transaction.hearOwn(tip, in: try transaction.space(answer.space))
    }
    if asked.vector != nil {
      for tip in answer.streams where tip.writer.replica != transaction.identity.replica {
        guard !asked.push.contains(where: { $0.writer == tip.writer }) else { continue }
        try transaction.hear(tip, in: space)
      }
    }
    let after = try acknowledgedOfOwn(answer.space)
    result.pushed += Int(clamping: after) - Int(clamping: min(before, after))
  }

  /// What was said again has reached the region, which had nothing against it: nobody was before.
  private mutating func noteRecovered(
    _ run: ChangeRun, _ answer: SyncAnswer.Space
  ) throws(ReplicaError) {
    let space = try transaction.space(answer.space)
    guard space.differsSince != nil, run.writer.replica == transaction.identity.replica
    else { return }
    let stream = try transaction.stream(of: run.writer, in: space)
    let end = transaction.acknowledged(stream, in: space)
    let refused = Set(answer.outcomes.filter { $0.outcome.isVoid }.map(\.dot))
    let isTold = run.changes.contains { bytes in
      guard let change = try? Change(encoded: bytes, writer: run.writer) else { return false }
      return change.header.purpose == .recovery && change.dot.counter <= end
        && !refused.contains(change.dot)
    }
    if isTold { result.notices.append(.recovered(space.id)) }
  }

  /// Changes of this device in all its lives that the region is known to have, of the streams that
  /// were said.
  private func acknowledgedOfOwn(_ id: SpaceID) throws(ReplicaError) -> UInt64 {
    let space = try transaction.space(id)
    var sum: UInt64 = 0
    for said in asked.streams {
      let stream = try transaction.stream(of: said.writer, in: space)
      sum += min(
        transaction.acknowledged(stream, in: space), transaction.held(stream, in: space))
    }
    return sum
  }

  /// What became of a run that was pushed, of whichever stream.
  private func conclude(
    _ run: ChangeRun, _ answer: SyncAnswer.Space
  ) throws(ReplicaError) {
    let space = try transaction.space(answer.space)
    let wasDisputed = try transaction.endDispute(run.writer, in: space)
    let named = answer.streams.first { $0.writer == run.writer }
    let fork = answer.outcomes.first { $0.outcome == .fork && $0.dot.writer == run.writer }
    if let fork {
      try takeBackVoids(of: run, through: fork.dot.counter - 1, answer, in: space)
      try giveWay(run, from: fork.dot, in: space)
      try concludeForked(run, at: fork.dot, in: try transaction.space(answer.space))
    } else if let named, answer.status == .runRefused, named.counter + 1 >= run.first,
      // The status is the space's: another run may have been refused, and this one taken.
      named.counter < run.last
    {
      try concludeRefused(run, named, wasDisputed: wasDisputed, in: space)
    } else if let named, named.counter < run.last {
      // It did not join on to what the region has.
      if run.writer.replica != transaction.identity.replica {
        try transaction.hear(named, in: space)
      }
    } else {
      try takeBackVoids(of: run, through: run.last, answer, in: space)
      try concludeTaken(run, wasDisputed: wasDisputed, in: space)
    }
  }

  /// Where the two part within what is here. A run that was handed in as it came may reach further,
  /// or be another history than the log has brought since; so may a run of this device's own, where
  /// another process has heard the same.
  private func giveWay(
    _ run: ChangeRun, from dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) {
    let stream = try transaction.stream(of: run.writer, in: space)
    if try transaction.isHere(run, of: stream, at: dot.counter) {
      try transaction.giveWay(from: dot, in: space.id)
    } else if !stream.isOwn {
      try transaction.dropStopped(of: stream, from: dot.counter)
    }
  }

  /// Up to where they part, the two are the same.
  private func concludeForked(
    _ run: ChangeRun, at dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) {
    let stream = try transaction.stream(of: run.writer, in: space)
    let counter = min(dot.counter - 1, transaction.held(stream, in: space))
    guard counter > transaction.acknowledged(stream, in: space),
      let tip = try transaction.link(of: stream, at: counter, in: space)?.digest
    else { return }
    try transaction.acknowledge(run.writer, counter, tip, in: space.id)
  }

  private func concludeRefused(
    _ run: ChangeRun, _ named: StreamTip, wasDisputed: Bool, in space: SpaceRow
  ) throws(ReplicaError) {
    let isOther = try parts(run, before: named, in: space)
    if run.writer.replica == transaction.identity.replica {
      // It may hang on another history than the region's: all of it is compared.
      if !wasDisputed { try transaction.dispute(run.writer, in: space) }
    } else if wasDisputed || isOther {
      // Up to there it found the same.
      let rest = Dot(writer: run.writer, counter: named.counter + 1)
      try giveWay(run, from: rest, in: space)
    } else {
      try transaction.dropSeals(of: run.writer, in: space)
    }
  }

  /// Whether a run hangs on another change than the one that the region has before it. A device that
  /// began from states may not have that change itself.
  private func parts(
    _ run: ChangeRun, before named: StreamTip, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    guard named.counter + 1 == run.first else { return false }
    let stream = try transaction.stream(of: run.writer, in: space)
    let key = ChangeKey(stream: stream.no, counter: run.first)
    let link = RunItem(run.changes[0]).link(after: named.tip, hashing: transaction.hashing)
    guard let link, let mine = try transaction.changeLink(key) else { return false }
    return !mine.agrees(with: link)
  }

  /// What was refused in a life that the region lost, it may have accepted since: then it says nothing
  /// of it.
  private func takeBackVoids(
    of run: ChangeRun, through last: UInt64, _ answer: SyncAnswer.Space, in space: SpaceRow
  ) throws(ReplicaError) {
    // An old answer knows nothing of what was refused since; a run that was refused shows nothing.
    guard !isStale, answer.status != .runRefused, last >= run.first else { return }
    var refused: Set<Dot> = []
    for outcome in answer.outcomes {
      if case .void = outcome.outcome { refused.insert(outcome.dot) }
    }
    let stream = try transaction.stream(of: run.writer, in: space)
    try transaction.takeBackVoids(of: stream, run.first...last, but: refused, in: space)
  }

  private func concludeTaken(
    _ run: ChangeRun, wasDisputed: Bool, in space: SpaceRow
  ) throws(ReplicaError) {
    let stream = try transaction.stream(of: run.writer, in: space)
    let held = transaction.held(stream, in: space)
    if run.last > held {
      // Handed in as it came: what is not here comes by the log.
      if held > stream.acknowledged {
        try transaction.acknowledge(run.writer, held, stream.tip, in: space.id)
      }
    } else if run.last > transaction.acknowledged(stream, in: space), let seal = run.seal {
      try transaction.acknowledge(run.writer, run.last, seal.tip, in: space.id)
    }
    if !stream.isOwn { try transaction.dropStopped(of: stream, through: run.last) }
    guard wasDisputed else { return }
    if try goesOn(stream, after: run.last, in: space) {
      return try transaction.dispute(run.writer, agreed: run.last, in: space)
    }
    guard !stream.isOwn else { return }
    // They part beyond what is under a seal here, if they part.
    let rest = Dot(writer: run.writer, counter: run.last + 1)
    if try transaction.changeLink(ChangeKey(stream: stream.no, counter: rest.counter)) != nil {
      try transaction.giveWay(from: rest, in: space.id)
    }
  }

  /// Whether more of a disputed stream can be brought than its first part, which did not hold all.
  private func goesOn(
    _ stream: StreamRow, after counter: UInt64, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    try transaction.flush()
    return stream.isOwn
      ? counter < transaction.held(stream, in: space)
      : try Replica.seal(of: stream, after: counter, transaction.connection) != nil
  }
}

extension ChangeRun {
  /// The counter of its last change.
  var last: UInt64 { first + UInt64(changes.count) - 1 }
}

extension ChangeOutcome {
  fileprivate var isVoid: Bool {
    if case .void = self { true } else { false }
  }
}
