import SchakelCore

// What is new: pages of states, or entries of the log.
extension Absorption {
  /// One page of document states.
  mutating func takeIn(
    _ page: SyncAnswer.Bootstrap, of answer: SyncAnswer.Space
  ) throws(ReplicaError) {
    var space = try transaction.space(answer.space)
    // An order to erase may be in the part of the log that the states stand for.
    try transaction.outdatePages()
    try transaction.forgetPages(in: space)
    try transaction.forgetUnadmittedOfOthers(in: space)
    if asked.bootstrap == nil { try transaction.beginDoubts(asked.vector, in: space) }
    for tip in page.streams {
      try transaction.hear(tip, isAll: true, in: try transaction.space(answer.space))
    }
    // Before the states: a state that holds a change which is void is not taken for news.
    for case .entry(let entry) in answer.entries {
      try transaction.note(entry, in: try transaction.space(answer.space))
    }
    space = try transaction.space(answer.space)
    if page.token == nil || !page.waiting.isEmpty || !page.states.isEmpty {
      try transaction.endDoubtsOfVoids(in: space)
    }
    for change in page.waiting { try transaction.takeIn(change, in: space) }
    for state in page.states where try transaction.takeIn(state, in: space) { result.news += 1 }
    if page.token == nil { try transaction.endDoubtsOfShells(in: space) }
    result.pulled += page.states.count
    space = try transaction.space(answer.space)
    space.bootstrap = page.token
    if page.token == nil, let cursor = answer.cursor {
      space.epoch = cursor.epoch
      space.position = page.position
      space.logHash = page.hash
      if let place = space.place { try transaction.arrive(at: place, in: space) }
    }
    transaction.update(space)
  }

  /// Entries of the log, each hashed as the region hashed it. If the hash does not come out the
  /// same, none of them is taken in.
  mutating func takeIn(
    _ entries: [PulledEntry], of answer: SyncAnswer.Space, until cursor: Cursor
  ) throws(ReplicaError) {
    let id = answer.space
    var space = try transaction.space(id)
    var epoch = space.epoch ?? cursor.epoch
    space.epoch = cursor.epoch
    var hash =
      space.logHash
      ?? LogHash.genesis(space: id, epoch: cursor.epoch, hashing: transaction.hashing)
    transaction.update(space)
    var count: UInt64 = 0
    for entry in entries {
      if case .changes(let run, _) = entry { result.news += try news(in: run, of: id) }
      if case .entry(let entry) = entry {
        let place = LogPlace(epoch: epoch, position: space.position + count, hash: hash)
        if case .epoch(let start) = entry { epoch = start.epoch }
        try check(entry, at: place, in: answer)
      }
      try transaction.takeIn(entry, of: id) { hashed in
        hash = LogHash.next(after: hash, entry: hashed, hashing: transaction.hashing)
      }
      count += UInt64(entry.count)
    }
    space = try transaction.space(id)
    space.position += count
    space.logHash = hash
    guard space.cursor == cursor else {
      throw ReplicaError(
        .protocolViolation, "What the region sent does not add up to its own log.")
    }
    transaction.update(space)
    result.pulled += Int(count)
  }

  /// What an entry says of the log itself, where it was met.
  private func check(
    _ entry: LogEntry, at place: LogPlace, in answer: SyncAnswer.Space
  ) throws(ReplicaError) {
    let space = try transaction.space(answer.space)
    if case .epoch(let start) = entry { try transaction.hear(start, at: place, in: space) }
    guard case .checkpoint(let checkpoint) = entry else { return }
    let isLast = answer.head?.position == place.position + 1
    let fault = checkpoint.fault(at: place, digest: isLast ? answer.digest : nil, verifier)
    if let fault {
      try transaction.refuse(checkpoint, for: fault, in: space)
    } else {
      try transaction.keep(checkpoint, at: place, in: space)
    }
  }

  /// How many changes of a run are not here yet, by a bundle or otherwise.
  private func news(in run: ChangeRun, of id: SpaceID) throws(ReplicaError) -> Int {
    let space = try transaction.space(id)
    let held = transaction.held(try transaction.stream(of: run.writer, in: space), in: space)
    return run.last <= held ? 0 : Int(run.last - max(held, run.first - 1))
  }
}
