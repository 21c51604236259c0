import SchakelCore

/// A region with one space, in as few words as scenarios need: it logs what it is told to log and
/// answers from its log.
final class VectorRegion {
  let epoch: EpochID
  private(set) var log: [(entry: LogEntry, change: [UInt8]?)] = []
  private(set) var hashes: [Digest]
  private(set) var states: [DocumentID: DocumentState] = [:]
  private(set) var tips: [Writer: StreamTip] = [:]

  init(epoch: EpochID = VectorSuite.epoch, members: [PersonID] = []) {
    self.epoch = epoch
    hashes = [LogHash.genesis(space: Pen.space, epoch: epoch, hashing: .portable)]
    append(.epoch(.init(epoch: epoch, previous: nil, time: 1_700_000_000_000)))
    for person in members {
      append(.member(.init(person: person, role: .contributor, actor: nil, time: 1)))
    }
  }

  private func append(_ entry: LogEntry, _ change: [UInt8]? = nil) {
    log.append((entry, change))
    hashes.append(
      LogHash.next(after: hashes[log.count - 1], entry: entry.hashedBytes, hashing: .portable))
  }

  private func note(_ dot: Dot, _ link: Digest) {
    tips[dot.writer] = StreamTip(writer: dot.writer, counter: dot.counter, tip: link)
  }

  /// Logs a change; applies it if it can be.
  @discardableResult
  func take(_ written: Written, at received: UInt64 = 1_700_000_100_000) throws -> ApplyOutcome {
    append(.change(written.dot, link: written.link, received: received), written.change.encoded)
    note(written.dot, written.link)
    let document = written.change.header.document
    var state = states[document] ?? DocumentState()
    let outcome = try state.apply(written.change, check: written.link.check)
    if outcome == .applied { states[document] = state }
    return outcome
  }

  /// Applies what was logged and waited.
  func release(_ written: Written) throws {
    let document = written.change.header.document
    var state = states[document] ?? DocumentState()
    guard try state.apply(written.change, check: written.link.check) == .applied
    else { throw BadInput(.dot(written.dot)) }
    states[document] = state
  }

  @discardableResult
  func refuse(_ written: Written, previous: UInt64, _ reason: VoidReason) -> LogEntry.Void {
    let document = written.change.header.document
    let void = LogEntry.Void(
      dot: written.dot, link: written.link, document: document, previous: previous,
      reason: reason, received: 1_700_000_100_000
    ).signed(in: Pen.space, by: Signatures.region)
    append(.void(void))
    note(written.dot, written.link)
    var state = states[document] ?? DocumentState()
    _ = state.recordVoid(written.dot, previous: previous, check: written.link.check)
    states[document] = state
    return void
  }

  func seal(_ seal: Seal) { append(.seal(seal)) }

  // MARK: Answers

  /// What the region has of a device's stream, if that is not what the device said or the device
  /// pushed of it.
  func tips(unlike said: StreamTip, push: [ChangeRun]) -> [StreamTip] {
    let start = Chain.genesis(
      of: Stream(space: Pen.space, writer: said.writer), hashing: .portable)
    let mine = tips[said.writer] ?? StreamTip(writer: said.writer, counter: 0, tip: start)
    return mine == said && !push.contains { $0.writer == said.writer } ? [] : [mine]
  }

  /// The answer to a cursor of another log.
  var unknownCursor: SyncAnswer.Space {
    var answer = SyncAnswer.Space(space: Pen.space, status: .cursorUnknown)
    (answer.head, answer.digest) = (head, digest)
    return answer
  }

  func cursor(at position: Int) -> Cursor {
    Cursor(epoch: epoch, position: UInt64(position), mark: hashes[position].prefix64)
  }

  var head: Cursor { cursor(at: log.count) }

  var digest: UInt64 {
    states.reduce(0) { sum, item in
      let share = try? DocumentDigest.share(
        of: item.key, state: item.value.encoded(), hashing: .portable)
      return sum &+ (share ?? 0)
    }
  }

  private var space: SyncAnswer.Space {
    var answer = SyncAnswer.Space(space: Pen.space)
    answer.head = head
    answer.digest = digest
    return answer
  }

  /// The log from a position on, up to another.
  func answer(
    after start: Int, upTo end: Int? = nil, own: Writer? = nil
  ) -> SyncAnswer.Space {
    var answer = space
    let end = end ?? log.count
    answer.cursor = cursor(at: end)
    answer.more = end < log.count
    for (entry, bytes) in log[start..<end] { Self.append(entry, bytes, own, &answer.entries) }
    return answer
  }

  private static func append(
    _ entry: LogEntry, _ bytes: [UInt8]?, _ own: Writer?, _ entries: inout [PulledEntry]
  ) {
    guard case .change(let dot, _, let received) = entry, let bytes else {
      return entries.append(.entry(entry))
    }
    if dot.writer == own {
      if case .own(dot.writer, let counters, received) = entries.last,
        counters.upperBound + 1 == dot.counter
      {
        entries.removeLast()
        return entries.append(
          .own(dot.writer, counters: counters.lowerBound...dot.counter, received: received))
      }
      return entries.append(
        .own(dot.writer, counters: dot.counter...dot.counter, received: received))
    }
    var run = ChangeRun(writer: dot.writer, first: dot.counter, changes: [bytes])
    if case .changes(let before, received) = entries.last, before.writer == dot.writer,
      before.first + UInt64(before.changes.count) == dot.counter
    {
      entries.removeLast()
      run = ChangeRun(
        writer: dot.writer, first: before.first, changes: before.changes + [bytes])
    }
    entries.append(.changes(run, received: received))
  }

  private func received(of dot: Dot) -> UInt64 {
    for case (.change(dot, _, let received), _) in log { return received }
    return 0
  }

  /// A page with these documents.
  func page(
    _ documents: [DocumentID], isFirst: Bool, token: [UInt8]?,
    waiting: [Written] = [], entries: [LogEntry] = []
  ) -> SyncAnswer.Space {
    var page = SyncAnswer.Bootstrap(position: UInt64(log.count), hash: hashes[log.count])
    if isFirst { page.streams = tips.values.sorted { $0.writer < $1.writer } }
    page.states = documents.compactMap { id in
      states[id].map { SyncAnswer.State(document: id, state: $0.encoded()) }
    }
    page.waiting = waiting.map {
      SyncAnswer.Waiting(
        writer: $0.change.writer, received: received(of: $0.dot), change: $0.change.encoded,
        link: $0.link)
    }
    page.token = token
    var answer = space
    answer.bootstrap = page
    answer.entries = entries.map { .entry($0) }
    answer.more = token != nil
    if token == nil { answer.cursor = head }
    return answer
  }
}
