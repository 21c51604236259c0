import SchakelCore

extension SQL {
  static let deviceOfSpace = SQL(
    "SELECT replica, person, public_key, status, time FROM devices WHERE space = ?")
  static let roleOfMember = SQL("SELECT role FROM members WHERE space = ? AND person = ?")
  static let linkOfKey = SQL(
    """
    SELECT link FROM changes WHERE key = ?1
    UNION ALL SELECT link FROM voids WHERE key = ?1 LIMIT 1
    """)
}

/// Taking one bundle in, within one transaction.
///
/// *Invariant*: of a run is taken what its device's seal covers, from where its stream ends here up
/// to the first change that cannot be taken; and no run stands in another's way.
///
/// The region would refuse some changes on the record that a device cannot judge: it may know more,
/// or a newer format. So what cannot be taken is left to come from there, in its place, with what
/// follows it.
struct BundleIntake {
  private let transaction: ReplicaTransaction
  private let space: SpaceRow
  private let devices: [LogEntry.Device]
  /// What the region has said of changes that it refused: its own word, checked by the caller.
  private let voids: [Dot: LogEntry.Void]
  private let verifier: SealVerifier
  private(set) var report: BundleReport

  init(
    _ transaction: ReplicaTransaction, space: SpaceRow, voids: [Dot: LogEntry.Void],
    verifier: @escaping SealVerifier
  ) throws(ReplicaError) {
    self.transaction = transaction
    self.space = space
    self.voids = voids
    self.verifier = verifier
    devices = try Replica.devices(of: space, transaction.connection)
    report = BundleReport(space: space.id)
  }

  /// A run, and how much of it can be told from what is here.
  private struct Incoming {
    let run: ChangeRun
    /// Where its stream ends here.
    let end: StreamTip
    /// The counter of the first change that `links` has, and its links from there on.
    let start: UInt64
    let links: [Digest]

    var last: UInt64 { run.first + UInt64(run.changes.count) - 1 }
    func link(of counter: UInt64) -> Digest { links[Int(counter - start)] }
    func bytes(of counter: UInt64) -> [UInt8] { run.changes[Int(counter - run.first)] }
  }

  mutating func take(_ run: ChangeRun) throws(ReplicaError) {
    let stream = try transaction.existingStream(of: run.writer, in: space)
    let end = end(of: stream, run.writer)
    guard run.first <= end.counter + 1 else { return report.gaps.append(run.writer) }
    guard let incoming = try chained(run, stream, end) else {
      return report.refused.append(run.writer)
    }
    let overlap = run.first..<max(run.first, min(incoming.last, end.counter) + 1)
    if let stream { try takeVoids(of: stream, overlap) }
    let fork = try fork(in: incoming, stream, overlap)
    let isNews = incoming.last > end.counter
    if fork != nil || isNews {
      guard let person = try author(of: incoming) else {
        return report.refused.append(run.writer)
      }
      report.known += Int((fork ?? overlap.upperBound) - run.first)
      if let fork {
        try note(Dot(writer: run.writer, counter: fork))
      } else if stream?.no != space.stream {
        try takeNews(of: incoming, by: person)
      }
    } else {
      report.known += overlap.count
    }
  }

  private func end(of stream: StreamRow?, _ writer: Writer) -> StreamTip {
    if let stream, stream.no == space.stream {
      return StreamTip(writer: writer, counter: space.counter, tip: space.tip)
    }
    if let stream { return StreamTip(writer: writer, counter: stream.counter, tip: stream.tip) }
    let genesis = Chain.genesis(
      of: Stream(space: space.id, writer: writer), hashing: transaction.hashing)
    return StreamTip(writer: writer, counter: 0, tip: genesis)
  }

  // MARK: The chain

  /// Chains the run from before its first change, or from the stream's end where that link is not
  /// here. nil where a change cannot even be framed: nothing can be said of those behind it.
  private func chained(
    _ run: ChangeRun, _ stream: StreamRow?, _ end: StreamTip
  ) throws(ReplicaError) -> Incoming? {
    let before = try link(before: run.first, stream, end)
    let start = before == nil ? end.counter + 1 : run.first
    var tip = before ?? end.tip
    var links: [Digest] = []
    for bytes in run.changes.dropFirst(Int(start - run.first)) {
      guard let link = RunItem(bytes).link(after: tip, hashing: transaction.hashing) else {
        return nil
      }
      tip = link
      links.append(link)
    }
    return Incoming(run: run, end: end, start: start, links: links)
  }

