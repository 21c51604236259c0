import SchakelCore

extension IncomingRun.Item {
  /// That it came without its words, which only its own device may hand in where no order names it.
  fileprivate var withdrawal: VoidReason? { isErased ? .withdrawn : nil }
}

extension WriterRights {
  /// Whether an order to erase names the change, or will.
  fileprivate func isOrdered(_ incoming: SpaceIntake.Incoming) -> Bool {
    incoming.request != nil || erased.contains(incoming.dot.counter)
  }
}

extension SpaceIntake {
  /// Takes one change of a run; `stream` stands at it.
  ///
  /// - Parameter share: of the document that the change makes, if it makes one that can be kept as
  ///   ``Newborn`` and nothing else is known of it.
  mutating func take(
    _ item: IncomingRun.Item, at stream: StreamRecord, share: UInt64?, rights: WriterRights
  ) throws(RegionError) {
    var incoming = Incoming(item: item, stream: stream)
    if let void = knownVoid(at: incoming.dot, link: incoming.link) {
      return try refuseAgain(incoming, void)
    }
    guard let header = item.content.header else {
      return try refuse(incoming, .unreadable, in: nil)
    }
    let settlement = try settlementRefusal(of: item.content, rights)
    if hasErasures { try spare(&incoming, header, rights) }
    let publication = publicationRefusal(of: incoming, rights)
    let withdrawal = rights.isOrdered(incoming) ? nil : incoming.item.withdrawal
    let again = try releaseRefusal(of: header, of: incoming.dot.writer)
    var reason =
      refusal(of: header, incoming, rights) ?? again ?? publication ?? settlement ?? withdrawal
      ?? refusal(of: incoming)
    if let share, reason == nil, try bear(header, share: share, incoming) { return }
    guard let place = try place(of: header.document) else {
      return try refuse(incoming, .otherSpace, in: nil)
    }
    if reason == nil { reason = try refusal(of: header, incoming, in: place) }
    if let reason { return try refuse(incoming, reason, in: place) }
    try apply(try change(incoming), incoming, in: place)
  }

  /// One change on its way into the log.
  struct Incoming {
    var item: IncomingRun.Item
    /// The stream at this change.
    let stream: StreamRecord
    /// The request to erase for which its words were not taken, where an order is still to name it.
    var request: Int64?

    var dot: Dot { Dot(writer: stream.writer, counter: stream.counter) }
    var link: Digest { stream.tip }
  }

  /// Takes the change that makes a document, if nothing was ever heard of that document: two rows,
  /// and the commonest case by far. Answers whether it was so.
  private mutating func bear(
    _ header: ChangeHeader, share: UInt64, _ incoming: Incoming
  ) throws(RegionError) -> Bool {
    guard !holds(header.document), try !isBornWithdrawn(header, incoming) else { return false }
    let position = log.space.position + 1
    let claimsLater = header.time.milliseconds > received
    let receipts = claimsLater ? [(dot: incoming.dot, milliseconds: received)] : []
    let record = DocumentRecord(
      space: space, number: log.space.lastDocument + 1, id: header.document, share: share,
      latest: position, waiting: 0, receipts: ReceiptList.encode(receipts), born: position,
      state: [])
    guard try transaction.addIfNew(record) else { return false }
    log.space.lastDocument = record.number
    log.space.documents += 1
    log.space.digest &+= share
    log.space.changes += 1
    try log.append(
      .change(incoming.dot, link: incoming.link, received: received),
      about: SpaceLog.Subject(
        stream: incoming.stream.number, counter: incoming.stream.counter,
        check: incoming.link.check, document: record.number),
      received: received, bytes: incoming.item.bytes, to: transaction)
    noteSpared(incoming, in: header.document)
    try noteRelease(by: header, of: incoming.dot.writer, at: position)
    return true
  }

  /// Why its writer may not write this, or nil. What is to be held has to find room: a device that is out
  /// of use does not fill the region's disk.
  private mutating func refusal(
    of header: ChangeHeader, _ incoming: Incoming, _ rights: WriterRights
  ) -> VoidReason? {
    let reason = rights.refusal(of: header, incoming.dot, link: incoming.link)
    guard reason == .held, incoming.item.hasWords else { return reason }
    let bytes = incoming.item.bytes.count
    let held = heldBytes[incoming.dot.writer.replica, default: 0] + bytes
    guard bytes <= limits.changeBytes, held <= limits.heldBytes else { return .tooLarge }
    heldBytes[incoming.dot.writer.replica] = held
    return reason
  }

