import SchakelCore

// What has no effect, on the record.
extension SpaceIntake {
  /// Logs a change as void. The stream goes on behind it, and in its document it counts as seen.
  mutating func refuse(
    _ incoming: Incoming, _ reason: VoidReason, in place: Int?
  ) throws(RegionError) {
    let void = try logVoid(
      of: incoming.stream, at: incoming.dot.counter, reason: reason, in: place)
    try transaction.add(
      VoidRecord(
        counter: incoming.dot.counter, position: log.space.position,
        digest: environment.hashing.sha256(incoming.item.bytes)),
      of: incoming.stream.number)
    if reason == .held { try hold(incoming) }
    // There are no words of it here, but on its writer's device.
    if let place { noteSpared(incoming, in: documents[place].id) }
    note(incoming.dot, .void(reason))
    if let place { try record(void, stream: incoming.stream.number, in: place) }
  }

  /// What this region, under its own signature, said of a change before it lost that part of its
  /// log, and a device brought back.
  func knownVoid(at dot: Dot, link: Digest) -> LogEntry.Void? {
    guard let void = voids[dot], void.link == link else { return nil }
    return void
  }

  /// Voids a change that was void before: others have taken note of it, and only the same answer
  /// leaves all with the same documents. What is void does not come back, whoever may write now.
  mutating func refuseAgain(
    _ incoming: Incoming, _ void: LogEntry.Void
  ) throws(RegionError) {
    let document = incoming.item.content.header?.document ?? void.document
    var place: Int?
    if let document { place = try self.place(of: document) }
    try refuse(incoming, void.reason, in: place)
  }

  /// Adds the entry. What it names as the change before it is what the log has for this document,
  /// whatever the refused change says: the void must wait for that and for nothing else.
  private mutating func logVoid(
    of stream: StreamRecord, at counter: UInt64, reason: VoidReason, in place: Int?
  ) throws(RegionError) -> LogEntry.Void {
    let document = place.map { documents[$0] }
    let void = LogEntry.Void(
      dot: Dot(writer: stream.writer, counter: counter), link: stream.tip, document: document?.id,
      previous: document?.lastCounter(of: stream.writer, below: counter) ?? 0, reason: reason,
      received: received
    ).signed(in: log.space.id, by: environment.sign)
    try append(.void(void), stream, in: place)
    log.space.voids += 1
    return void
  }

  /// Lets a void entry, which is the last in the log, count as seen in its document.
  private mutating func record(
    _ void: LogEntry.Void, stream: Int64, in place: Int
  ) throws(RegionError) {
    let outcome = documents[place].state.recordVoid(
      void.dot, previous: void.previous, check: void.link.check)
    switch outcome {
    case .applied:
      noteState(in: place)
      documents[place].waiting.noteSeen(void.dot, check: void.link.check)
      try release(in: place)
    case .waiting:
      try addWaiting(
        WaitingLine.Item(
          position: log.space.position, stream: stream, dot: void.dot, link: void.link,
          received: received, content: .void(previous: void.previous)),
        in: place)
    case .known, .fork, .invalid: break
    }
  }
}

/// A dot that the log has and that has to be refused in a document, after the run that showed it.
///
/// There are two reasons for it. A change waited, and what came is another history than the one it
/// builds on: it can never be applied. Or a change could not be read, so that its void entry names
/// no document; whoever edits that document later has it in the context, and only then shows which
/// document it was. Either way the log gets a void entry for a dot behind its stream's end, which
/// continues no chain: it refuses what waits under that dot, if anything does, and counts as seen in
/// the document it names.
struct BelatedVoid {
  let dot: Dot
  let link: Digest
  let stream: Int64
  let reason: VoidReason
  let document: Int
}

/// The dots that have to be refused so, first come first served.
struct BelatedVoids {
  private struct Key: Hashable {
    let dot: Dot
    let document: Int
  }

  private var voids: [BelatedVoid] = []
  private var known: Set<Key> = []
  /// How many of ``voids`` were taken.
  private var taken = 0

  /// Whether the dot is about to be refused in the document.
  func contains(_ dot: Dot, in document: Int) -> Bool {
    known.contains(Key(dot: dot, document: document))
  }

  mutating func add(_ void: BelatedVoid) {
    voids.append(void)
    known.insert(Key(dot: void.dot, document: void.document))
  }

  mutating func take() -> BelatedVoid? {
    guard taken < voids.count else {
      self = BelatedVoids()
      return nil
    }
    defer { taken += 1 }
    known.remove(Key(dot: voids[taken].dot, document: voids[taken].document))
    return voids[taken]
  }
}

extension SpaceIntake {
  /// Adds the void entries that have become due, and those that become due by them.
  mutating func refuseBelated() throws(RegionError) {
    while let next = belated.take() { try refuse(next) }
  }

  private mutating func refuse(_ belated: BelatedVoid) throws(RegionError) {
    let place = belated.document
    if let item = documents[place].waiting.remove(belated.dot) {
      try refuse(item, as: belated)
    }
    let stream = StreamRecord(
      number: belated.stream, writer: belated.dot.writer, counter: belated.dot.counter,
      tip: belated.link)
    let void = try logVoid(
      of: stream, at: belated.dot.counter, reason: belated.reason, in: place)
    try record(void, stream: belated.stream, in: place)
  }

  /// Takes a change that waited out of its line; a replay of it finds it void.
  private mutating func refuse(
    _ item: WaitingLine.Item, as belated: BelatedVoid
  ) throws(RegionError) {
    try removeWaiting(item)
    if case .change(let change) = item.content, case .change = change.header.origin {
      try transaction.takeBackRelease(at: item.position, in: space)
    }
    let entry = try transaction.entry(at: item.position, in: space)
    try transaction.add(
      VoidRecord(
        counter: item.dot.counter, position: log.space.position + 1,
        digest: environment.hashing.sha256(entry?.bytes ?? [])),
      of: item.stream)
    note(item.dot, .void(belated.reason))
  }
}
