import SchakelCore
import Testing

@testable import SchakelRegion

extension TestDevice {
  /// Takes in an answer, and checks what it says against what the device has.
  func absorb(_ answer: SyncAnswer.Space) throws {
    var copy = spaces[answer.space] ?? SpaceCopy()
    noteOutcomes(answer)
    if let page = answer.bootstrap {
      if copy.token == nil || answer.status == .cursorUnknown { copy = SpaceCopy() }
      try absorb(page, of: answer, into: &copy)
    } else {
      for entry in answer.entries { try absorb(entry, in: answer.space, into: &copy) }
      if let cursor = answer.cursor, let hash = copy.hash {
        #expect(hash.prefix64 == cursor.mark, "the log's hash came out otherwise")
      }
      copy.cursor = answer.cursor
    }
    copy.people += answer.people
    copy.head = answer.head
    copy.digest = answer.digest
    spaces[answer.space] = copy
    if !answer.more && answer.status == .ok && answer.head == answer.cursor {
      #expect(digest(of: answer.space) == answer.digest, "the digests differ at the head")
    }
  }

  private func noteOutcomes(_ answer: SyncAnswer.Space) {
    guard var own = own[answer.space] else { return }
    if answer.receipt != nil { own.acknowledged = UInt64(own.changes.count) }
    for tip in answer.streams where tip.writer == writer { own.acknowledged = tip.counter }
    for outcome in answer.outcomes {
      own.outcomes[outcome.dot] = outcome.outcome
      if case .waiting = outcome.outcome { own.waited += 1 }
    }
    self.own[answer.space] = own
  }

  private func absorb(
    _ page: SyncAnswer.Bootstrap, of answer: SyncAnswer.Space, into copy: inout SpaceCopy
  ) throws {
    for tip in page.streams { copy.streams[tip.writer] = tip }
    for state in page.states {
      copy.statesReceived += 1
      copy.documents[state.document] = try DocumentState(encoded: state.state)
      copy.receipts[state.document] = Receipts(encoded: state.receipts)
    }
    for waiting in page.waiting {
      let change = try Change(encoded: waiting.change, writer: waiting.writer)
      copy.waiting.append(
        Parked(
          dot: change.dot, link: waiting.link, content: .change(change), received: waiting.received)
      )
    }
    for entry in answer.entries {
      guard case .entry(let entry) = entry else { continue }
      copy.entries.append(entry)
      if case .void(let void) = entry { try park(void, &copy) }
    }
    copy.token = page.token
    copy.cursor = answer.cursor
    copy.hash = page.token == nil ? page.hash : nil
  }

  private func absorb(
    _ pulled: PulledEntry, in space: SpaceID, into copy: inout SpaceCopy
  ) throws {
    switch pulled {
    case .changes(let run, let received):
      for (index, bytes) in run.changes.enumerated() {
        copy.changesReceived += 1
        let counter = run.first + UInt64(index)
        copy.runs[run.writer, default: [:]][counter] = bytes
        try absorb(bytes, Dot(writer: run.writer, counter: counter), received, space, &copy)
      }
    case .own(let writer, let counters, let received):
      for counter in counters {
        copy.ownMentioned += 1
        let bytes = try #require(own[space]?.changes[Int(counter) - 1])
        try absorb(bytes, Dot(writer: writer, counter: counter), received, space, &copy)
      }
    case .entry(let entry):
      advance(entry, &copy, space)
      copy.entries.append(entry)
      if case .seal(let seal) = entry { copy.seals[seal.writer, default: []].append(seal) }
      if case .void(let void) = entry { try absorb(void, in: space, &copy) }
    }
  }

  /// Continues the chain of the change's stream.
  private func absorb(
    _ bytes: [UInt8], _ dot: Dot, _ received: UInt64, _ space: SpaceID,
    _ copy: inout SpaceCopy
  ) throws {
    let before = copy.streams[dot.writer]
    #expect((before?.counter ?? 0) + 1 == dot.counter, "a stream has a gap")
    let link = try ChangeFrame(encoded: bytes).link(
      after: before?.tip ?? genesis(dot.writer, space), hashing: .portable)
    copy.streams[dot.writer] = StreamTip(writer: dot.writer, counter: dot.counter, tip: link)
    advance(.change(dot, link: link, received: received), &copy, space)
    let change = try Change(encoded: bytes, writer: dot.writer)
    copy.waiting.append(
      Parked(dot: dot, link: link, content: .change(change), received: received))
    try release(&copy)
  }

  private func absorb(_ void: LogEntry.Void, in space: SpaceID, _ copy: inout SpaceCopy) throws {
    let before = copy.streams[void.dot.writer]
    if void.dot.counter == (before?.counter ?? 0) + 1 {
      copy.streams[void.dot.writer] = StreamTip(
        writer: void.dot.writer, counter: void.dot.counter, tip: void.link)
    }
    try park(void, &copy)
  }

  /// A void entry refuses what waits under its dot, and waits for what came before it.
  private func park(_ void: LogEntry.Void, _ copy: inout SpaceCopy) throws {
    copy.voids.append(void)
    copy.waiting.removeAll { $0.dot == void.dot }
    guard void.document != nil else { return }
    copy.waiting.append(
      Parked(dot: void.dot, link: void.link, content: .void(void), received: void.received))
    try release(&copy)
  }

  private func release(_ copy: inout SpaceCopy) throws {
    var progress = true
    while progress {
      progress = false
      for (index, parked) in copy.waiting.enumerated() {
        guard let document = parked.document else { continue }
        var state = copy.documents[document] ?? DocumentState()
        guard try apply(parked, to: &state, document, &copy) else { continue }
        copy.documents[document] = state
        copy.waiting.remove(at: index)
        progress = true
        break
      }
    }
  }

  private func apply(
    _ parked: Parked, to state: inout DocumentState, _ document: DocumentID,
    _ copy: inout SpaceCopy
  ) throws -> Bool {
    let outcome: ApplyOutcome
    switch parked.content {
    case .change(let change):
      outcome = try state.apply(change, check: parked.link.check)
      if change.header.time.milliseconds > parked.received {
        copy.receipts[document, default: .none].record(change.dot, parked.received)
      }
    case .void(let void):
      outcome = state.recordVoid(void.dot, previous: void.previous, check: void.link.check)
    }
    return outcome == .applied || outcome == .known
  }

  private func advance(_ entry: LogEntry, _ copy: inout SpaceCopy, _ space: SpaceID) {
    if let hash = copy.hash {
      copy.hash = LogHash.next(after: hash, entry: entry.hashedBytes, hashing: .portable)
    }
  }
}

extension TestDevice.Parked {
  var document: DocumentID? {
    switch content {
    case .change(let change): change.header.document
    case .void(let void): void.document
    }
  }
}
