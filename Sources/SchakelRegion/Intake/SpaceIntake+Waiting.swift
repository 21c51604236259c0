import SchakelCore

// What is in the log and cannot be applied yet.
extension SpaceIntake {
  /// Keeps a change in the log until its context is here; or refuses it, where the log shows that
  /// its context can never be.
  mutating func wait(
    _ change: Change, _ incoming: Incoming, for missing: [Dot], in place: Int
  ) throws(RegionError) {
    var belated: [BelatedVoid] = []
    for dot in missing {
      switch try standing(of: dot, in: place) {
      case .unknown, .waitsHere: break
      case .elsewhere: return try refuse(incoming, .contradictory, in: place)
      case .unnamedVoid(let void): belated.append(void)
      }
    }
    guard documents[place].waiting.count < limits.waitingPerDocument,
      documents[place].waiting.bytes + change.size <= limits.stateBytes
    else {
      return try refuse(incoming, .tooLarge, in: place)
    }
    try append(
      .change(incoming.dot, link: incoming.link, received: received), incoming.stream, in: place,
      bytes: incoming.item.bytes)
    log.space.changes += 1
    noteSpared(incoming, in: documents[place].id)
    try noteRelease(
      by: change.header, of: incoming.dot.writer, at: log.space.position, waits: true)
    try addWaiting(
      WaitingLine.Item(
        position: log.space.position, stream: incoming.stream.number, dot: incoming.dot,
        link: incoming.link, received: received, content: .change(change)),
      in: place)
    noteWaiting(incoming.dot, in: place)
    for void in belated { self.belated.add(void) }
  }

  /// What the log knows of a dot that a document lacks.
  private enum Standing {
    /// Nothing: it has still to come.
    case unknown
    /// It waits in the same document.
    case waitsHere
    /// It is void, and its entry does not say in which document.
    case unnamedVoid(BelatedVoid)
    /// It is about another document, or about none: no document will ever have seen it.
    case elsewhere
  }

  private func standing(of dot: Dot, in place: Int) throws(RegionError) -> Standing {
    guard let stream = try stream(dot.writer), stream.counter >= dot.counter else {
      return .unknown
    }
    if documents[place].waiting[dot] != nil { return .waitsHere }
    if belated.contains(dot, in: place) { return .waitsHere }
    var walk = StreamWalk(stream: stream.number, space: space)
    let entry = try walk.entry(of: dot.counter, from: transaction)
    guard entry.tag == .void, entry.document == 0,
      case .void(let void) = try loggedEntry(entry), void.reason == .unreadable
    else { return .elsewhere }
    return .unnamedVoid(
      BelatedVoid(
        dot: dot, link: void.link, stream: stream.number, reason: .unreadable, document: place))
  }

  /// What waits and was written again by its own device, in a change that names it as its origin,
  /// is refused: what it builds on gave way, and it would wait for ever.
  mutating func refuseWrittenAgain(by header: ChangeHeader, _ dot: Dot, in place: Int) {
    let line = documents[place].waiting
    guard case .change(let old, let check) = header.origin,
      old.writer.replica == dot.writer.replica, line.isWaiting(old), let item = line[old],
      case .change = item.content, item.link.check == check
    else { return }
    refuseLater(item, .contradictory, in: place)
  }

  mutating func addWaiting(
    _ item: WaitingLine.Item, in place: Int
  ) throws(RegionError) {
    documents[place].waiting.add(item, beyond: documents[place].state.vector)
    documents[place].placeChanged = true
    log.space.waiting += 1
    try transaction.add(
      WaitingRecord(
        document: documents[place].number, position: item.position, link: item.link),
      in: space)
  }

  mutating func removeWaiting(_ item: WaitingLine.Item) throws(RegionError) {
    guard log.space.waiting > 0 else { throw .damaged("more waits than was counted") }
    log.space.waiting -= 1
    try transaction.removeWaiting(at: item.position, in: space)
  }

  /// Applies what waited for what has just come, and what waited for that.
  mutating func release(in place: Int) throws(RegionError) {
    while let item = documents[place].waiting.takeReady() {
      let isOnOther = documents[place].waiting.isOnOther(item.dot)
      if !isOnOther, let reason = try choiceRefusal(of: item, in: place) {
        refuseLater(item, reason, in: place)
        continue
      }
      switch isOnOther ? .fork(at: item.dot) : try apply(item, in: place) {
      case .applied, .known:
        documents[place].waiting.remove(item.dot)
        documents[place].placeChanged = true
        try removeWaiting(item)
      case .fork, .invalid: refuseLater(item, .contradictory, in: place)
      case .waiting: break
      }
    }
  }

  private mutating func refuseLater(
    _ item: WaitingLine.Item, _ reason: VoidReason, in place: Int
  ) {
    documents[place].waiting.refuse(item.dot)
    belated.add(
      BelatedVoid(
        dot: item.dot, link: item.link, stream: item.stream, reason: reason, document: place))
  }

  private func choiceRefusal(
    of item: WaitingLine.Item, in place: Int
  ) throws(RegionError) -> VoidReason? {
    guard case .change(let change) = item.content else { return nil }
    return try choiceRefusal(of: change.header, in: place)
  }

  private mutating func apply(
    _ item: WaitingLine.Item, in place: Int
  ) throws(RegionError) -> ApplyOutcome {
    switch item.content {
    case .void(let previous):
      let outcome = documents[place].state.recordVoid(
        item.dot, previous: previous, check: item.link.check)
      if outcome == .applied {
        noteState(in: place)
        documents[place].waiting.noteSeen(item.dot, check: item.link.check)
      }
      return outcome
    case .change(let change):
      let knewAll = documents[place].isKnown(to: change)
      let outcome = try outcome(of: change, item.link, in: place)
      guard outcome == .applied else { return outcome }
      try putOnRecord(change, knewAll: knewAll, received: item.received, in: place)
      noteApplied(change.header, item.dot, received: item.received, in: place)
      try noteRelease(by: change.header, of: item.dot.writer, at: item.position)
      documents[place].size += change.size
      documents[place].waiting.noteSeen(item.dot, check: item.link.check)
      return outcome
    }
  }

  /// What waits in a document, read back from the log.
  func waiting(in document: DocumentRecord) throws(RegionError) -> [WaitingLine.Item] {
    var items: [WaitingLine.Item] = []
    for record in try transaction.waiting(for: document.number, in: space) {
      items.append(try waiting(record))
    }
    return items
  }

  private func waiting(_ record: WaitingRecord) throws(RegionError) -> WaitingLine.Item {
    guard let entry = try transaction.entry(at: record.position, in: space),
      let writer = try transaction.streamWriter(number: entry.stream)
    else { throw .damaged("the log has no entry at \(record.position)") }
    let content: WaitingLine.Item.Content
    if entry.tag == .void, case .void(let void) = try loggedEntry(entry) {
      content = .void(previous: void.previous)
    } else {
      content = .change(try Change(stored: entry, writer: writer))
    }
    return WaitingLine.Item(
      position: record.position, stream: entry.stream,
      dot: Dot(writer: writer, counter: entry.counter), link: record.link,
      received: entry.received, content: content)
  }
}

extension Change {
  /// Reads a change of the log.
  init(stored entry: LogRecord, writer: Writer) throws(RegionError) {
    do throws(CBORError) {
      try self.init(encoded: entry.bytes, writer: writer)
    } catch {
      throw .damaged("the change at \(entry.position) cannot be read, \(error)")
    }
  }
}
