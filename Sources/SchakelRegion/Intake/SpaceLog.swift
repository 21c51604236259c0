import SchakelCore

/// The end of a space's log while entries are added to it, in one transaction.
///
///     var log = SpaceLog(space, environment, limits)
///     try log.append(.member(member), received: member.time, to: transaction)
///     try log.save(to: transaction)
struct SpaceLog {
  var space: SpaceRecord
  private let environment: RegionEnvironment
  private let limits: RegionLimits
  private let start: UInt64

  init(_ space: SpaceRecord, _ environment: RegionEnvironment, _ limits: RegionLimits) {
    self.space = space
    self.environment = environment
    self.limits = limits
    start = space.position
  }

  var hashing: Hashing { environment.hashing }

  /// What an entry about one change says of it.
  struct Subject {
    var stream: Int64 = 0
    var counter: UInt64 = 0
    var check: UInt32 = 0
    /// The document's number and the entry about it before this one; zero for none.
    var document: UInt64 = 0
    var previous: UInt64 = 0
  }

  /// Adds an entry and answers how it is stored.
  ///
  /// - Parameter bytes: what is stored for it, where that is not the entry's own encoding.
  @discardableResult
  mutating func append(
    _ entry: LogEntry, about subject: Subject = Subject(), received: UInt64, bytes: [UInt8]? = nil,
    to transaction: any RegionWriting
  ) throws(RegionError) -> LogRecord {
    guard let tag = entry.tag else { throw .damaged("an entry of no known kind was to be added") }
    let hashed = entry.hashedBytes
    space.hash = LogHash.next(after: space.hash, entry: hashed, hashing: hashing)
    space.position += 1
    let record = LogRecord(
      position: space.position, tag: tag, stream: subject.stream,
      counter: subject.counter, received: received, document: subject.document,
      previous: subject.previous, check: subject.check, mark: space.hash.prefix64,
      bytes: bytes ?? hashed)
    try transaction.append(record, in: space.number)
    return record
  }

  /// Writes where the log stands, once for all that was added and after all else that the
  /// transaction says of the space: a checkpoint, if one is due, speaks of that.
  mutating func save(to transaction: any RegionWriting) throws(RegionError) {
    if space.isCheckpointDue(limits) { try addCheckpoint(to: transaction) }
    try transaction.save(space)
    if space.position > start { transaction.noteMoved(space.id) }
  }

  /// The region's word on the space as it stands, under its signature. To be saved.
  mutating func addCheckpoint(to transaction: any RegionWriting) throws(RegionError) {
    let time = environment.now()
    let checkpoint = LogEntry.Checkpoint(
      position: space.position, hash: space.hash, documents: space.documents,
      digest: space.digest, previous: try lastCheckpoint(transaction), time: time
    ).signed(by: environment.sign)
    space.checkpoint = try append(.checkpoint(checkpoint), received: time, to: transaction)
      .position
  }

  private func lastCheckpoint(_ transaction: any RegionReading) throws(RegionError) -> Digest? {
    guard space.checkpoint > 0 else { return nil }
    guard let entry = try transaction.entry(at: space.checkpoint, in: space.number),
      entry.tag == .checkpoint
    else { throw .damaged("the log has no checkpoint at \(space.checkpoint)") }
    return hashing.sha256(entry.bytes)
  }
}

extension SpaceRecord {
  /// Whether the log has entries that no checkpoint speaks of. A checkpoint's own is none.
  var movedSinceCheckpoint: Bool { position > checkpoint }

  fileprivate func isCheckpointDue(_ limits: RegionLimits) -> Bool {
    movedSinceCheckpoint && position - checkpoint >= limits.checkpointEntries
  }
}
