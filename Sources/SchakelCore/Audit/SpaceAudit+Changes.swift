// Changes and refusals: the chains of the streams, and the merge.
extension SpaceAudit {
  mutating func takeChange(
    _ dot: Dot, _ link: Digest, _ received: UInt64, _ bytes: [UInt8]?
  ) throws(AuditFault) {
    guard let bytes else { throw fault(.chain, "the change \(dot.text) is not in the file") }
    let (change, payload) = try read(bytes, of: dot.writer)
    let before = try advance(dot, to: link)
    let computed = Chain.link(
      after: before, header: change.headerBytes, payload: payload, hashing: hashing)
    guard computed == link, change.dot == dot else {
      throw fault(.chain, "the change \(dot.text) is not the one that its device's chain has")
    }
    if change.content == nil {
      // An order may stand before what it names: the region takes that without its words.
      if !erased.contains(dot) { wordless[dot] = position }
    } else if erased.contains(dot) {
      throw fault(.erasure, "the change \(dot.text) was erased, and its words are in the file")
    }
    if let objection = rights.objection(to: change, link: link) {
      throw fault(.rights, "\(dot.text) \(objection)")
    }
    keepTexts(of: change, bytes)
    try apply(change, link, payload, received)
  }

  private func read(
    _ bytes: [UInt8], of writer: Writer
  ) throws(AuditFault) -> (Change, Digest) {
    do throws(CBORError) {
      let change = try Change(encoded: bytes, writer: writer)
      return (change, change.payload.digest(hashing))
    } catch {
      throw fault(.chain, "a change of \(writer.text) cannot be read: \(error.code)")
    }
  }

  /// Lets a stream go on by one, and answers the link before it.
  private mutating func advance(_ dot: Dot, to link: Digest) throws(AuditFault) -> Digest {
    var stream = streams[dot.writer] ?? newStream(of: dot.writer)
    guard dot.counter == stream.counter + 1 else {
      throw fault(
        .chain,
        "the stream of \(dot.writer.text) stands at \(stream.counter), not before "
          + "\(dot.counter)")
    }
    rights.meet(dot.writer)
    let before = stream.tip
    if stream.sealed == stream.counter { stream.firstUnsealed = position }
    stream.counter = dot.counter
    stream.tip = link
    streams[dot.writer] = stream
    return before
  }

  private func newStream(of writer: Writer) -> StreamState {
    StreamState(
      tip: Chain.genesis(of: Stream(space: id, writer: writer), hashing: hashing))
  }

  private mutating func apply(
    _ change: Change, _ link: Digest, _ payload: Digest, _ received: UInt64
  ) throws(AuditFault) {
    counts.changes += 1
    if change.header.purpose == .recovery { counts.recovered += 1 }
    let document = hold(change.header.document)
    if change.content == nil { documents[document].hasErased = true }
    let rights = rights
    // One that waits is looked at when its turn comes.
    let isDue = documents[document].replay.state.vector.dominates(change.header.context)
    if isDue, rights.isWrongChoice(change, in: documents[document].replay.state) {
      throw fault(.rights, "\(change.dot.text) takes versions away that await a choice")
    }
    let place = DocumentReplay.Place(position: position, received: received)
    let result: DocumentReplay.Result
    do throws(CBORError) {
      result = try documents[document].replay.take(
        change, check: link.check, payload: payload, at: place, hashing: hashing,
        refuses: { rights.isWrongChoice($0, in: $1) })
    } catch {
      throw fault(.merge, "the change \(change.dot.text) cannot be applied: \(error.code)")
    }
    switch result.outcome {
    case .applied: touch(document)
    case .waiting:
      refusable[change.dot] = Refusable(link: link, document: change.header.document)
    case .known, .fork, .invalid:
      throw fault(
        .merge, "the region accepted \(change.dot.text), which contradicts what was there")
    }
    note(result)
  }

  mutating func take(_ void: LogEntry.Void) throws(AuditFault) {
    counts.voids += 1
    check(
      void.message(in: id), void.signature, by: rights.publicKey,
      else: fault(.void, "the refusal of \(void.dot.text) is not signed by the region"))
    if void.dot.counter > streams[void.dot.writer]?.counter ?? 0 {
      _ = try advance(void.dot, to: void.link)
    } else if refusable[void.dot]?.fits(void) != true {
      throw fault(.void, "\(void.dot.text) is refused, and is not one that waited")
    }
    owed[void.dot] = nil
    voided.insert(void.dot)
    if void.reason == .held { held.insert(void.dot) }
    if let document = void.document { return try play(void, in: document) }
    refusable[void.dot] = Refusable(link: void.link, document: nil)
  }

  private mutating func play(_ void: LogEntry.Void, in id: DocumentID) throws(AuditFault) {
    let document = hold(id)
    documents[document].voids.append(void.dot)
    let previous = documents[document].replay.lastCounter(
      of: void.dot.writer, below: void.dot.counter)
    guard void.previous == previous else {
      throw fault(.void, "the refusal of \(void.dot.text) names another change before it")
    }
    let rights = rights
    let place = DocumentReplay.Place(position: position, received: void.received)
    let result: DocumentReplay.Result
    do throws(CBORError) {
      result = try documents[document].replay.take(
        void, at: place, hashing: hashing, refuses: { rights.isWrongChoice($0, in: $1) })
    } catch {
      throw fault(.merge, "the refusal of \(void.dot.text) cannot be played: \(error.code)")
    }
    switch result.outcome {
    case .applied: touch(document)
    case .waiting: break
    case .known, .fork, .invalid:
      throw fault(.void, "\(void.dot.text) is refused, and it has had its effect")
    }
    note(result)
  }

  private mutating func note(_ result: DocumentReplay.Result) {
    for dot in result.contradictory { owed[dot] = position }
  }

  // MARK: Documents

  /// The place of a document among ``documents``.
  mutating func hold(_ id: DocumentID) -> Int {
    if let place = places[id] { return place }
    places[id] = documents.count
    documents.append(Held(replay: DocumentReplay(id)))
    return documents.count - 1
  }

  mutating func touch(_ document: Int) {
    guard !documents[document].isDirty else { return }
    documents[document].isDirty = true
    dirty.append(document)
  }

  /// Brings the digest of the space up to date.
  mutating func settleDigest() throws(AuditFault) {
    for place in dirty {
      let share: UInt64
      do throws(CBORError) {
        share = try DocumentDigest.share(
          of: documents[place].replay.document, state: documents[place].replay.state.encoded(),
          hashing: hashing)
      } catch {
        throw fault(.merge, "a document cannot be written down: \(error.code)")
      }
      digest &-= documents[place].share
      digest &+= share
      documents[place].share = share
      documents[place].isDirty = false
      if !documents[place].isCounted { documentCount += 1 }
      documents[place].isCounted = true
    }
    dirty = []
  }
}
