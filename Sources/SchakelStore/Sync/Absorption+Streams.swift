import SchakelCore

// What the region has of streams.
extension Absorption {
  /// No counter counts as acknowledged but by one of three proofs: the region names the stream with
  /// the link that is here at that counter; it was said with its link and the region had nothing to
  /// add; or a run up to there was pushed, and not refused.
  mutating func hear(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    let before = try acknowledgedOfOwn(answer.space)
    for run in asked.push { try conclude(run, answer) }
    let space = try transaction.space(answer.space)
    for said in asked.streams where !answer.streams.contains(where: { $0.writer == said.writer }) {
      guard !asked.push.contains(where: { $0.writer == said.writer }) else { continue }
      try transaction.acknowledge(said.writer, said.counter, said.tip, in: answer.space)
    }
    for tip in answer.streams where tip.writer.replica == transaction.identity.replica {
      try hearOwn(tip, in: try transaction.space(answer.space))
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

  private func hearOwn(_ tip: StreamTip, in space: SpaceRow) throws(ReplicaError) {
    let stream = try transaction.stream(of: tip.writer, in: space)
    guard tip.counter <= transaction.held(stream, in: space) else { return }
    let mine = try transaction.link(of: stream, at: tip.counter, in: space)
    if let mine, !mine.agrees(with: tip.tip) {
      // A life of this database that another has gone on with.
      guard stream.no != space.stream else { return }
      try transaction.dispute(tip.writer, in: space)
    }
    try transaction.acknowledge(tip.writer, tip.counter, tip.tip, in: space.id)
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
      try transaction.giveWay(from: fork.dot, in: answer.space)
      try concludeForked(run, at: fork.dot, in: try transaction.space(answer.space))
    } else if let named, answer.status == .runRefused, named.counter + 1 >= run.first {
      try concludeRefused(run, wasDisputed: wasDisputed, in: space)
    } else if let named, named.counter < run.last {
      // It did not join on to what the region has.
      if run.writer.replica != transaction.identity.replica {
        try transaction.hear(named, in: space)
      }
    } else {
      try concludeTaken(run, wasDisputed: wasDisputed, in: space)
    }
  }

  /// Up to where they part, the two are the same.
  private func concludeForked(
    _ run: ChangeRun, at dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) {
    let stream = try transaction.stream(of: run.writer, in: space)
    let counter = dot.counter - 1
    guard counter > transaction.acknowledged(stream, in: space),
      let tip = try transaction.link(of: stream, at: counter, in: space)?.digest
    else { return }
    try transaction.acknowledge(run.writer, counter, tip, in: space.id)
  }

  private func concludeRefused(
    _ run: ChangeRun, wasDisputed: Bool, in space: SpaceRow
  ) throws(ReplicaError) {
    if run.writer.replica == transaction.identity.replica {
      // It may hang on another history than the region's: all of it is compared.
      if !wasDisputed { try transaction.dispute(run.writer, in: space) }
    } else if wasDisputed {
      try transaction.giveWay(from: Dot(writer: run.writer, counter: run.first), in: space.id)
    } else {
      try transaction.dropSeal(of: run.writer, in: space)
    }
  }

  private func concludeTaken(
    _ run: ChangeRun, wasDisputed: Bool, in space: SpaceRow
  ) throws(ReplicaError) {
    let stream = try transaction.stream(of: run.writer, in: space)
    if run.last > transaction.acknowledged(stream, in: space), let seal = run.seal {
      try transaction.acknowledge(run.writer, run.last, seal.tip, in: space.id)
    }
    guard wasDisputed && !stream.isOwn else { return }
    // They part beyond what is under a seal here, if they part.
    let rest = Dot(writer: run.writer, counter: run.last + 1)
    if try transaction.changeLink(ChangeKey(stream: stream.no, counter: rest.counter)) != nil {
      try transaction.giveWay(from: rest, in: space.id)
    }
  }
}

extension ChangeRun {
  /// The counter of its last change.
  var last: UInt64 { first + UInt64(changes.count) - 1 }
}
