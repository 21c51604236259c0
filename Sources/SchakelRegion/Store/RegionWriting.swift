public import SchakelCore

/// What a store can be told, inside one transaction.
public protocol RegionWriting: RegionReading {
  /// Makes the database a region's. It must hold none.
  func found(_ region: RegionRecord) throws(RegionError)
  /// Puts another epoch in place of the region's.
  func save(epoch: EpochID) throws(RegionError)

  // MARK: Spaces

  /// Adds a space and answers its number.
  func addSpace(
    _ id: SpaceID, name: String, created: UInt64, epoch: EpochID, hash: Digest
  ) throws(RegionError) -> Int64
  /// Writes everything of a space that can change.
  func save(_ space: SpaceRecord) throws(RegionError)
  /// Notes that an epoch of a space's log begins after `position`; the one before ends there.
  func beginEpoch(
    _ epoch: EpochID, in space: Int64, after position: UInt64
  ) throws(RegionError)
  /// Adds to the refusals of a day, counted from the beginning of 1970 (UTC).
  func addRefusals(
    voids: UInt64, forks: UInt64, on day: UInt64, in space: Int64
  ) throws(RegionError)
  /// Says that the space has moved, so that whoever watches it is told after the commit.
  func noteMoved(_ space: SpaceID)

  // MARK: Streams

  /// Adds a stream of which nothing is there yet, with its genesis, and answers its number.
  func addStream(_ writer: Writer, in space: Int64, tip: Digest) throws(RegionError) -> Int64
  /// Writes how far a stream has come.
  func save(_ stream: StreamRecord) throws(RegionError)
  /// Notes where a run lies in the log.
  func add(_ run: RunRecord, of stream: Int64) throws(RegionError)
  /// Notes a refusal, so that the change is known when it is pushed again.
  func add(_ void: VoidRecord, of stream: Int64) throws(RegionError)
  /// Keeps a fork: the run from the first change that differs. Answers false where it is kept
  /// already, or the stream has `limit` of them.
  func addFork(
    of stream: Int64, counter: UInt64, tip: Digest, received: UInt64, run: [UInt8], limit: Int
  ) throws(RegionError) -> Bool

  /// Writes everything of one life of a device's database.
  func save(_ incarnation: IncarnationRecord) throws(RegionError)

  // MARK: Log and documents

  /// Adds an entry at its position, which must be the next.
  func append(_ entry: LogRecord, in space: Int64) throws(RegionError)
  /// Adds a document; one of its number or id must not be there.
  func add(_ document: DocumentRecord) throws(RegionError)
  /// Adds a document unless one of its name is there, in whatever space; answers whether it did.
  func addIfNew(_ document: DocumentRecord) throws(RegionError) -> Bool
  /// Writes everything of a document that can change.
  func save(_ document: DocumentRecord) throws(RegionError)
  /// Saves only ``DocumentRecord/latest`` and ``DocumentRecord/waiting``.
  func savePlace(of document: DocumentRecord) throws(RegionError)
  /// Notes that an entry waits.
  func add(_ waiting: WaitingRecord, in space: Int64) throws(RegionError)
  /// Notes that an entry waits no longer.
  func removeWaiting(at position: UInt64, in space: Int64) throws(RegionError)

  // MARK: Conflicts

  /// Writes a record, in place of what there was under its id.
  func save(_ conflict: ConflictRecord, in space: Int64) throws(RegionError)

  /// Removes all that was on record of these, of a space.
  func remove(_ conflicts: [ConflictID], in space: Int64) throws(RegionError)

  // MARK: Erasure

  /// Adds a request and answers its number; the record's own is passed over.
  func add(_ erasure: ErasureRecord) throws(RegionError) -> Int64
  /// Writes how far a request has come.
  func save(_ erasure: ErasureRecord) throws(RegionError)
  /// Notes that it is still to be looked at what others made of what a request erased.
  func noteUnfollowed(_ request: Int64) throws(RegionError)
  /// Notes that it was.
  func noteFollowed(_ request: Int64) throws(RegionError)
  /// Puts other bytes in the place of a change's: the same without its words.
  func replaceBytes(
    at position: UInt64, in space: Int64, with bytes: [UInt8]
  ) throws(RegionError)
  /// Notes that an order names a change.
  func add(_ erased: ErasedChange, in space: Int64) throws(RegionError)
  /// Notes that an order lies at a place of the log.
  func addErasureOrder(
    at position: UInt64, for request: Int64, in space: Int64
  ) throws(RegionError)
  /// Keeps a device's word in place of its earlier one.
  func save(_ obedience: ObedienceRecord, in space: Int64) throws(RegionError)
  /// Puts other bytes in the place of a fork's.
  func replaceRun(ofFork row: Int64, with run: [UInt8]) throws(RegionError)
  /// Notes that words which were erased may still lie in what the store writes ahead: until it has
  /// said that it swept.
  func noteUnswept() throws(RegionError)

  // MARK: Held changes

