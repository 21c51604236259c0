public import SchakelCore

/// Whether a signature over `message` is that of the owner of `publicKey` (Ed25519).
public typealias SealVerifier =
  @Sendable (
    _ publicKey: [UInt8], _ message: [UInt8], _ signature: [UInt8]
  ) -> Bool

extension Replica {
  /// How many bytes of runs are kept aside for want of what comes before them, in all spaces
  /// together, unless somebody says otherwise.
  public static let earlyLimit = 32 << 20

  /// Everything of a space that is here, is under a seal, and that a replica with `vector` has not
  /// seen. What this device wrote itself is sealed here.
  public func exportBundle(
    of id: SpaceID, since vector: VersionVector = VersionVector(), signer: DeviceSigner
  ) throws(ReplicaError) -> ExportedBundle {
    try read { connection throws(ReplicaError) in
      guard let space = try Self.allSpaces(connection).first(where: { $0.id == id }) else {
        throw ReplicaError(.unknownSpace, "No space \(id.text) on this device.")
      }
      guard space.left == nil else { throw .leftSpace(space) }
      var runs: [ChangeRun] = []
      var omitted: [Writer] = []
      let streams = try connection.statement(.streamsOfSpace).all(space.no) {
        row throws(ReplicaError) in try StreamRow(row)
      }
      for stream in streams {
        let seen = vector.counter(of: stream.writer)
        let parts = try Self.sealedRuns(stream, in: space, after: seen, signer, connection)
        runs += parts
        let isPresent = stream.no == space.stream
        if !isPresent && !stream.isWhole(in: parts, after: seen) { omitted.append(stream.writer) }
      }
      let bundle = Bundle(
        space: id, runs: runs, devices: try Self.devices(of: space, connection),
        voids: try Self.voids(in: runs, of: space, connection))
      return ExportedBundle(bundle: bundle, omitted: omitted)
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
          status: try row.code(at: 3),
          actor: try row.isNull(at: 4) ? nil : PersonID(rawValue: try row.bits(at: 4)),
          time: try row.natural(at: 5))
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
  /// kept aside until that comes, by another bundle or by a synchronisation. What cannot be taken in
  /// the place where it stands is named and not taken.
  ///
  /// Seals are checked with the device keys that came from the region; keys in the bundle itself
  /// are not believed.
  ///
  /// - Parameters:
  ///   - earlyLimit: how many bytes of runs may be kept aside, in all spaces together.
  ///   - region: checks what the bundle says the region has refused. Without it none of that is
  ///     believed, and a run is taken no further than a refused change whose bytes are not there.
  /// - Throws: `bundle` where it is for a space that is not on this device.
  public func importBundle(
    _ bundle: Bundle, earlyLimit: Int = Replica.earlyLimit, verifier: @escaping SealVerifier,
    region: RegionVerifier = { _, _ in false }
  ) throws(ReplicaError) -> BundleReport {
    try write { transaction throws(ReplicaError) in
      let space: SpaceRow
      do throws(ReplicaError) {
        space = try transaction.space(bundle.space)
      } catch {
        throw ReplicaError(
          .bundle, "This bundle is for space \(bundle.space.text), which is not on this device.")
      }
      guard space.left == nil else { throw .leftSpace(space) }
      var intake = try BundleIntake(
        transaction, space: space, voids: bundle.voids(signedFor: region), earlyLimit: earlyLimit,
        verifier: verifier)
      for run in bundle.runs where !run.changes.isEmpty { try intake.take(run) }
      return try intake.finished()
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

extension Replica {
  /// About how many bytes of changes go under one seal in a bundle, where it is this device that seals
  /// them, or has seals enough: whoever reads it can hand them in as they are.
  static let sealedBytes = SyncBudget().push

  /// The changes of a stream that are here without a gap up to its last seal, past `counter`, and
  /// the links of those that were refused; with what is kept of it as it came. An own stream is
  /// sealed at its end, and on the way there.
  private static func sealedRuns(
    _ stream: StreamRow, in space: SpaceRow, after counter: UInt64, _ signer: DeviceSigner,
    _ connection: Connection
  ) throws(ReplicaError) -> [ChangeRun] {
    var stream = stream
    if stream.no == space.stream {
      stream.counter = space.counter
      stream.tip = space.tip
    }
    let last = stream.isOwn ? stream.counter : stream.seal?.counter ?? 0
    var runs: [ChangeRun] = []
    if last > counter {
      let beginning = max(counter, try beginning(of: stream, through: last, connection))
      runs =
        stream.isOwn
        ? try ownRuns(of: stream, in: space.id, after: beginning, signer, connection)
        : try sealedRuns(of: stream, after: beginning, connection)
    }
    return try runs + stoppedRuns(of: stream, after: counter, connection)
  }

  private static func ownRuns(
    of stream: StreamRow, in space: SpaceID, after counter: UInt64, _ signer: DeviceSigner,
    _ connection: Connection
  ) throws(ReplicaError) -> [ChangeRun] {
    var runs: [ChangeRun] = []
    var counter = counter
    while counter < stream.counter {
      var left = sealedBytes
      let part = try items(
        .itemsAfter, of: stream.no, after: counter, through: stream.counter, left: &left,
        connection)
      counter += UInt64(part.changes.count)
      let link = counter == stream.counter ? stream.tip : part.link?.digest
      guard !part.changes.isEmpty, let tip = link else { break }
      var end = stream
      (end.counter, end.tip) = (counter, tip)
      runs.append(
        ChangeRun(
          writer: stream.writer, first: part.first, changes: part.changes,
          seal: seal(end, in: space, signer)))
    }
    return runs
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

extension StreamRow {
  /// Whether runs have all of the stream, of which this replica has heard, past a counter.
  fileprivate func isWhole(in runs: [ChangeRun], after seen: UInt64) -> Bool {
    let last = max(counter, acknowledged)
    guard let first = runs.map(\.first).min(), let end = runs.map(\.last).max()
    else { return last <= seen }
    return first <= seen + 1 && end >= last
  }
}
