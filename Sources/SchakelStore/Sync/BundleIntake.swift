import SchakelCore

extension SQL {
  static let deviceOfSpace = SQL(
    "SELECT replica, person, public_key, status, time FROM devices WHERE space = ?")
  static let roleOfMember = SQL("SELECT role FROM members WHERE space = ? AND person = ?")
}

/// Taking one bundle in, within one transaction.
///
/// *Invariant*: of a run is taken what its device's seal covers, from where its stream ends here up
/// to the first change that cannot be taken; and no run stands in another's way.
///
/// The region would refuse some changes on the record that a device cannot judge: it may know more,
/// or a newer format. So what cannot be taken is left to come from there, in its place, with what
/// follows it. A run whose beginning is not here yet is kept aside, and taken as soon as it is.
struct BundleIntake {
  let transaction: ReplicaTransaction
  let space: SpaceRow
  private let devices: [LogEntry.Device]
  /// What the region has said of changes that it refused: its own word, checked by the caller.
  private(set) var voids: [Dot: LogEntry.Void]
  private let verifier: SealVerifier
  /// How many bytes of runs may be kept aside, of all spaces together.
  private let earlyLimit: Int
  var report: BundleReport

  init(
    _ transaction: ReplicaTransaction, space: SpaceRow, voids: [Dot: LogEntry.Void] = [:],
    earlyLimit: Int = Replica.earlyLimit, verifier: @escaping SealVerifier
  ) throws(ReplicaError) {
    self.transaction = transaction
    self.space = space
    self.voids = voids
    self.earlyLimit = earlyLimit
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
    let stream = try transaction.existingStream(of: run.writer, in: space)
    let end = end(of: stream, run.writer)
    guard run.first <= end.counter + 1 else { return try keepAside(run) }
    try take(run, of: stream, after: end)
    try takeEarly(of: run.writer)
  }

  /// Takes what was kept aside of a stream and follows on what is here now.
  mutating func takeEarly(of writer: Writer) throws(ReplicaError) {
    while let stream = try transaction.existingStream(of: writer, in: space),
      let kept = try transaction.takeBackEarly(of: stream, in: space)
    {
      for void in kept.voids where voids[void.dot] == nil { voids[void.dot] = void }
      guard let run = kept.runs.first else { continue }
      let end = end(of: stream, writer)
      if run.last > end.counter { try take(run, of: stream, after: end) }
    }
  }

  /// What this device wrote itself in another life comes back from the region alone.
  private mutating func keepAside(_ run: ChangeRun) throws(ReplicaError) {
    guard run.writer.replica != transaction.identity.replica else {
      return report.gaps.append(run.writer)
    }
    guard try author(of: run, endingIn: run.seal?.tip) != nil else {
      return report.refused.append(run.writer)
    }
    let voids = (run.first...run.last).compactMap {
      self.voids[Dot(writer: run.writer, counter: $0)]
    }
    let kept = Bundle(space: space.id, runs: [run], devices: [], voids: voids)
    if try !transaction.keepEarly(kept, of: run, in: space, limit: earlyLimit) {
      report.gaps.append(run.writer)
    }
  }

  /// Counts what is kept aside in the space when all runs have been read.
  func finished() throws(ReplicaError) -> BundleReport {
    var report = report
    report.early = Int(try transaction.connection.number(.countEarly, space.no))
    return report
  }

  private mutating func take(
    _ run: ChangeRun, of stream: StreamRow?, after end: StreamTip
  ) throws(ReplicaError) {
    guard let incoming = try chained(run, stream, end) else {
      return report.refused.append(run.writer)
    }
    let overlap = run.first..<max(run.first, min(incoming.last, end.counter) + 1)
    if let stream { try takeVoids(of: stream, overlap) }
    let fork = try fork(in: incoming, stream, overlap)
    let isNews = incoming.last > end.counter
    if fork != nil || isNews {
      guard let person = try author(of: run, endingIn: incoming.links.last) else {
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
