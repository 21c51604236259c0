import SchakelCore

/// A device as spec/session.md describes it, in as few words as can be, with one space. Session
/// vectors say where it stands; `SessionVectorTests` has the product's own devices and regions say
/// and answer the same.
struct VectorDevice {
  let space: SpaceID
  let writer: Writer
  private var tips: [Writer: StreamTip] = [:]
  private var states: [DocumentID: DocumentState] = [:]
  /// Changes in the order in which they came, with their links; voids too, as what they are here.
  private var kept: [Kept] = []
  private var waiting: [Kept] = []
  private var tray: [Dot] = []
  private var cursor: Cursor?
  private var hash: Digest?
  private var acknowledged: UInt64 = 0
  private var isPaging = false
  private var hasPushed = false

  init(space: SpaceID, writer: Writer) {
    self.space = space
    self.writer = writer
  }

  /// Something of a stream that a document takes note of.
  private enum Kept {
    case change(Written)
    case void(LogEntry.Void)

    var dot: Dot {
      switch self {
      case .change(let written): written.dot
      case .void(let void): void.dot
      }
    }

    var document: DocumentID? {
      switch self {
      case .change(let written): written.change.header.document
      case .void(let void): void.document
      }
    }

    func apply(to state: inout DocumentState) throws -> ApplyOutcome {
      switch self {
      case .change(let written): try state.apply(written.change, check: written.link.check)
      case .void(let void):
        state.recordVoid(void.dot, previous: void.previous, check: void.link.check)
      }
    }
  }

  struct Fault: Error {
    let what: String
  }

  // MARK: Streams

