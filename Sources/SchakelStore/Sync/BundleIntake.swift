import SchakelCore

extension SQL {
  static let deviceOfSpace = SQL(
    "SELECT replica, person, public_key, status, actor, time FROM devices WHERE space = ?")
  static let roleOfMember = SQL("SELECT role FROM members WHERE space = ? AND person = ?")
}

/// Taking one bundle in, within one transaction.
///
/// *Invariant*: of a run is taken what its device's seal covers, from where its stream ends here up
/// to the first change that cannot be taken; and no run stands in another's way.
///
/// The region would refuse some changes on the record that a device cannot judge: it may know more,
/// or a newer format. So a run that cannot be taken to its end is kept as it came and handed in, for
/// its seal covers nothing less; and what could not be taken comes from there, in its place. A run
/// whose beginning is not here yet is kept aside, and taken as soon as it is.
struct BundleIntake {
  let transaction: ReplicaTransaction
  private(set) var space: SpaceRow
  private let devices: [LogEntry.Device]
  /// What the region has said of changes that it refused: its own word, checked by the caller.
  private(set) var voids: [Dot: LogEntry.Void]
  private let verifier: SealVerifier
  private let room: ReplicaTransaction.EarlyRoom
  var report: BundleReport
  /// Changes that waited when they were taken.
  var waited: [ChangeKey] = []

  init(
    _ transaction: ReplicaTransaction, space: SpaceRow, voids: [Dot: LogEntry.Void] = [:],
    earlyLimit: Int = Replica.earlyLimit, verifier: @escaping SealVerifier
  ) throws(ReplicaError) {
    self.transaction = transaction
    self.space = space
    self.voids = voids
    room = ReplicaTransaction.EarlyRoom(
      limit: earlyLimit, old: try transaction.connection.number(.newestEarly))
    self.verifier = verifier
    devices = try Replica.devices(of: space, transaction.connection)
    report = BundleReport(space: space.id)
  }

  /// A run, and how much of it can be told from what is here.
  struct Incoming {
    let run: ChangeRun
    /// Where its stream ends here.
    let end: StreamTip
    /// The counter of the first change that `links` has, and its links from there on.
    let start: UInt64
    let links: [Digest]

    var last: UInt64 { run.last }
    func link(of counter: UInt64) -> Digest { links[Int(counter - start)] }
    func bytes(of counter: UInt64) -> [UInt8] { run.changes[Int(counter - run.first)] }
  }

  mutating func take(_ run: ChangeRun) throws(ReplicaError) {
    try noticeOwnPast(run)
    let stream = try transaction.existingStream(of: run.writer, in: space)
    let end = end(of: stream, run.writer)
    guard run.first <= end.counter + 1 else { return try keepAside(run) }
    if try !take(run, of: stream, after: end) { report.refused.append(run.writer) }
    try takeEarly(of: run.writer)
  }

  /// Takes what was kept aside of a stream and follows on what is here now. Of several runs for one
  /// place those that are not what was sealed go without a word if one is.
  mutating func takeEarly(of writer: Writer) throws(ReplicaError) {
    var refused: UInt64 = 0
    while let stream = try transaction.existingStream(of: writer, in: space),
      let early = try transaction.takeBackEarly(of: stream)
    {
      guard case .run(let kept) = early else {
        report.noteGap(writer)
        continue
      }
      for void in kept.voids where voids[void.dot] == nil { voids[void.dot] = void }
      let end = end(of: stream, writer)
      guard kept.run.last > end.counter else { continue }
      if try !take(kept.run, of: stream, after: end) { refused = max(refused, kept.run.last) }
    }
    let end = try transaction.existingStream(of: writer, in: space)?.counter ?? 0
    if refused > end { report.refused.append(writer) }
  }

  /// A bundle in which this device's present stream goes on, or goes otherwise, shows that this
  /// database was put back or copied: it goes on under a new incarnation, and what the bundle has of
  /// the old one is taken as that of any earlier life.
  private mutating func noticeOwnPast(_ run: ChangeRun) throws(ReplicaError) {
    guard run.writer == transaction.identity.writer,
      let stream = try transaction.existingStream(of: run.writer, in: space)
    else { return }
    let end = end(of: stream, run.writer)
    var tip = run.seal?.tip
    if run.last <= end.counter {
      guard let incoming = try chained(run, stream, end),
        try fork(in: incoming, stream, overlap(of: incoming, end)) != nil
      else { return }
      tip = incoming.links.last ?? tip
    }
    guard try author(of: run, endingIn: tip) != nil else { return }
    try transaction.beginIncarnation()
    space = try transaction.space(space.id)
    report.isPutBack = true
  }

  /// What this device wrote itself in another life is not kept aside: it comes back from the region,
  /// or by a bundle in which it hangs together with what is here.
  private mutating func keepAside(_ run: ChangeRun) throws(ReplicaError) {
    guard run.writer.replica != transaction.identity.replica else {
      return report.noteGap(run.writer)
    }
    guard try author(of: run, endingIn: run.seal?.tip) != nil else {
      return report.refused.append(run.writer)
    }
    for writer in try transaction.keepEarly(try kept(run), in: space, room: room) {
      report.noteGap(writer)
    }
  }

  /// The run without what was erased, with what is said of its refused changes.
  func kept(_ run: ChangeRun) throws(ReplicaError) -> KeptRun {
    let voids = (run.first...run.last).compactMap {
      self.voids[Dot(writer: run.writer, counter: $0)]
    }
    return KeptRun(run: try transaction.sparing(run, in: space), voids: voids)
  }

  /// Counts what waits and what is kept aside in the space when all runs have been read.
  func finished() throws(ReplicaError) -> BundleReport {
    var report = report
    report.early = try Replica.countEarly(
      in: space, at: transaction.environment.now(), transaction.connection)
    for key in waited where try transaction.waits(key) { report.waiting += 1 }
    return report
  }

  /// False where the run's seal is not its device's, or does not cover it.
  private mutating func take(
    _ run: ChangeRun, of stream: StreamRow?, after end: StreamTip
  ) throws(ReplicaError) -> Bool {
    guard let incoming = try chained(run, stream, end) else { return false }
    let overlap = overlap(of: incoming, end)
    let fork = try fork(in: incoming, stream, overlap)
    let isNews = incoming.last > end.counter
    var person: PersonID?
    if fork != nil || isNews {
      // Where nothing of it can be chained, the seal alone shows that there is another history.
      person = try author(of: run, endingIn: incoming.links.last ?? run.seal?.tip)
      guard person != nil else { return false }
    }
    report.known += Int((fork ?? overlap.upperBound) - run.first)
    if let fork {
      try note(Dot(writer: run.writer, counter: fork))
      return true
    }
    if let stream { try takeVoids(of: stream, overlap) }
    if let person { try takeNews(of: incoming, by: person) }
    return true
  }

  /// The counters of a run under which something is here already.
  private func overlap(of incoming: Incoming, _ end: StreamTip) -> Range<UInt64> {
    let first = incoming.run.first
    return first..<max(first, min(incoming.last, end.counter) + 1)
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

  /// The person whose device sealed the run and who may write here; nil where there is none.
  private func author(
    of run: ChangeRun, endingIn tip: Digest?
  ) throws(ReplicaError) -> PersonID? {
    guard let seal = run.seal, seal.writer == run.writer, seal.counter == run.last,
      seal.tip == tip,
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
}
