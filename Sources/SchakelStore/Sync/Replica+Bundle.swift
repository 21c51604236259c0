public import SchakelCore

/// Whether a signature over `message` is that of the owner of `publicKey` (Ed25519).
public typealias SealVerifier =
  @Sendable (
    _ publicKey: [UInt8], _ message: [UInt8], _ signature: [UInt8]
  ) -> Bool

/// What taking in a bundle came to.
public struct BundleReport: Hashable, Sendable {
  public internal(set) var space: SpaceID
  /// Changes that were news here.
  public internal(set) var taken = 0
  /// Changes that were here already.
  public internal(set) var known = 0
  /// Changes that wait for others that are in no bundle read so far.
  public internal(set) var waiting = 0
  /// Streams of which earlier changes are missing, or the region's word on one that it refused: read
  /// an earlier bundle, or synchronise, first.
  public internal(set) var gaps: [Writer] = []
  /// Streams whose seal is not their device's.
  public internal(set) var refused: [Writer] = []
}

extension SQL {
  static let deviceOfSpace = SQL(
    "SELECT replica, person, public_key, status, time FROM devices WHERE space = ?")
}

extension Replica {
  /// Everything of a space that is under a seal and that a replica with `vector` has not seen. What
  /// this device wrote itself is sealed here.
  public func exportBundle(
    of id: SpaceID, since vector: VersionVector = VersionVector(), signer: DeviceSigner
  ) throws(ReplicaError) -> Bundle {
    try read { connection throws(ReplicaError) in
      guard let space = try Self.allSpaces(connection).first(where: { $0.id == id }) else {
        throw ReplicaError(.unknownSpace, "No space \(id.text) on this device.")
      }
      var runs: [ChangeRun] = []
      let streams = try connection.statement(.streamsOfSpace).all(space.no) {
        row throws(ReplicaError) in try StreamRow(row)
      }
      for stream in streams {
        let run = try Self.sealedRun(
          stream, in: space, after: vector.counter(of: stream.writer), signer, connection)
        if let run { runs.append(run) }
      }
      return Bundle(
        space: id, runs: runs, devices: try Self.devices(of: space, connection),
        voids: try Self.voids(in: runs, of: space, connection))
    }
  }

