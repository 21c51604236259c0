import SchakelCore

/// A region with one space, in as few words as scenarios need: it logs what it is told to log and
/// answers from its log.
final class VectorRegion {
  let epoch: EpochID
  /// When it was founded, and all members joined.
  let founded: UInt64
  let members: [Member]
  /// Bounds that are not those of any region; see `Protocol/vectors/README.md`.
  let limits: [JSON.Member]
  /// The region's clock.
  var now: UInt64 = 1_700_000_100_000
  private(set) var log: [(entry: LogEntry, change: [UInt8]?)] = []
  private(set) var hashes: [Digest]
  private(set) var states: [DocumentID: DocumentState] = [:]
  private(set) var tips: [Writer: StreamTip] = [:]

  /// A person with one device.
  struct Member {
    let name: String
    let replica: ReplicaID
    let person: PersonID

    init(_ name: String, _ pen: Pen) {
      self.name = name
      (replica, person) = (pen.writer.replica, pen.person)
    }
  }

  init(
    epoch: EpochID = VectorSuite.epoch, founded: UInt64 = 1_700_000_000_000,
    limits: [JSON.Member] = [], members: [Member]
  ) {
    (self.epoch, self.founded, self.limits, self.members) = (epoch, founded, limits, members)
    hashes = [LogHash.genesis(space: Pen.space, epoch: epoch, hashing: .portable)]
    append(.epoch(.init(epoch: epoch, previous: nil, time: founded)))
    for member in members {
      append(entry(of: member))
      append(deviceEntry(of: member))
    }
  }

  private func entry(of member: Member) -> LogEntry {
    .member(.init(person: member.person, role: .contributor, actor: nil, time: founded))
  }

  private func deviceEntry(of member: Member) -> LogEntry {
    .device(
      .init(
        replica: member.replica, person: member.person, publicKey: Signatures.deviceKey,
        status: .active, time: founded))
  }

  /// What has to be told to another implementation's region to have it where this one began.
  var shown: JSON {
    .some(
      .init("epoch", .string(epoch.text)), .init("time", .number(founded)),
      .init("limits", limits.isEmpty ? .null : .object(limits)),
      .init(
        "members",
        .array(
          members.map {
            .object(
              .init("name", .string($0.name)), .init("person", .string($0.person.text)),
              .init("replica", .string($0.replica.text)))
          })))
  }

  private func append(_ entry: LogEntry, _ change: [UInt8]? = nil) {
    log.append((entry, change))
    hashes.append(
      LogHash.next(after: hashes[log.count - 1], entry: entry.hashedBytes, hashing: .portable))
  }

  private func note(_ dot: Dot, _ link: Digest) {
    tips[dot.writer] = StreamTip(writer: dot.writer, counter: dot.counter, tip: link)
  }

  /// Logs a run with its seal, but for what it refuses.
  @discardableResult
  func take(
    _ run: [Written], refusing refused: [Dot: VoidReason] = [:]
  ) throws -> [LogEntry.Void] {
    var voids: [LogEntry.Void] = []
    for written in run {
      if let reason = refused[written.dot] {
        voids.append(refuse(written, previous: written.dot.counter - 1, reason))
      } else {
        try take(written)
      }
    }
    if let last = run.last { append(.seal(Seal(over: last))) }
    return voids
  }

  /// Logs a change; applies it if it can be.
  private func take(_ written: Written) throws {
    append(.change(written.dot, link: written.link, received: now), written.change.encoded)
    note(written.dot, written.link)
    let document = written.change.header.document
    var state = states[document] ?? DocumentState()
    let outcome = try state.apply(written.change, check: written.link.check)
    if outcome == .applied { states[document] = state }
  }

  /// Applies what was logged and waited.
  func release(_ written: Written) throws {
    let document = written.change.header.document
    var state = states[document] ?? DocumentState()
    guard try state.apply(written.change, check: written.link.check) == .applied
    else { throw BadInput(.dot(written.dot)) }
    states[document] = state
  }

  /// `previous` is right for a stream that writes into one document only.
  private func refuse(_ written: Written, previous: UInt64, _ reason: VoidReason) -> LogEntry.Void {
    let document = written.change.header.document
    let void = LogEntry.Void(
      dot: written.dot, link: written.link, document: document, previous: previous,
      reason: reason, received: now
    ).signed(in: Pen.space, by: Signatures.region)
    append(.void(void))
    note(written.dot, written.link)
    var state = states[document] ?? DocumentState()
    _ = state.recordVoid(written.dot, previous: previous, check: written.link.check)
    states[document] = state
    return void
  }

  // MARK: Answers

  /// What the region has of a device's stream, if that is not what the device said or the device
  /// pushed of it; and of the streams in its vector, where there is less here or something else.
  func tips(unlike said: StreamTip, asking asked: SyncRequest.Space) -> [StreamTip] {
    let mine = tip(of: said.writer)
    let isNews = mine != said || asked.push.contains { $0.writer == said.writer }
    let others = (asked.vector?.entries ?? []).filter { seen in
      let here = tip(of: seen.writer)
      let isOther = here.counter == seen.counter && here.tip.check != seen.check
      return seen.writer != said.writer && (here.counter < seen.counter || isOther)
    }
    return (isNews ? [mine] : []) + others.map { tip(of: $0.writer) }
  }

  private func tip(of writer: Writer) -> StreamTip {
    let start = Chain.genesis(of: Stream(space: Pen.space, writer: writer), hashing: .portable)
    return tips[writer] ?? StreamTip(writer: writer, counter: 0, tip: start)
  }

  /// The region's word that it has what was pushed up to now.
  var receipt: SyncAnswer.Receipt {
    let (position, hash) = (UInt64(log.count), hashes[log.count])
    let message = SyncAnswer.Receipt.message(
      space: Pen.space, epoch: epoch, position: position, hash: hash, time: now)
    return .init(
      epoch: epoch, position: position, hash: hash, time: now,
      signature: Signatures.region(of: message))
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

  /// A page with these documents, of a series that began where the log had `start` entries. The
  /// first also says who is here.
  func page(
    _ documents: [DocumentID], from start: Int? = nil, isFirst: Bool, token: [UInt8]?,
    waiting: [Written] = []
  ) -> SyncAnswer.Space {
    let start = start ?? log.count
    var answer = space
    var page = SyncAnswer.Bootstrap(position: UInt64(start), hash: hashes[start])
    if isFirst {
      page.streams = tips.values.sorted { $0.writer < $1.writer }
      answer.entries = (members.map(entry) + members.map(deviceEntry)).map { .entry($0) }
      answer.people = members.map { .init(person: $0.person, name: $0.name, role: .contributor) }
    }
    page.states = documents.compactMap { id in
      states[id].map { SyncAnswer.State(document: id, state: $0.encoded()) }
    }
    page.waiting = waiting.map {
      SyncAnswer.Waiting(
        writer: $0.change.writer, received: received(of: $0.dot), change: $0.change.encoded,
        link: $0.link)
    }
    page.token = token
    answer.bootstrap = page
    answer.more = token != nil || start < log.count
    if token == nil { answer.cursor = cursor(at: start) }
    return answer
  }
}