  func tip(of writer: Writer) -> StreamTip {
    tips[writer]
      ?? StreamTip(
        writer: writer, counter: 0,
        tip: Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable))
  }

  /// Takes the next change of a stream, from whatever side it comes.
  mutating func hear(_ bytes: [UInt8], of writer: Writer) throws {
    let before = tip(of: writer)
    let change = try Change(encoded: bytes, writer: writer)
    guard change.dot.counter == before.counter + 1 else { throw Fault(what: "a gap") }
    let link = change.link(after: before.tip, hashing: .portable)
    tips[writer] = StreamTip(writer: writer, counter: change.dot.counter, tip: link)
    try integrate(.change(Written(change: change, link: link)))
  }

  private mutating func integrate(_ item: Kept) throws {
    guard let document = item.document else { return }
    var state = states[document] ?? DocumentState()
    let outcome = try item.apply(to: &state)
    if case .waiting = outcome { return waiting.append(item) }
    states[document] = state
    if outcome == .applied { kept.append(item) }
    try retry()
  }

  private mutating func retry() throws {
    let trying = waiting.sorted { $0.dot < $1.dot }
    waiting = []
    var moved = false
    for item in trying {
      guard let document = item.document else { continue }
      var state = states[document] ?? DocumentState()
      let outcome = try item.apply(to: &state)
      if case .waiting = outcome {
        waiting.append(item)
      } else {
        states[document] = state
        if outcome == .applied { kept.append(item) }
        moved = true
      }
    }
    if moved { try retry() }
  }

  // MARK: An exchange

  /// What a request without cursor and token says besides: all that is here.
  var vector: VersionVector? {
    guard cursor == nil && !isPaging && !tips.isEmpty else { return nil }
    var vector = VersionVector()
    for tip in tips.values {
      vector.record(Dot(writer: tip.writer, counter: tip.counter), check: tip.tip.check)
    }
    return vector
  }

  /// Checks that a request says where this device stands.
  mutating func check(_ request: SyncRequest) throws {
    guard let asked = request.spaces.first, request.spaces.count == 1, asked.space == space
    else { throw Fault(what: "another space") }
    let mine = tip(of: writer)
    guard asked.cursor == cursor, asked.digest == digest else { throw Fault(what: "the place") }
    // A stream in which nothing was written may be named.
    guard asked.streams == [mine] || asked.streams.isEmpty && mine.counter == 0
    else { throw Fault(what: "streams") }
    guard asked.vector == vector else { throw Fault(what: "the vector") }
    hasPushed = asked.push.contains { $0.writer == writer }
    for run in asked.push where run.writer == writer {
      guard run.first == acknowledged + 1 else { throw Fault(what: "a push from elsewhere") }
    }
  }

  /// By the link that is here, or by what was said and not objected to.
  private mutating func acknowledge(_ streams: [StreamTip]) {
    guard let theirs = streams.first(where: { $0.writer == writer }) else {
      if !hasPushed { acknowledged = tip(of: writer).counter }
      return
    }
    if theirs.tip == ownLink(at: theirs.counter) { acknowledged = theirs.counter }
  }

  private func ownLink(at counter: UInt64) -> Digest? {
    let mine = tip(of: writer)
    if counter == mine.counter { return mine.tip }
    if counter == 0 {
      return Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable)
    }
    return try? link(of: Dot(writer: writer, counter: counter))
  }

  mutating func take(_ answer: SyncAnswer.Space) throws {
    if answer.status == .cursorUnknown { (cursor, hash) = (nil, nil) }
    acknowledge(answer.streams)
    isPaging = answer.bootstrap?.token != nil
    if let page = answer.bootstrap {
      try take(page, beside: answer.entries)
      if let place = answer.cursor { (cursor, hash) = (place, page.hash) }
    } else if let place = answer.cursor {
      try take(answer.entries, until: place)
    }
  }

  private mutating func take(
    _ page: SyncAnswer.Bootstrap, beside entries: [PulledEntry]
  ) throws {
    for tip in page.streams where tip.counter > self.tip(of: tip.writer).counter {
      tips[tip.writer] = tip
    }
    for case .entry(.void(let void)) in entries { try note(void) }
    for item in page.states {
      var state = try DocumentState(encoded: item.state)
      for here in kept where here.document == item.document { _ = try here.apply(to: &state) }
      states[item.document] = state
    }
    for item in page.waiting {
      let change = try Change(encoded: item.change, writer: item.writer)
      try integrate(.change(Written(change: change, link: item.link)))
    }
    try retry()
  }

  private mutating func take(_ entries: [PulledEntry], until place: Cursor) throws {
    var hash =
      self.hash ?? LogHash.genesis(space: space, epoch: place.epoch, hashing: .portable)
    var position = cursor?.position ?? 0
    for entry in entries {
      for logged in try take(entry) {
        hash = LogHash.next(after: hash, entry: logged.hashedBytes, hashing: .portable)
        position += 1
      }
    }
    guard position == place.position, hash.prefix64 == place.mark
    else { throw Fault(what: "the log's hash") }
    (cursor, self.hash) = (place, hash)
  }

  /// Takes an entry in, and gives back the log entries that it stands for.
  private mutating func take(_ entry: PulledEntry) throws -> [LogEntry] {
    switch entry {
    case .changes(let run, let received):
      return try run.changes.indices.map { index in
        let dot = Dot(writer: run.writer, counter: run.first + UInt64(index))
        if dot.counter > tip(of: run.writer).counter {
          try hear(run.changes[index], of: run.writer)
        }
        return .change(dot, link: try link(of: dot), received: received)
      }
    case .own(let writer, let counters, let received):
      return try counters.map {
        let dot = Dot(writer: writer, counter: $0)
        return .change(dot, link: try link(of: dot), received: received)
      }
    case .entry(let logged):
      if case .void(let void) = logged { try note(void) }
      return [logged]
    }
  }

  private func link(of dot: Dot) throws -> Digest {
    for case .change(let written) in kept + waiting where written.dot == dot {
      return written.link
    }
    throw Fault(what: "no change \(dot.text)")
  }

  private mutating func note(_ void: LogEntry.Void) throws {
    let tip = tip(of: void.dot.writer)
    if void.dot.counter == tip.counter + 1 {
      tips[void.dot.writer] = StreamTip(
        writer: void.dot.writer, counter: void.dot.counter, tip: void.link)
    }
    guard let place = kept.firstIndex(where: { $0.dot == void.dot }), case .change = kept[place],
      let document = kept[place].document
    else { return try integrate(.void(void)) }
    tray.append(void.dot)
    kept[place] = .void(void)
    var state = DocumentState()
    for item in kept where item.document == document { _ = try item.apply(to: &state) }
    states[document] = state
  }

  // MARK: Where it stands

  var digest: UInt64 {
    states.reduce(0) { sum, item in
      let share = try? DocumentDigest.share(
        of: item.key, state: item.value.encoded(), hashing: .portable)
      return sum &+ (share ?? 0)
    }
  }

  func standing(after answer: SyncAnswer.Space) -> JSON {
    let outbox = tip(of: writer).counter - acknowledged
    let isCurrent = cursor != nil && cursor == answer.head && digest == answer.digest
    let documents = states.sorted { $0.key < $1.key }.map { id, state in
      JSON.object(.init("document", .string(id.text)), .init("state", .hex(state.encoded())))
    }
    return .some(
      .init("cursor", .optional(cursor) { $0.shown }), .init("digest", .fixed64(digest)),
      .init("outbox", .number(outbox)),
      .init("waiting", .array(waiting.map(\.dot).sorted().map(JSON.dot))),
      .init("tray", .array(tray.map(JSON.dot))), .init("documents", .array(documents)),
      .init("synchronised", .bool(outbox == 0 && isCurrent)))
  }
}
