import SchakelCore

// What is new of a run, and what is newly said of the rest.
extension BundleIntake {
  mutating func takeNews(
    of incoming: Incoming, by person: PersonID
  ) throws(ReplicaError) {
    let run = incoming.run
    var stream = try transaction.stream(of: run.writer, in: space)
    for counter in (incoming.end.counter + 1)...incoming.last {
      let dot = Dot(writer: run.writer, counter: counter)
      let link = incoming.link(of: counter)
      let key = ChangeKey(stream: stream.no, counter: counter)
      if let reason = try take(incoming.bytes(of: counter), dot, key, link, by: person) {
        report.stops.append(BundleReport.Stop(dot: dot, reason: reason))
        // The region would not take it without its word for what is withheld; and what this device
        // wrote itself it seals anew wherever it likes.
        if reason != .withheld, !stream.isOwn {
          try transaction.keepStopped(try kept(run), of: stream)
        }
        break
      }
      report.taken += 1
      stream.counter = counter
      stream.tip = link
    }
    // A seal over more than is here is of no use without the rest of its run.
    if stream.counter == incoming.last, let seal = run.seal {
      try transaction.keep(seal, of: &stream)
    }
    transaction.update(stream)
  }

  /// Why the change cannot be taken, or nil where it was.
  private mutating func take(
    _ bytes: [UInt8], _ dot: Dot, _ key: ChangeKey, _ link: Digest, by person: PersonID
  ) throws(ReplicaError) -> BundleReport.Stop.Reason? {
    if try isRefused(dot, key, link) { return nil }
    guard case .change(let bytes) = RunItem(bytes) else { return .withheld }
    guard let came = try? Change(encoded: bytes, writer: dot.writer), came.dot == dot
    else { return .unreadable }
    let change = try transaction.sparing(came, in: space)
    guard change.header.author == person else { return .wrongAuthor }
    let id = change.header.document
    var document = try transaction.document(id) ?? DocumentRow(id: id, space: space.no)
    guard document.space == space.no else { return .otherSpace }
    let stakes = Stakes(
      of: change.header, in: document.state, for: transaction.identity.person)
    guard let outcome = try? document.state.apply(change, check: link.check)
    else { return .unreadable }
    let incoming = IncomingChange(
      change: change, bytes: change.content == nil ? change.encoded : bytes, link: .whole(link),
      key: key, received: nil)
    if let stakes, outcome == .applied {
      try transaction.note(stakes, after: incoming, in: document)
    }
    switch try transaction.settle(incoming, into: document, as: outcome) {
    case .waiting: waited.append(key)
    // Without effect, as from the log: the region, to whom all that is sealed is handed in, decides.
    case .fork(let dot): try transaction.noteFork(dot, in: space)
    case .applied, .known, .invalid: break
    }
    transaction.observe(change.header.time, in: space.no)
    return nil
  }

  /// Whether the region has refused the change, as is known here or as the bundle says. Of its
  /// bytes, should they have come, nothing is kept then.
  private func isRefused(_ dot: Dot, _ key: ChangeKey, _ link: Digest) throws(ReplicaError) -> Bool
  {
    guard let void = voids[dot], void.link == link else {
      return try transaction.voidLink(key) == link
    }
    let stream = try transaction.stream(of: dot.writer, in: space)
    try transaction.integrateVoid(void, stream: stream, in: space)
    return true
  }

  /// What the bundle says of changes that are here already and were refused since. Where the region
  /// has shown its log, that alone counts: it may have accepted since what it refused before it was
  /// put back.
  func takeVoids(
    of stream: StreamRow, _ counters: Range<UInt64>
  ) throws(ReplicaError) {
    guard !stream.isOwn else { return }
    for counter in counters where counter > stream.acknowledged {
      guard let void = voids[Dot(writer: stream.writer, counter: counter)],
        let here = try stored(ChangeKey(stream: stream.no, counter: counter)),
        here.agrees(with: void.link)
      else { continue }
      try transaction.integrateVoid(void, stream: stream, in: space)
    }
  }
}
