import SchakelCore

extension SpaceIntake {
  /// Takes one change of a run; `stream` stands at it.
  mutating func take(
    _ item: IncomingRun.Item, at stream: StreamRecord, newborn: ChainedRun.Newborn?,
    rights: WriterRights
  ) throws(RegionError) {
    let incoming = Incoming(item: item, stream: stream)
    guard let change = item.change else {
      return try refuse(incoming, .unreadable, in: nil)
    }
    guard let place = try place(of: change.header.document) else {
      return try refuse(incoming, .otherSpace, in: nil)
    }
    if let reason = rights.refusal(of: change) ?? refusal(of: change, incoming, in: place) {
      return try refuse(incoming, reason, in: place)
    }
    try apply(change, incoming, newborn: newborn, in: place)
  }

  /// One change on its way into the log.
  struct Incoming {
    let item: IncomingRun.Item
    /// The stream at this change.
    let stream: StreamRecord

    var dot: Dot { Dot(writer: stream.writer, counter: stream.counter) }
    var link: Digest { stream.tip }
  }

  /// What is wrong with the change itself, or nil.
  private func refusal(of change: Change, _ incoming: Incoming, in place: Int) -> VoidReason? {
    let bytes = incoming.item.bytes.count
    guard bytes <= limits.changeBytes, documents[place].size + bytes <= limits.stateBytes
    else { return .tooLarge }
    // Its writer knows its own earlier edits of this document. What waits here is counted too: a
    // vector that has passed it would take it for known when its time comes.
    let own = change.header.context.counter(of: incoming.dot.writer)
    let last = documents[place].lastCounter(of: incoming.dot.writer)
    return own < last ? .contradictory : nil
  }

  private mutating func apply(
    _ change: Change, _ incoming: Incoming, newborn: ChainedRun.Newborn?, in place: Int
  ) throws(RegionError) {
    if let newborn, documents[place].state.vector.isEmpty {
      return try logNewborn(newborn, change, incoming, in: place)
    }
    switch try outcome(of: change, incoming.link, in: place) {
    case .applied: try logApplied(change, incoming, in: place)
    case .waiting(let missing): try wait(change, incoming, for: missing, in: place)
    case .invalid(.documentExists): try refuse(incoming, .documentExists, in: place)
    case .invalid(.contextOmitsOwnEdit), .fork, .known:
      // It builds on a history that is not the one here. Its writer gets the content back.
      try refuse(incoming, .contradictory, in: place)
    }
  }

  private mutating func outcome(
    of change: Change, _ link: Digest, in place: Int
  ) throws(RegionError) -> ApplyOutcome {
    do throws(CBORError) {
      return try documents[place].state.apply(change, check: link.check)
    } catch {
      throw .damaged("a change that was read cannot be read again, \(error)")
    }
  }

  /// The first change of a document, which was applied before the writing thread was asked.
  private mutating func logNewborn(
    _ newborn: ChainedRun.Newborn, _ change: Change, _ incoming: Incoming, in place: Int
  ) throws(RegionError) {
    let isAlone = documents[place].waiting.isEmpty
    documents[place].state = newborn.state
    try logApplied(change, incoming, in: place)
    if isAlone { documents[place].newborn = newborn }
  }

  private mutating func logApplied(
    _ change: Change, _ incoming: Incoming, in place: Int
  ) throws(RegionError) {
    try log(incoming, in: place)
    noteApplied(change, received: received, in: place)
    try release(in: place)
  }

  /// Adds a change to the log, applied or not.
  private mutating func log(_ incoming: Incoming, in place: Int) throws(RegionError) {
    let entry = LogEntry.change(incoming.dot, link: incoming.link, received: received)
    try append(entry, incoming.stream, in: place, bytes: incoming.item.bytes)
    log.space.changes += 1
  }

  /// Adds an entry about a dot to the log, and to the list of its document's entries.
  mutating func append(
    _ entry: LogEntry, _ stream: StreamRecord, in place: Int?, bytes: [UInt8]? = nil
  ) throws(RegionError) {
    var subject = SpaceLog.Subject(
      stream: stream.number, counter: stream.counter, check: stream.tip.check)
    if let place {
      subject.document = documents[place].number
      subject.previous = documents[place].latest
    }
    try log.append(entry, about: subject, received: received, bytes: bytes, to: transaction)
    if let place {
      documents[place].latest = log.space.position
      documents[place].placeChanged = true
    }
  }

  /// Notes that the state of a document is another than it was.
  mutating func noteState(in place: Int) {
    documents[place].stateChanged = true
    documents[place].newborn = nil
  }

  /// Notes that the state of a document has this change in it now.
  ///
  /// - Parameter received: when the log got the change, which may be long before it is applied.
  mutating func noteApplied(_ change: Change, received: UInt64, in place: Int) {
    noteState(in: place)
    documents[place].size += change.headerBytes.count + change.payload.size
    if change.header.time.milliseconds > received {
      documents[place].receipts.record(change.dot, received)
    }
  }
}

extension Payload {
  /// The bytes that it takes.
  var size: Int {
    switch self {
    case .intact(let bytes): bytes.count
    case .erased: Digest.byteCount
    }
  }
}
