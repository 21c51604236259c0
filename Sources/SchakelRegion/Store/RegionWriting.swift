public import SchakelCore

/// What a store can be told, inside one transaction.
public protocol RegionWriting: RegionReading {
  func found(_ region: RegionRecord) throws(RegionError)
  func save(epoch: EpochID) throws(RegionError)

  // MARK: Spaces

  /// Adds a space and answers its number.
  func addSpace(
    _ id: SpaceID, name: String, created: UInt64, epoch: EpochID, hash: Digest
  ) throws(RegionError) -> Int64
  func save(_ space: SpaceRecord) throws(RegionError)
  /// Notes that an epoch of a space's log begins after `position`; the one before ends there.
  func beginEpoch(
    _ epoch: EpochID, in space: Int64, after position: UInt64
  ) throws(RegionError)
  /// Says that the space has moved, so that whoever watches it is told after the commit.
  func noteMoved(_ space: SpaceID)

  // MARK: Streams

  func addStream(_ writer: Writer, in space: Int64, tip: Digest) throws(RegionError) -> Int64
  func save(_ stream: StreamRecord) throws(RegionError)
  func add(_ run: RunRecord, of stream: Int64) throws(RegionError)
  func add(_ void: VoidRecord, of stream: Int64) throws(RegionError)
  /// Keeps a fork: the run from the first change that differs. Answers false where it is kept
  /// already, or the stream has `limit` of them.
  func addFork(
    of stream: Int64, counter: UInt64, tip: Digest, received: UInt64, run: [UInt8], limit: Int
  ) throws(RegionError) -> Bool

  // MARK: Log and documents

  func append(_ entry: LogRecord, in space: Int64) throws(RegionError)
  func add(_ document: DocumentRecord) throws(RegionError)
  /// Adds a document unless one of its name is there, in whatever space; answers whether it did.
  func addIfNew(_ document: DocumentRecord) throws(RegionError) -> Bool
  func save(_ document: DocumentRecord) throws(RegionError)
  /// Saves only ``DocumentRecord/latest`` and ``DocumentRecord/waiting``.
  func savePlace(of document: DocumentRecord) throws(RegionError)
  func add(_ waiting: WaitingRecord, in space: Int64) throws(RegionError)
  func removeWaiting(at position: UInt64, in space: Int64) throws(RegionError)

  // MARK: People

  func add(_ person: PersonRecord, created: UInt64) throws(RegionError)
  func save(_ person: PersonRecord) throws(RegionError)
  func save(
    role: Role, of person: PersonID, in space: Int64, actor: PersonID?, time: UInt64,
    changed: UInt64
  ) throws(RegionError)
  func add(_ device: DeviceRecord, token: Digest) throws(RegionError)
  func save(token: Digest, of replica: ReplicaID) throws(RegionError)
  func save(lastContact: UInt64, agent: String, of replica: ReplicaID) throws(RegionError)
  func addInvitation(
    code: Digest, person: PersonID, space: Int64, role: Role, created: UInt64, expires: UInt64
  ) throws(RegionError)
  func useInvitation(code: Digest, at time: UInt64, by replica: ReplicaID) throws(RegionError)
}
