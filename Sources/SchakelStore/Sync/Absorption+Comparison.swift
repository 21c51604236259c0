import SchakelCore

// Finding out whether this replica and the region are the same, and why not.
//
// At the same place in the log, with nothing left to bring, the digests must be equal. Where they are
// not, the replica first says all that it has, which shows what the region has lost; then it compares
// all document states; and if they differ after that, it says so, and does not compare again until the
// difference is another. Where that has lasted and nobody has brought what the region lacks, the replica
// says again what of it is here by states alone.
extension Absorption {
  /// The region has answered to all that this replica has.
  func noteComparison(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    guard asked.vector != nil, answer.status != .cursorUnknown || answer.bootstrap != nil
    else { return }
    var space = try transaction.space(answer.space)
    if space.doubt == .none && answer.bootstrap == nil { return }
    space.doubt = answer.bootstrap == nil ? .compared : .paging
    transaction.update(space)
  }

  mutating func noteHead(_ answer: SyncAnswer.Space) throws(ReplicaError) {
    result.more = result.more || answer.more || answer.bootstrap?.token != nil
    guard let head = answer.head else { return }
    var space = try transaction.space(answer.space)
    space.headPosition = head.position
    space.headDigest = answer.digest
    space.held = answer.held
    transaction.update(space)
    try transaction.flush()
    let hasPush = try Replica.hasPush(in: space, budget, transaction.connection)
    result.more = result.more || hasPush
    guard space.cursor == head, space.bootstrap == nil, !hasPush else { return }
    if space.digest == answer.digest {
      if try transaction.endLostLives(in: space.id) {
        result.more = true
        return
      }
      space = try transaction.space(space.id)
      space.doubt = .none
      space.endDifference()
      if !answer.entries.isEmpty || answer.bootstrap != nil {
        try transaction.forgetSaidAgain(in: space)
      }
      let isShared = try Replica.unsendable(in: space, budget, transaction.connection) == 0
      if isShared, space.acknowledged == space.counter {
        space.synchronisedAt = transaction.environment.now()
      }
    } else if space.role.mayRead {
      try compare(&space)
    }
    transaction.update(space)
  }

  /// The same log and other documents.
  private mutating func compare(_ space: inout SpaceRow) throws(ReplicaError) {
    let difference = space.digest &- space.headDigest
    guard try !Replica.keepsUnadmitted(in: space, transaction.connection) else { return }
    // Where a document lacks its history, or the region what cannot be handed in, it is known what they
    // differ in, and not compared for that. What can never come must not keep the rest from coming again.
    let awaitsHistory = try transaction.awaitsHistory(in: space)
    let unsendable = try Replica.unsendable(in: space, budget, transaction.connection)
    if awaitsHistory || unsendable > 0 {
      guard space.doubt == .paging || space.differsSince != nil else { return }
      return try recover(&space, nil)
    }
    switch space.doubt {
    case .none where space.difference != difference:
      space.doubt = .saying
      result.more = true
    case .none: try recover(&space, difference)
    case .saying: result.more = true
    case .compared:
      try transaction.leavePlace(in: space)
      space.forgetCursor()
      result.notices.append(.startedOver(space.id))
      result.more = true
    case .paging:
      space.doubt = .none
      space.note(difference: difference, at: transaction.environment.now())
    }
  }

  /// All was compared: where a difference has lasted, what the region lost and is here by states alone is
  /// said again.
  ///
  /// - Parameter difference: nil where it is known what makes it.
  private mutating func recover(
    _ space: inout SpaceRow, _ difference: UInt64?
  ) throws(ReplicaError) {
    let now = transaction.environment.now()
    space.note(difference: difference, at: now)
    guard space.recovers(at: now), now >= space.recoversAt ?? 0 else { return }
    transaction.update(space)
    if try transaction.recoverLost(in: space.id) {
      result.more = true
    } else if try transaction.endLostLives(in: space.id) {
      result.more = true
    }
    space = try transaction.space(space.id)
  }
}
