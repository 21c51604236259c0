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
    guard documents[place].waiting.count < limits.waitingPerDocument else {
      return try refuse(incoming, .tooLarge, in: place)
    }
    try append(
      .change(incoming.dot, link: incoming.link, received: received), incoming.stream, in: place,
      bytes: incoming.item.bytes)
    log.space.changes += 1
    try addWaiting(
      WorkingDocument.Waiting(
        position: log.space.position, stream: incoming.stream.number, dot: incoming.dot,
        link: incoming.link, received: received, content: .change(change)),
      in: place)
    noteWaiting(incoming.dot, in: place)
    self.belated += belated
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
    if documents[place].waiting.contains(where: { $0.dot == dot }) { return .waitsHere }
    if belated.contains(where: { $0.dot == dot && $0.document == place }) { return .waitsHere }
    var walk = StreamWalk(stream: stream.number, space: space)
    let entry = try walk.entry(of: dot.counter, from: transaction)
    guard entry.tag == .void, entry.document == 0,
      case .void(let void) = try loggedEntry(entry), void.reason == .unreadable
    else { return .elsewhere }
    return .unnamedVoid(
      BelatedVoid(
        dot: dot, link: void.link, stream: stream.number, reason: .unreadable, document: place))
  }

  mutating func addWaiting(
    _ item: WorkingDocument.Waiting, in place: Int
  ) throws(RegionError) {
    documents[place].waiting.append(item)
    documents[place].placeChanged = true
    log.space.waiting += 1
    try transaction.add(
      WaitingRecord(
        document: documents[place].number, position: item.position, link: item.link),
      in: space)
  }

  mutating func removeWaiting(_ item: WorkingDocument.Waiting) throws(RegionError) {
    log.space.waiting -= 1
    try transaction.removeWaiting(at: item.position, in: space)
  }

  /// Applies what waited for what has just come, and what waited for that.
  mutating func release(in place: Int) throws(RegionError) {
    var progress = !documents[place].waiting.isEmpty
    while progress {
      progress = false
      var index = 0
      while index < documents[place].waiting.count {
        if try release(at: index, in: place) { progress = true } else { index += 1 }
      }
    }
  }

  /// Answers whether the item waits no longer.
  private mutating func release(at index: Int, in place: Int) throws(RegionError) -> Bool {
    let item = documents[place].waiting[index]
    guard !item.isRefused else { return false }
    switch try apply(item, in: place) {
    case .applied, .known: break
    case .waiting: return false
    case .fork, .invalid:
      documents[place].waiting[index].isRefused = true
      belated.append(
        BelatedVoid(
          dot: item.dot, link: item.link, stream: item.stream, reason: .contradictory,
          document: place))
      return false
    }
    documents[place].waiting.remove(at: index)
    documents[place].placeChanged = true
    try removeWaiting(item)
    return true
  }

  private mutating func apply(
    _ item: WorkingDocument.Waiting, in place: Int
  ) throws(RegionError) -> ApplyOutcome {
    switch item.content {
    case .void(let previous):
      let outcome = documents[place].state.recordVoid(
        item.dot, previous: previous, check: item.link.check)
      if outcome == .applied { noteState(in: place) }
      return outcome
    case .change(let change):
      do throws(CBORError) {
        let outcome = try documents[place].state.apply(change, check: item.link.check)
        if outcome == .applied {
          noteApplied(change.header, item.dot, received: item.received, in: place)
          documents[place].size += change.headerBytes.count + change.payload.size
        }
        return outcome
      } catch {
        throw .damaged("a change that waits cannot be read, \(error)")
      }
    }
  }

  /// What waits in a document, read back from the log.
  func waiting(in document: DocumentRecord) throws(RegionError) -> [WorkingDocument.Waiting] {
    var items: [WorkingDocument.Waiting] = []
    for record in try transaction.waiting(for: document.number, in: space) {
      items.append(try waiting(record))
    }
    return items
  }

  private func waiting(_ record: WaitingRecord) throws(RegionError) -> WorkingDocument.Waiting {
    guard let entry = try transaction.entry(at: record.position, in: space),
      let writer = try transaction.streamWriter(number: entry.stream)
    else { throw .damaged("the log has no entry at \(record.position)") }
    let content: WorkingDocument.Waiting.Content
    if entry.tag == .void, case .void(let void) = try loggedEntry(entry) {
      content = .void(previous: void.previous)
    } else {
      content = .change(try Change(stored: entry, writer: writer))
    }
    return WorkingDocument.Waiting(
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

extension Payload {
  /// The bytes that it takes.
  fileprivate var size: Int {
    switch self {
    case .intact(let bytes): bytes.count
    case .erased: Digest.byteCount
    }
  }
}