  private func link(
    before counter: UInt64, _ stream: StreamRow?, _ end: StreamTip
  ) throws(ReplicaError) -> Digest? {
    if counter == end.counter + 1 { return end.tip }
    if counter == 1 {
      return Chain.genesis(
        of: Stream(space: space.id, writer: end.writer), hashing: transaction.hashing)
    }
    guard let stream else { return nil }
    return try stored(ChangeKey(stream: stream.no, counter: counter - 1))?.digest
  }

  /// The link of a change or of its refusal.
  private func stored(_ key: ChangeKey) throws(ReplicaError) -> ChangeLink? {
    try transaction.connection.row(.linkOfKey, key.rawValue) { row throws(SQLiteError) in
      ChangeLink(stored: try row.blob(at: 0))
    }
  }

  /// The first counter at which there is another change here.
  private func fork(
    in incoming: Incoming, _ stream: StreamRow?, _ overlap: Range<UInt64>
  ) throws(ReplicaError) -> UInt64? {
    guard let stream else { return nil }
    for counter in overlap where counter >= incoming.start {
      let here = try stored(ChangeKey(stream: stream.no, counter: counter))
      let there = incoming.link(of: counter)
      if let here, here.check != there.check || here.digest.map({ $0 != there }) == true {
        return counter
      }
    }
    return nil
  }

  private mutating func note(_ fork: Dot) throws(ReplicaError) {
    try transaction.noteFork(fork, in: space)
    report.stops.append(BundleReport.Stop(dot: fork, reason: .fork))
  }

  /// The person whose device sealed the run and who may write here; nil where there is none.
  private func author(of incoming: Incoming) throws(ReplicaError) -> PersonID? {
    let run = incoming.run
    guard let seal = run.seal, seal.writer == run.writer, seal.counter == incoming.last,
      seal.tip == incoming.links.last,
      let device = devices.first(where: { $0.replica == run.writer.replica }),
      device.status == .active,
      verifier(device.publicKey, seal.message(in: space.id), seal.signature)
    else { return nil }
    let role = try transaction.connection.row(
      .roleOfMember, space.no, device.person.bytes
    ) { row throws(SQLiteError) in
      let role: Role = try row.code(at: 0)
      return role
    }
    return role?.mayWrite == true ? device.person : nil
  }

  // MARK: What is new

  private mutating func takeNews(
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
        break
      }
      report.taken += 1
      stream.counter = counter
      stream.tip = link
    }
    // A seal over more than is here would be of no use to whoever gets it from here.
    if stream.counter == incoming.last { stream.seal = run.seal }
    transaction.update(stream)
  }

  /// Why the change cannot be taken, or nil where it was.
  private mutating func take(
    _ bytes: [UInt8], _ dot: Dot, _ key: ChangeKey, _ link: Digest, by person: PersonID
  ) throws(ReplicaError) -> BundleReport.Stop.Reason? {
    if try isRefused(dot, key, link) { return nil }
    guard case .change(let bytes) = RunItem(bytes) else { return .withheld }
    guard let change = try? Change(encoded: bytes, writer: dot.writer), change.dot == dot
    else { return .unreadable }
    guard change.header.author == person else { return .wrongAuthor }
    let id = change.header.document
    let document = try transaction.document(id) ?? DocumentRow(id: id, space: space.no)
    guard document.space == space.no else { return .otherSpace }
    if let contradiction = try contradiction(of: change, link, to: document.state) {
      return contradiction
    }
    let incoming = IncomingChange(
      change: change, bytes: bytes, link: .whole(link), key: key, received: nil)
    if case .waiting = try transaction.integrate(incoming, into: document) { report.waiting += 1 }
    transaction.observe(change.header.time, in: space.no)
    return nil
  }

  /// Whether the region has refused the change, as is known here or as the bundle says. Of its
  /// bytes, should they have come, nothing is kept then.
  private func isRefused(_ dot: Dot, _ key: ChangeKey, _ link: Digest) throws(ReplicaError) -> Bool {
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
  private func takeVoids(
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

  private func contradiction(
    of change: Change, _ link: Digest, to state: DocumentState
  ) throws(ReplicaError) -> BundleReport.Stop.Reason? {
    var trial = state
    guard let outcome = try? trial.apply(change, check: link.check) else { return .unreadable }
    switch outcome {
    case .applied, .known, .waiting: return nil
    case .invalid: return .contradictory
    case .fork(let dot):
      try transaction.noteFork(dot, in: space)
      return .contradictory
    }
  }
}
