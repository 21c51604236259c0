import SchakelCore

/// Taking one space's answer in, within one transaction.
struct Absorption {
  struct Result: Sendable {
    var more = false
    var pushed = 0
    var pulled = 0
    var news = 0
    var notices: [SyncProgress.Notice] = []
  }

  let transaction: ReplicaTransaction
  let asked: SyncRequest.Space
  /// The server's clock at the answer.
  let time: UInt64
  private(set) var result = Result()

  init(transaction: ReplicaTransaction, asked: SyncRequest.Space, time: UInt64) {
    self.transaction = transaction
    self.asked = asked
    self.time = time
  }

  mutating func run(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    if answer.status == .runRefused { result.notices.append(.runRefused(answer.space)) }
    for person in answer.people { try adopt(person, in: answer.space) }
    try acknowledge(answer)
    try noteOutcomes(answer)
    if let receipt = answer.receipt {
      try transaction.keep(receipt, in: try transaction.space(answer.space))
    }
    if answer.status == .cursorUnknown { try startOver(answer.space) }
    if let bootstrap = answer.bootstrap {
      try takeIn(bootstrap, of: answer)
    } else if let cursor = answer.cursor {
      try takeIn(answer.entries, of: answer.space, until: cursor)
    }
    try noteHead(answer)
  }

  private func adopt(
    _ person: SyncAnswer.Person, in space: SpaceID
  ) throws(ReplicaError) {
    try transaction.name(person.person, person.name)
    try transaction.setRole(person.role, of: person.person, in: try transaction.space(space))
  }

  private mutating func startOver(_ id: SpaceID) throws(ReplicaError) {
    var space = try transaction.space(id)
    space.epoch = nil
    space.logHash = nil
    space.position = 0
    transaction.update(space)
    result.notices.append(.startedOver(id))
  }

  /// What the region has of our streams: what it does not say is what we said.
  private mutating func acknowledge(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    for said in asked.streams {
      let theirs = answer.streams.first { $0.writer == said.writer }?.counter ?? said.counter
      var space = try transaction.space(answer.space)
      var row = try transaction.stream(of: said.writer, in: space)
      let isPresent = row.no == space.stream
      let before = isPresent ? space.acknowledged : row.acknowledged
      let counter = min(theirs, isPresent ? space.counter : row.counter)
      if counter > before { result.pushed += Int(counter - before) }
      if isPresent {
        space.acknowledged = counter
        transaction.update(space)
        result.more = result.more || counter < said.counter
      } else {
        row.acknowledged = counter
        transaction.update(row)
        result.more = result.more || counter < row.counter
      }
    }
  }

  private mutating func noteOutcomes(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    let space = try transaction.space(answer.space)
    for run in asked.push { try transaction.unwant(run.writer, in: space) }
    for outcome in answer.outcomes {
      switch outcome.outcome {
      case .waiting(let dots):
        for dot in dots { try transaction.want(dot, in: space) }
        if try transaction.holdsAny(of: dots, in: space) { result.more = true }
      case .void(let reason): result.notices.append(.refused(outcome.dot, reason))
      case .fork where outcome.dot.writer.replica == transaction.identity.replica: break
      case .fork: try transaction.noteFork(outcome.dot, in: space)
      }
    }
  }

  private mutating func noteHead(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    result.more = result.more || answer.more || answer.bootstrap?.token != nil
    guard let head = answer.head else { return }
    var space = try transaction.space(answer.space)
    space.headPosition = head.position
    space.headDigest = answer.digest
    let atHead = space.cursor == head && space.acknowledged == space.counter
    if atHead && space.digest == answer.digest {
      space.synchronisedAt = transaction.environment.now()
    } else if atHead && asked.cursor != nil, try transaction.hasHandedInAll(of: space),
      try !transaction.awaitsHistory(in: space)
    {
      // The same log and other documents: only comparing all of them mends that, unless it is known
      // what they lack.
      space.epoch = nil
      space.logHash = nil
      space.position = 0
      result.notices.append(.startedOver(answer.space))
      result.more = true
    }
    transaction.update(space)
  }
}

extension Absorption {
  /// One page of document states.
  private mutating func takeIn(
    _ page: SyncAnswer.Bootstrap, of answer: SyncAnswer.Space
  ) throws(ReplicaError) {
    var space = try transaction.space(answer.space)
    for tip in page.streams { try transaction.follow(tip, in: space) }
    for state in page.states where try transaction.takeIn(state, in: space) { result.news += 1 }
    for change in page.waiting { try transaction.takeIn(change, in: space) }
    for case .entry(let entry) in answer.entries {
      try transaction.note(entry, in: try transaction.space(answer.space))
    }
    result.pulled += page.states.count
    space = try transaction.space(answer.space)
    space.bootstrap = page.token
    if page.token == nil, let cursor = answer.cursor {
      space.epoch = cursor.epoch
      space.position = page.position
      space.logHash = page.hash
    }
    transaction.update(space)
  }

  /// Entries of the log, each hashed as the region hashed it. If the hash does not come out the
  /// same, none of them is taken in.
  private mutating func takeIn(
    _ entries: [PulledEntry], of id: SpaceID, until cursor: Cursor
  ) throws(ReplicaError) {
    var space = try transaction.space(id)
    space.epoch = cursor.epoch
    var hash =
      space.logHash
      ?? LogHash.genesis(space: id, epoch: cursor.epoch, hashing: transaction.hashing)
    transaction.update(space)
    var count: UInt64 = 0
    for entry in entries {
      if case .changes(let run, _) = entry { result.news += run.changes.count }
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
}