  /// Keeps a change for a coordinator; without what it says where that counts already in another change.
  func add(_ held: HeldChange, in space: Int64) throws(RegionError)
  /// Decides what becomes of a held change, where ``HeldOutcome`` lets that follow on what it is, and removes
  /// what it says, but for one that is promised. Answers whether there was one.
  ///
  /// - Parameters:
  ///   - check: the first four bytes of its link; nil for whatever lies under its dot.
  ///   - person: who decided; nil where nobody had to.
  ///   - time: milliseconds since 1970 (UTC).
  func decide(
    _ dot: Dot, check: UInt32?, as outcome: HeldOutcome, by person: PersonID?, at time: UInt64,
    in space: Int64
  ) throws(RegionError) -> Bool
  /// Keeps that a change was said again, and which document has it now; also where it is to come yet.
  func add(_ release: HeldRelease, in space: Int64) throws(RegionError)
  /// Lets a release count that waited until now. Answers whether the entry at that position is one.
  ///
  /// - Parameters:
  ///   - person: who said it again.
  ///   - time: milliseconds since 1970 (UTC).
  func settleRelease(
    at position: UInt64, by person: PersonID, time: UInt64, in space: Int64
  ) throws(RegionError) -> Bool
  /// Puts a release in the place of an earlier one that does not count, or not yet, and that it says again.
  func pass(
    releaseAt earlier: UInt64, to release: HeldRelease, in space: Int64
  ) throws(RegionError)
  /// Lets await a coordinator again what a release was to say that waited and is refused now.
  func takeBackRelease(at position: UInt64, in space: Int64) throws(RegionError)
  /// Keeps how far a device's streams had come when it was taken out of use.
  func save(accepted tips: [StreamTip], in space: Int64) throws(RegionError)
  // MARK: Retention

  /// Writes how long a kind is kept in a space.
  func save(_ term: RetentionRecord) throws(RegionError)
  /// Puts a list in the place of the last preview's.
  func save(_ preview: RetentionPreviewRecord, due: [RetentionPlace]) throws(RegionError)
  /// Removes the list.
  func removeRetentionPreview() throws(RegionError)
  /// Takes documents off the list.
  func removeRetentionDue(_ places: [RetentionPlace]) throws(RegionError)
  /// Writes that the region erases each day what is due; nil where it no longer does.
  func save(_ daily: RetentionDaily?) throws(RegionError)

  // MARK: Ledger

  /// Writes how much of the ledger was obeyed.
  func save(ledger: LedgerPlace) throws(RegionError)
  /// Writes whether nothing is given out.
  func save(closed: Bool) throws(RegionError)

  /// Writes what came of the last copy of a sort.
  func save(_ backup: BackupRecord, of content: BackupRecord.Content) throws(RegionError)

  // MARK: People

  /// Adds a person; `created` in milliseconds since 1970 (UTC).
  func add(_ person: PersonRecord, created: UInt64) throws(RegionError)
  /// Writes the person's name and handle.
  func save(_ person: PersonRecord) throws(RegionError)
  /// Gives a role, in place of the one before; `changed` is the position of its entry in the log.
  func save(
    role: Role, of person: PersonID, in space: Int64, actor: PersonID?, time: UInt64,
    changed: UInt64
  ) throws(RegionError)
  /// Adds a device, which has no token yet.
  func add(_ device: DeviceRecord) throws(RegionError)
  /// Gives a device a token beside those that it has: its SHA-256, and when, in milliseconds since
  /// 1970 (UTC).
  func addToken(_ hash: Digest, of replica: ReplicaID, born: UInt64) throws(RegionError)
  /// Notes when a token was first used, in milliseconds since 1970 (UTC).
  func useToken(_ number: Int64, at time: UInt64) throws(RegionError)
  /// Takes away a device's tokens with a smaller number.
  func removeTokens(of replica: ReplicaID, before number: Int64) throws(RegionError)
  /// Takes away a device's tokens that were never used, but for so many of the newest.
  func removeUnusedTokens(of replica: ReplicaID, keeping count: Int) throws(RegionError)
  /// Writes what the device is called.
  func save(name: String, of replica: ReplicaID) throws(RegionError)
  /// Writes whether the device is heard, and who decided that and when.
  func save(
    status: LogEntry.Device.Status, by person: PersonID?, decided: UInt64, of replica: ReplicaID
  ) throws(RegionError)
  /// Notes that a device has erased all, in milliseconds since 1970 (UTC).
  func save(emptied: UInt64, of replica: ReplicaID) throws(RegionError)
  /// Notes when a device last spoke, in milliseconds since 1970 (UTC), and with which program.
  func save(lastContact: UInt64, agent: String, of replica: ReplicaID) throws(RegionError)
  /// Keeps an invitation by the SHA-256 of its code; times in milliseconds since 1970 (UTC).
  func add(
    _ invitation: InvitationRecord, code: Digest, created: UInt64
  ) throws(RegionError)
  /// Has the invitations of a person to a space that were not used yet give another role; removes them
  /// where that is ``Role/none``.
  func saveInvitations(
    of person: PersonID, to space: Int64, as role: Role
  ) throws(RegionError)
  /// Removes a person and their invitations. Whether they ever came is for the caller to see first.
  func remove(_ person: PersonID) throws(RegionError)
  /// Removes the invitations to a space that a person made and nobody used yet.
  func removeInvitations(madeBy person: PersonID, to space: Int64) throws(RegionError)
  /// Removes the invitations that were made from a device and that nobody used yet.
  func removeInvitations(madeFrom replica: ReplicaID) throws(RegionError)
  /// Notes that a code was used. Whether it was good is for the caller to see first.
  func useInvitation(code: Digest, at time: UInt64, by replica: ReplicaID) throws(RegionError)
}