  /// What is wrong with the change by itself, or nil.
  private func refusal(of incoming: Incoming) -> VoidReason? {
    let bytes = incoming.item.bytes.count
    return bytes <= min(limits.changeBytes, limits.stateBytes) ? nil : .tooLarge
  }

  /// What is wrong with the change where it would go, or nil.
  private func refusal(
    of header: ChangeHeader, _ incoming: Incoming, in place: Int
  ) throws(RegionError) -> VoidReason? {
    guard documents[place].size + incoming.item.bytes.count <= limits.stateBytes else {
      return .tooLarge
    }
    // Its writer knows its own earlier edits of this document. What waits here is counted too: a
    // vector that has passed it would take it for known when its time comes.
    let own = header.context.counter(of: incoming.dot.writer)
    let last = documents[place].lastCounter(of: incoming.dot.writer)
    guard own >= last else { return .contradictory }
    guard let reason = try choiceRefusal(of: header, in: place) else { return nil }
    // What has to wait is judged when it would be applied.
    let vector = documents[place].state.vector
    return header.context.entries.allSatisfy { vector.covers($0.dot) } ? reason : nil
  }

  /// The change whole: one that makes a document was read no further than the shortcut needed.
  func change(_ incoming: Incoming) throws(RegionError) -> Change {
    if case .change(let change) = incoming.item.content { return change }
    guard let frame = incoming.item.frame else {
      throw .damaged("a change whose link alone came was to be applied")
    }
    do throws(CBORError) {
      return try Change(frame: frame, writer: incoming.dot.writer)
    } catch {
      throw .damaged("a change that was read cannot be read again, \(error)")
    }
  }

  private mutating func apply(
    _ change: Change, _ incoming: Incoming, in place: Int
  ) throws(RegionError) {
    let knewAll = documents[place].isKnown(to: change)
    switch try outcome(of: change, incoming.link, in: place) {
    case .applied: try logApplied(change, incoming, knewAll: knewAll, in: place)
    case .waiting(let missing): try wait(change, incoming, for: missing, in: place)
    case .invalid(.documentExists): try refuse(incoming, .documentExists, in: place)
    case .invalid(.contextOmitsOwnEdit), .fork, .known:
      // It builds on a history that is not the one here. Its writer gets the content back.
      try refuse(incoming, .contradictory, in: place)
    }
  }

  mutating func outcome(
    of change: Change, _ link: Digest, in place: Int
  ) throws(RegionError) -> ApplyOutcome {
    documents[place].prepareRecord(for: change)
    do throws(CBORError) {
      return try documents[place].state.apply(change, check: link.check)
    } catch {
      throw .damaged("a change that was read cannot be read again, \(error)")
    }
  }

  mutating func logApplied(
    _ change: Change, _ incoming: Incoming, knewAll: Bool, in place: Int
  ) throws(RegionError) {
    try log(incoming, in: place)
    try putOnRecord(change, knewAll: knewAll, received: received, in: place)
    noteApplied(change.header, incoming.dot, received: received, in: place)
    documents[place].size += incoming.item.bytes.count
    documents[place].waiting.noteSeen(incoming.dot, check: incoming.link.check)
    try release(in: place)
  }

  /// Adds a change to the log, applied or not.
  private mutating func log(_ incoming: Incoming, in place: Int) throws(RegionError) {
    let entry = LogEntry.change(incoming.dot, link: incoming.link, received: received)
    try append(entry, incoming.stream, in: place, bytes: incoming.item.bytes)
    log.space.changes += 1
    noteSpared(incoming, in: documents[place].id)
    if let header = incoming.item.content.header {
      try noteRelease(by: header, of: incoming.dot.writer, at: log.space.position)
    }
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
    let record = try log.append(
      entry, about: subject, received: received, bytes: bytes, to: transaction)
    if let place {
      documents[place].entries.append(record)
      documents[place].latest = log.space.position
      documents[place].placeChanged = true
    }
  }

  /// Notes that the state of a document is another than it was.
  mutating func noteState(in place: Int) {
    documents[place].stateChanged = true
  }

  /// Notes that the state of a document has this change in it now.
  ///
  /// - Parameter received: when the log got the change, which may be long before it is applied.
  mutating func noteApplied(
    _ header: ChangeHeader, _ dot: Dot, received: UInt64, in place: Int
  ) {
    noteState(in: place)
    if header.time.milliseconds > received { documents[place].receipts.record(dot, received) }
    refuseWrittenAgain(by: header, dot, in: place)
  }
}
