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
  /// What requests may hold.
  let budget: SyncBudget
  let verifier: RegionVerifier
  var result = Result()
  /// Whether another process on this home has gone on since the request.
  private(set) var isStale = false

  init(
    transaction: ReplicaTransaction, asked: SyncRequest.Space, budget: SyncBudget,
    verifier: @escaping RegionVerifier
  ) {
    self.transaction = transaction
    self.asked = asked
    self.budget = budget
    self.verifier = verifier
  }

  mutating func run(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    if answer.status == .runRefused { result.notices.append(.runRefused(answer.space)) }
    for person in answer.people { try adopt(person, in: answer.space) }
    try transaction.forgetOldPages()
    let space = try transaction.space(answer.space)
    isStale = space.cursor != asked.cursor || space.bootstrap != asked.bootstrap
    try hear(answer)
    try noteUnadmitted(answer)
    try noteOutcomes(answer)
    if let receipt = answer.receipt {
      try transaction.keep(receipt, in: try transaction.space(answer.space))
    }
    // Before what is new, which may be another order.
    if !isStale, asked.confirmation != nil, answer.status == .ok {
      try transaction.endConfirmation(in: space)
    }
    if isStale {
      // What follows is told to it too.
      result.more = true
      return
    }
    if answer.status == .cursorUnknown { try startOver(answer) }
    try noteComparison(answer)
    if let bootstrap = answer.bootstrap {
      try takeIn(bootstrap, of: answer)
    } else if let cursor = answer.cursor {
      try takeIn(answer.entries, of: answer, until: cursor)
    }
    if answer.bootstrap != nil || !answer.entries.isEmpty {
      let early = try transaction.takeInEarly(in: answer.space)
      result.news += early.taken
      if !early.refused.isEmpty || !early.gaps.isEmpty {
        result.notices.append(.keptRunDropped(answer.space))
      }
      try transaction.dropStopped(in: try transaction.space(answer.space))
    }
    if try transaction.rewriteOrphans(in: answer.space) { result.more = true }
    try transaction.endIdleDisputes(in: try transaction.space(answer.space))
    try noteHead(answer)
  }

  private func adopt(
    _ person: SyncAnswer.Person, in space: SpaceID
  ) throws(ReplicaError) {
    if person.name.utf8.isEmpty, person.role == .none {
      try transaction.forgetName(of: person.person)
    } else {
      try transaction.name(person.person, person.name)
    }
    try transaction.setRole(person.role, of: person.person, in: try transaction.space(space))
  }

  private mutating func startOver(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    var space = try transaction.space(answer.space)
    // With a token it is that, and not the cursor, which was not known.
    if asked.bootstrap == nil, let place = space.place {
      try transaction.notePastChange(after: place, now: answer.head?.epoch, in: space)
    } else {
      try transaction.leavePlace(in: space)
    }
    space.forgetCursor()
    transaction.update(space)
    result.notices.append(.startedOver(answer.space))
    result.more = true
  }

  /// Which of the streams that were said or pushed wait for a coordinator's yes. One that was let go on
  /// meanwhile has something to send.
  private func noteUnadmitted(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    let space = try transaction.space(answer.space)
    let waiting = Set(answer.unadmitted)
    let named = Set(asked.streams.map(\.writer) + asked.push.map(\.writer))
    for writer in named {
      try transaction.note(writer, isAdmitted: !waiting.contains(writer), in: space)
    }
    // An earlier life that has nothing to send any more.
    for writer in try Replica.unadmitted(in: space, transaction.connection)
    where writer.replica == transaction.identity.replica && !named.contains(writer) {
      try transaction.note(writer, isAdmitted: true, in: space)
    }
  }

  private mutating func noteOutcomes(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    var space = try transaction.space(answer.space)
    for outcome in answer.outcomes {
      switch outcome.outcome {
      case .waiting(let dots):
        for dot in dots where try believes(dot, in: space) { space.doubt = .saying }
      case .void(.withdrawn): break
      // Another device has said it again first.
      case .void(.documentExists) where try isRecovery(outcome.dot, in: space): break
      case .void(let reason): result.notices.append(.refused(outcome.dot, reason))
      case .fork: break
      }
    }
    if space.doubt == .saying {
      transaction.update(space)
      result.more = true
    }
  }

  /// Whether what was refused was said again from a state.
  private func isRecovery(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) -> Bool {
    try transaction.storedChange(dot, in: space)?.change.header.purpose == .recovery
  }

  /// Whether we took the region to have what it says it lacks.
  private func believes(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) -> Bool {
    let stream = try transaction.stream(of: dot.writer, in: space)
    return transaction.acknowledged(stream, in: space) >= dot.counter
  }
}

extension SpaceRow {
  /// From now on this replica is new to the region's log, and has what it has: which it says.
  mutating func forgetCursor() {
    epoch = nil
    logHash = nil
    position = 0
    bootstrap = nil
    doubt = .saying
  }
}
