/// Plays the entries of a space's log that are about one document again, in the log's order: what
/// waits takes effect when, and in the order in which, it did at the region.
///
///     var replay = DocumentReplay(document)
///     replay.take(entry, change, …)          // for each entry about the document
///     replay.state                           // what the region has
///     replay.ledger                          // and what there is on record
///
/// *Invariant*: after each entry the state is that which the region had after it.
package struct DocumentReplay: Sendable {
  package let document: DocumentID
  package private(set) var state = DocumentState()
  package private(set) var ledger = ConflictLedger()
  private var waiting = WaitingLine()

  package init(_ document: DocumentID) { self.document = document }

  /// Where an entry of the log is, and when the region took it in.
  package struct Place: Sendable {
    package let position: UInt64
    package let received: UInt64

    package init(position: UInt64, received: UInt64) {
      self.position = position
      self.received = received
    }
  }

  /// What an entry did.
  package struct Result: Sendable {
    /// What became of the change itself.
    package var outcome: ApplyOutcome
    /// The changes that it set free and that may not be applied: the log is to refuse each of them.
    package var contradictory: [Dot] = []
  }

  /// The greatest counter of a writer here, applied or waiting, below `limit`.
  package func lastCounter(of writer: Writer, below limit: UInt64) -> UInt64 {
    let applied = state.vector.counter(of: writer)
    return max(applied < limit ? applied : 0, waiting.lastCounter(of: writer, below: limit) ?? 0)
  }

  /// Takes a change that the log has as accepted. One that waits is kept.
  ///
  /// - Parameters:
  ///   - refuses: whether the log refuses a change that waited and is applied to this state next.
  ///   - check: the first four bytes of its link, which are all that a document sees of it.
  ///   - payload: the digest of its payload, where that is known already.
  package mutating func take(
    _ change: Change, check: UInt32, payload: Digest? = nil, at place: Place, hashing: Hashing,
    refuses: (Change, DocumentState) -> Bool
  ) throws(CBORError) -> Result {
    var result = Result(outcome: .applied)
    result.outcome = try apply(
      change, check: check, payload, received: place.received, at: place, &result, hashing)
    switch result.outcome {
    case .applied:
      waiting.noteSeen(change.dot, check: check)
      try release(at: place, &result, hashing, refuses)
    case .waiting:
      waiting.add(
        WaitingLine.Item(
          position: place.position, stream: 0, dot: change.dot, link: Digest(beginning: check),
          received: place.received, content: .change(change)), beyond: state.vector)
    case .known, .fork, .invalid: break
    }
    return result
  }

  /// Takes a void entry that names this document. It may refuse what waits.
  package mutating func take(
    _ void: LogEntry.Void, at place: Place, hashing: Hashing,
    refuses: (Change, DocumentState) -> Bool
  ) throws(CBORError) -> Result {
    waiting.remove(void.dot)
    var result = Result(
      outcome: state.recordVoid(void.dot, previous: void.previous, check: void.link.check))
    switch result.outcome {
    case .applied:
      waiting.noteSeen(void.dot, check: void.link.check)
      try release(at: place, &result, hashing, refuses)
    case .waiting:
      waiting.add(
        WaitingLine.Item(
          position: place.position, stream: 0, dot: void.dot, link: void.link,
          received: place.received, content: .void(previous: void.previous)),
        beyond: state.vector)
    case .known, .fork, .invalid: break
    }
    return result
  }

  /// Takes an erasure, of which the log no longer has the words.
  package mutating func erase(_ dots: [Dot], at place: Place) {
    for dot in dots { state.erase(dot) }
    ledger.erase(dots, at: place.position, time: place.received)
  }

  private mutating func apply(
    _ change: Change, check: UInt32, _ payload: Digest? = nil, received: UInt64, at place: Place,
    _ result: inout Result, _ hashing: Hashing
  ) throws(CBORError) -> ApplyOutcome {
    ledger.prepare(for: change, in: state)
    let outcome = try state.apply(change, check: check)
    guard outcome == .applied else { return outcome }
    let applied = ConflictLedger.Applied(
      payload: payload ?? change.payload.digest(hashing), received: received,
      position: place.position,
      time: place.received)
    ledger.take(change, applied, in: state, hashing: hashing)
    refuseWrittenAgain(by: change, &result)
    return outcome
  }

  /// The records that are other than when this was last asked, each in its last form.
  package mutating func takeRecords() -> [ConflictRecord] { ledger.takeChanged() }

  /// What waits and was written again by its own device, in a change that names it as its origin, is
  /// refused as soon as that has its effect.
  private mutating func refuseWrittenAgain(by change: Change, _ result: inout Result) {
    guard case .change(let old, let check) = change.header.origin,
      old.writer.replica == change.writer.replica, waiting.isWaiting(old),
      let item = waiting[old], case .change = item.content, item.link.check == check
    else { return }
    waiting.refuse(old)
    result.contradictory.append(old)
  }

  /// Applies what waited for what has just come, and what waited for that.
  private mutating func release(
    at place: Place, _ result: inout Result, _ hashing: Hashing,
    _ refuses: (Change, DocumentState) -> Bool
  ) throws(CBORError) {
    while let item = waiting.takeReady() {
      let isOnOther = waiting.isOnOther(item.dot)
      if !isOnOther, case .change(let change) = item.content, refuses(change, state) {
        waiting.refuse(item.dot)
        result.contradictory.append(item.dot)
        continue
      }
      switch isOnOther ? .fork(at: item.dot) : try apply(item, at: place, &result, hashing) {
      case .applied, .known: waiting.remove(item.dot)
      case .fork, .invalid:
        waiting.refuse(item.dot)
        result.contradictory.append(item.dot)
      case .waiting: break
      }
    }
  }

  private mutating func apply(
    _ item: WaitingLine.Item, at place: Place, _ result: inout Result, _ hashing: Hashing
  ) throws(CBORError) -> ApplyOutcome {
    var outcome: ApplyOutcome
    switch item.content {
    case .void(let previous):
      outcome = state.recordVoid(item.dot, previous: previous, check: item.link.check)
    case .change(let change):
      outcome = try apply(
        change, check: item.link.check, received: item.received, at: place, &result, hashing)
    }
    if outcome == .applied { waiting.noteSeen(item.dot, check: item.link.check) }
    return outcome
  }
}

extension Digest {
  /// A link of which nothing but the beginning is known, or looked at.
  fileprivate init(beginning check: UInt32) {
    self.init(UInt64(check) << 32, 0, 0, 0)
  }
}
