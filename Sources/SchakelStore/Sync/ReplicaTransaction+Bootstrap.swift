import SchakelCore

extension ReplicaTransaction {
  /// A stream as the region has it: from here on its chain can be followed.
  func follow(_ tip: StreamTip, in space: SpaceRow) throws(ReplicaError) {
    var row = try stream(of: tip.writer, in: space)
    guard row.no != space.stream else { return }
    row.acknowledged = tip.counter
    if tip.counter > row.counter {
      row.counter = tip.counter
      row.tip = tip.tip
    }
    update(row)
  }

  /// A document's state: the whole of it where it is new here, and joined where it is not. True
  /// where it says more than was known here.
  @discardableResult
  func takeIn(_ state: SyncAnswer.State, in space: SpaceRow) throws(ReplicaError) -> Bool {
    let incoming: DocumentState
    do throws(CBORError) {
      incoming = try DocumentState(encoded: state.state)
    } catch {
      throw ReplicaError(.protocolViolation, "A document's state cannot be read: \(error).")
    }
    var document = try document(state.document) ?? DocumentRow(id: state.document, space: space.no)
    guard document.space == space.no else {
      throw ReplicaError(.protocolViolation, "A document cannot live in two spaces.")
    }
    let before = document.state
    document.state.join(incoming)
    let isNews = document.state != before
    describe(&document)
    for receipt in state.receipts {
      let stream = try stream(of: receipt.dot.writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: receipt.dot.counter)
      try recordReceipt(key, received: receipt.milliseconds)
    }
    try applyWaiting(to: &document)
    try save(&document)
    return isNews
  }

  /// What a row says of a document, from its state alone.
  private func describe(_ document: inout DocumentRow) {
    for field in document.state.fields {
      for sibling in field.siblings {
        document.changed = max(document.changed, sibling.time.milliseconds)
        if sibling.dot == document.state.madeBy { document.author = sibling.author }
      }
    }
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