  static func devices(
    of space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> [LogEntry.Device] {
    try connection.statement(.deviceOfSpace).all(space.no) { row throws(ReplicaError) in
      do throws(SQLiteError) {
        return LogEntry.Device(
          replica: ReplicaID(rawValue: try row.bits(at: 0)),
          person: PersonID(rawValue: try row.bits(at: 1)), publicKey: try row.blob(at: 2),
          status: try row.code(at: 3), time: try row.natural(at: 4))
      } catch {
        throw ReplicaError(error)
      }
    }
  }

  /// What this replica has seen of a space: what another must say to get a bundle of the rest.
  public func vector(of id: SpaceID) throws(ReplicaError) -> VersionVector {
    try read { connection throws(ReplicaError) in
      guard let space = try Self.allSpaces(connection).first(where: { $0.id == id }) else {
        throw ReplicaError(.unknownSpace, "No space \(id.text) on this device.")
      }
      return try Self.vector(of: space, connection)
    }
  }

  static func vector(
    of space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> VersionVector {
    let streams = try connection.statement(.streamsOfSpace).all(space.no) {
      row throws(ReplicaError) in try StreamRow(row)
    }
    var vector = VersionVector()
    for stream in streams {
      let isPresent = stream.no == space.stream
      let counter = isPresent ? space.counter : stream.counter
      guard counter > 0 else { continue }
      vector.record(
        Dot(writer: stream.writer, counter: counter),
        check: (isPresent ? space.tip : stream.tip).check)
    }
    return vector
  }

  /// Takes in a bundle. It may be read twice, and bundles in any order: what lacks its beginning is
  /// named and not taken.
  ///
  /// Seals are checked with the device keys that came from the region; keys in the bundle itself
  /// are not believed.
  ///
  /// - Parameter region: checks what the bundle says the region has refused. Without it none of that
  ///   is believed, and a stream whose bytes lack a refused change is not taken.
  public func importBundle(
    _ bundle: Bundle, verifier: SealVerifier, region: RegionVerifier = { _, _ in false }
  ) throws(ReplicaError) -> BundleReport {
    try write { transaction throws(ReplicaError) in
      let space: SpaceRow
      do throws(ReplicaError) {
        space = try transaction.space(bundle.space)
      } catch {
        throw ReplicaError(
          .bundle, "This bundle is for space \(bundle.space.text), which is not on this device.")
      }
      let devices = try Self.devices(of: space, transaction.connection)
      let voids = bundle.voids(signedFor: region)
      var report = BundleReport(space: bundle.space)
      for run in bundle.runs {
        try transaction.takeIn(run, of: space.id, voids, devices, verifier, &report)
      }
      return report
    }
  }
}

extension Bundle {
  /// What the region itself has said of changes in the runs. Of two entries for one change the one
  /// that names its document.
  fileprivate func voids(signedFor region: RegionVerifier) -> [Dot: LogEntry.Void] {
    var signed: [Dot: LogEntry.Void] = [:]
    for void in voids
    where signed[void.dot]?.document == nil && region(void.message(in: space), void.signature) {
      signed[void.dot] = void
    }
    return signed
  }
}

extension ReplicaTransaction {
  fileprivate func takeIn(
    _ run: ChangeRun, of id: SpaceID, _ voids: [Dot: LogEntry.Void],
    _ devices: [LogEntry.Device], _ verifier: SealVerifier, _ report: inout BundleReport
  ) throws(ReplicaError) {
    let space = try self.space(id)
    let stream = try stream(of: run.writer, in: space)
    let held = stream.no == space.stream ? space.counter : stream.counter
    let last = run.first + UInt64(run.changes.count) - 1
    guard run.first <= held + 1 else { return report.gaps.append(run.writer) }
    report.known += Int(min(last, held) + 1 - min(run.first, held + 1))
    guard last > held, stream.no != space.stream else { return }
    let news = Array(run.changes.suffix(Int(last - held)))
    guard let links = links(of: news, after: stream),
      isSealed(run, tip: links.last, in: id, devices, verifier)
    else { return report.refused.append(run.writer) }
    var items: [BundleItem] = []
    for (offset, bytes) in news.enumerated() {
      let dot = Dot(writer: run.writer, counter: held + 1 + UInt64(offset))
      let item = BundleItem(RunItem(bytes), dot: dot, link: links[offset], void: voids[dot])
      guard let item else { return report.gaps.append(run.writer) }
      items.append(item)
    }
    for item in items {
      if case .waiting? = try takeIn(item, stream: stream, in: space) { report.waiting += 1 }
      report.taken += 1
    }
    var followed = stream
    followed.counter = last
    followed.tip = links[links.count - 1]
    followed.seal = run.seal
    update(followed)
  }

  /// The links of the items, or nil where one of them cannot even be framed.
  private func links(of items: [[UInt8]], after stream: StreamRow) -> [Digest]? {
    var links: [Digest] = []
    for bytes in items {
      let before = links.last ?? stream.tip
      guard let link = RunItem(bytes).link(after: before, hashing: hashing) else { return nil }
      links.append(link)
    }
    return links
  }

  private func isSealed(
    _ run: ChangeRun, tip: Digest?, in id: SpaceID, _ devices: [LogEntry.Device],
    _ verifier: SealVerifier
  ) -> Bool {
    guard let seal = run.seal, seal.writer == run.writer, seal.tip == tip,
      seal.counter == run.first + UInt64(run.changes.count) - 1,
      let device = devices.first(where: { $0.replica == run.writer.replica })
    else { return false }
    return device.status == .active
      && verifier(device.publicKey, seal.message(in: id), seal.signature)
  }

  /// What became of a change; nil for one that was refused.
  private func takeIn(
    _ item: BundleItem, stream: StreamRow, in space: SpaceRow
  ) throws(ReplicaError) -> ApplyOutcome? {
    switch item {
    case .void(let void):
      try integrateVoid(void, stream: stream, in: space)
      return nil
    case .change(let bytes, let dot, let link):
      return try takeIn(bytes, dot, link: link, stream: stream, in: space.no)
    }
  }

  private func takeIn(
    _ bytes: [UInt8], _ dot: Dot, link: Digest, stream: StreamRow, in space: Int64
  ) throws(ReplicaError) -> ApplyOutcome {
    let change: Change
    do throws(CBORError) {
      change = try Change(encoded: bytes, writer: dot.writer)
    } catch {
      throw ReplicaError(
        .bundle, "The bundle holds a change that cannot be read: \(error). Update this app.")
    }
    return try integrate(
      IncomingChange(
        change: change, bytes: bytes, link: .whole(link),
        key: ChangeKey(stream: stream.no, counter: dot.counter), received: nil),
      in: space)
  }
}

/// One place of a run in a bundle.
private enum BundleItem {
  case change([UInt8], Dot, link: Digest)
  /// One that the region refused: of its bytes, should they have come, nothing is kept.
  case void(LogEntry.Void)

  /// nil for a link that nobody explains.
  init?(_ item: RunItem, dot: Dot, link: Digest, void: LogEntry.Void?) {
    if let void, void.link == link {
      self = .void(void)
    } else if case .change(let bytes) = item {
      self = .change(bytes, dot, link: link)
    } else {
      return nil
    }
  }
}

extension Replica {
  /// The changes of a stream that are here without a gap up to its last seal, past `counter`, and
  /// the links of those that were refused. An own stream is sealed at its end.
  fileprivate static func sealedRun(
    _ stream: StreamRow, in space: SpaceRow, after counter: UInt64, _ signer: DeviceSigner,
    _ connection: Connection
  ) throws(ReplicaError) -> ChangeRun? {
    var stream = stream
    if stream.no == space.stream {
      stream.counter = space.counter
      stream.tip = space.tip
    }
    let last = stream.isOwn ? stream.counter : stream.seal?.counter ?? 0
    guard last > counter else { return nil }
    var unbounded = Int.max
    let part = try items(
      stream.isOwn ? .changesAfter : .itemsAfter, of: stream.no, after: counter, through: last,
      left: &unbounded, connection)
    guard !part.changes.isEmpty, part.first + UInt64(part.changes.count) == last + 1
    else { return nil }
    let seal = stream.isOwn ? Self.seal(stream, in: space.id, signer) : stream.seal
    return ChangeRun(
      writer: stream.writer, first: part.first, changes: part.changes, seal: seal)
  }

  private static func seal(
    _ stream: StreamRow, in space: SpaceID, _ signer: DeviceSigner
  ) -> Seal {
    let message = Seal.message(
      stream: Stream(space: space, writer: stream.writer), counter: stream.counter, tip: stream.tip)
    return Seal(
      writer: stream.writer, counter: stream.counter, tip: stream.tip, signature: signer(message))
  }
}
