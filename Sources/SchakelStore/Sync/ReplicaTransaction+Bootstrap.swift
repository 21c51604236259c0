import SchakelCore

extension ReplicaTransaction {
  /// A document's state, in the place of what it was here; what is here and has not reached the
  /// region comes on top of it. True where it says more than was known here.
  @discardableResult
  func takeIn(_ state: SyncAnswer.State, in space: SpaceRow) throws(ReplicaError) -> Bool {
    let incoming: DocumentState
    do throws(CBORError) {
      incoming = try DocumentState(encoded: state.state)
    } catch {
      throw ReplicaError(.protocolViolation, "A document's state cannot be read: \(error).")
    }
    for receipt in state.receipts {
      let stream = try stream(of: receipt.dot.writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: receipt.dot.counter)
      try recordReceipt(key, received: receipt.milliseconds)
    }
    return try takeIn(incoming, state, in: space)
  }

  private func takeIn(
    _ incoming: DocumentState, _ state: SyncAnswer.State, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    let (id, bytes) = (state.document, state.state)
    if incoming.kind == nil { try endDoubt(of: id) }
    guard var document = try regionsDocument(id, in: space.no) else {
      var document = DocumentRow(id: id, space: space.no)
      document.state = incoming
      describe(&document)
      let grew = try applyWaiting(to: &document)
      // A state has one encoding: what was read from these bytes need not be written anew.
      try save(&document, as: grew ? nil : bytes)
      return true
    }
    let before = document.state
    guard before != incoming else {
      try run { () throws(SQLiteError) in try connection[.deleteRebuild].run(id.bytes) }
      // Its columns may depend on them.
      if !state.receipts.isEmpty { try save(&document, as: bytes) }
      return false
    }
    try settle(&document, on: incoming, here: try past(of: document), before: before)
    try noteFates(from: before, in: document)
    return document.state != before
  }

  /// A change that waits at the region too.
  func takeIn(_ waiting: SyncAnswer.Waiting, in space: SpaceRow) throws(ReplicaError) {
    let change: Change
    do throws(CBORError) {
      change = try Change(encoded: waiting.change, writer: waiting.writer)
    } catch {
      throw ReplicaError(.protocolViolation, "A change cannot be read: \(error).")
    }
    let stream = try stream(of: waiting.writer, in: space)
    let key = ChangeKey(stream: stream.no, counter: change.header.counter)
    if let stored = try storedChange(key) {
      return try noteFirstReceipt(of: stored, waiting.received)
    }
    _ = try integrate(
      IncomingChange(
        change: change, bytes: waiting.change, link: .whole(waiting.link), key: key,
        received: waiting.received),
      in: space.no)
  }
}
