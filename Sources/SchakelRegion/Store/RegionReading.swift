public import SchakelCore

/// The questions that a store answers. Each takes O(log n) in what is stored, or that for each row
/// it gives; none walks over a table.
public protocol RegionReading: AnyObject {
  /// The region; nil before it is founded.
  func region() throws(RegionError) -> RegionRecord?

  // MARK: Spaces

  /// The space with this id; nil where there is none.
  func space(_ id: SpaceID) throws(RegionError) -> SpaceRecord?
  /// The space with this number; nil where there is none.
  func space(number: Int64) throws(RegionError) -> SpaceRecord?
  /// All spaces, in the order in which they were made.
  func spaces() throws(RegionError) -> [SpaceRecord]
  /// The last position of an epoch of a space's log: nil if the space never had it, `.max` for the
  /// present one.
  func lastPosition(of epoch: EpochID, in space: Int64) throws(RegionError) -> UInt64?

  /// How many changes were refused and how many forks kept on these days, both ends included; days
  /// since 1970 (UTC).
  func refusals(
    in space: Int64, on days: ClosedRange<UInt64>
  ) throws(RegionError) -> (voids: UInt64, forks: UInt64)

  // MARK: Streams

  /// What the region has of a writer in a space; nil where it has nothing.
  func stream(_ writer: Writer, in space: Int64) throws(RegionError) -> StreamRecord?
  /// Whose stream has this number; nil where none has.
  func streamWriter(number: Int64) throws(RegionError) -> Writer?
  /// The streams that one replica wrote, one for each incarnation.
  func streams(of replica: ReplicaID, in space: Int64) throws(RegionError) -> [StreamRecord]
  /// Every stream of the space, in the order in which they were first seen.
  func streams(in space: Int64) throws(RegionError) -> [StreamRecord]
  /// The run that holds the counter, or would: the last to begin at or before it.
  func run(of stream: Int64, holding counter: UInt64) throws(RegionError) -> RunRecord?
  /// The refusal of one change; nil where it was not refused.
  func void(of stream: Int64, _ counter: UInt64) throws(RegionError) -> VoidRecord?
  /// The refusals of one stream, in the order of their counters.
  func voids(of stream: Int64) throws(RegionError) -> [VoidRecord]

  /// The lives of a device's database that the region has met, in the order in which it met them.
  func incarnations(of replica: ReplicaID) throws(RegionError) -> [IncarnationRecord]
  /// Those of all devices that await a yes, in the order in which they were met.
  func waitingIncarnations() throws(RegionError) -> [IncarnationRecord]
  /// Those of all devices that were let go on, but the first of each.
  func admittedIncarnations() throws(RegionError) -> [IncarnationRecord]

  // MARK: Log

  /// The entry at a position, from 1; nil before the first and past the last.
  func entry(at position: UInt64, in space: Int64) throws(RegionError) -> LogRecord?
  /// The first eight bytes of the log's hash at a position; nil where there is no entry.
  func mark(at position: UInt64, in space: Int64) throws(RegionError) -> UInt64?
  /// Visits the entries after `position` in order until `visit` answers false. The bytes of a row
  /// are read only where `wantsBytes` says so.
  func entries(
    in space: Int64, after position: UInt64,
    wantsBytes: (LogEntry.Tag, _ stream: Int64, _ counter: UInt64) throws(RegionError) -> Bool,
    visit: (LogRecord) throws(RegionError) -> Bool
  ) throws(RegionError)

  // MARK: Documents

  /// The document with this id, in whatever space; nil where there is none.
  func document(_ id: DocumentID) throws(RegionError) -> DocumentRecord?
  /// The document with this number in a space; nil where there is none.
  func document(number: UInt64, in space: Int64) throws(RegionError) -> DocumentRecord?
  /// The position of the last entry about a document, without the document.
  func latest(ofDocument number: UInt64, in space: Int64) throws(RegionError) -> UInt64?
  /// Visits the documents after a number in order until `visit` answers false.
  func documents(
    in space: Int64, after number: UInt64, visit: (DocumentRecord) throws(RegionError) -> Bool
  ) throws(RegionError)
  /// What waits in a document, in the log's order.
  func waiting(for document: UInt64, in space: Int64) throws(RegionError) -> [WaitingRecord]
  /// Visits what waits in a space after a position, in the log's order.
  func waiting(
    in space: Int64, after position: UInt64, visit: (WaitingRecord) throws(RegionError) -> Bool
  ) throws(RegionError)

  // MARK: Conflicts

  /// Visits what is on record of a space after a place, in the order in which it was found, until
  /// `visit` answers false.
  ///
  /// - Parameter onlyOpen: whether to pass over what was settled, at no cost.
  func conflicts(
    in space: Int64, after place: ConflictPlace, onlyOpen: Bool,
    visit: (ConflictRecord) throws(RegionError) -> Bool
  ) throws(RegionError)
  /// One of them, and the number of its space; nil where there is none.
  func conflict(
    _ id: ConflictID
  ) throws(RegionError) -> (record: ConflictRecord, space: Int64)?
  /// How many of a space await a person.
  func openConflicts(in space: Int64) throws(RegionError) -> UInt64

  // MARK: Erasure

  /// The request with this number; nil where there is none.
  func erasure(_ number: Int64) throws(RegionError) -> ErasureRecord?
  /// All requests, the first first.
  func erasures() throws(RegionError) -> [ErasureRecord]
  /// The request for which all of a subject was erased; nil where none was carried out.
  func erasure(of subject: ErasureSubject) throws(RegionError) -> Int64?
  /// The requests that were carried out by a rule, and of which nobody has looked yet what others made of
  /// what went.
  func unfollowedErasures() throws(RegionError) -> [Int64]
  /// Whether the space's log has an order to erase, or one was carried out anywhere.
  func hasErasures() throws(RegionError) -> Bool
  /// The request for which a change was erased, and the place of the order; nil for all others.
  func erased(
    _ dot: Dot, in space: Int64
  ) throws(RegionError) -> (request: Int64, position: UInt64)?
  /// The counters of a writer's, among these, that an order to erase names.
  func erasedCounters(
    of writer: Writer, in space: Int64, among counters: ClosedRange<UInt64>
  ) throws(RegionError) -> Set<UInt64>
  /// Where the first orders to erase lie in a space's log after a position, rising, with their requests.
  func erasureOrders(
    in space: Int64, after position: UInt64, limit: Int
  ) throws(RegionError) -> [(position: UInt64, request: Int64)]
  /// Which devices have said how far they obeyed a space's orders.
  func obedience(in space: Int64) throws(RegionError) -> [ObedienceRecord]
  /// The forks that are kept of a space's streams, by the stream and their rows.
  func forks(in space: Int64) throws(RegionError) -> [ForkRecord]

  // MARK: Held changes

  /// What a person decided on changes of a space that were held, in the order of the log.
  ///
  /// - Returns: what, at which position their refusal is, and when, in milliseconds since 1970 (UTC).
  func heldDecisions(
    by person: PersonID, in space: Int64
  ) throws(RegionError) -> [(outcome: HeldOutcome, position: UInt64, time: UInt64)]
  /// The changes of a space that await a coordinator after a position of its log, rising, at most `limit`.
  ///
  /// - Parameter all: also those of which a release waits.
  func heldChanges(
    in space: Int64, after position: UInt64, limit: Int, all: Bool
  ) throws(RegionError) -> [HeldChange]
  /// How many of a space await a coordinator, counted up to `most`.
  func heldCount(in space: Int64, upTo most: UInt64) throws(RegionError) -> UInt64
  /// What became of a held change; nil where nothing was held, or said again, under that name.
  func heldOutcome(
    of dot: Dot, check: UInt32, in space: Int64
  ) throws(RegionError) -> HeldOutcome?
  /// The document that stands for one which was to be made by a change that was held.
  func successor(of document: DocumentID, in space: Int64) throws(RegionError) -> DocumentID?
  /// How many changes of a stream were refused since its device was taken out of use and nobody decided on;
  /// on those without words nobody can.
  ///
  /// - Parameter tip: how far the stream had come before. Up to there only what is held counts.
  /// - Complexity: in proportion to what was held of the stream.
  func undecided(
    of stream: StreamRecord, beyond tip: UInt64, in space: Int64
  ) throws(RegionError) -> UInt64
  /// The bytes that are kept of a device's changes, in all spaces.
  func heldBytes(of replica: ReplicaID) throws(RegionError) -> Int
  /// How far the streams of a device had come in a space when it was taken out of use, in the order of
  /// their writers.
  func acceptedTips(
    of replica: ReplicaID, in space: Int64
  ) throws(RegionError) -> [StreamTip]
  // MARK: Retention

  /// How long kinds are kept, where somebody decided it.
  func retentionTerms() throws(RegionError) -> [RetentionRecord]
  /// What the list of the last preview is known by; nil where there is none.
  func retentionPreview() throws(RegionError) -> RetentionPreviewRecord?
  /// What is on that list and was not erased yet, in the order of the spaces and documents.
  func retentionDue() throws(RegionError) -> [RetentionPlace]
  /// That the region erases each day what is due; nil where nobody asked for it.
  func retentionDaily() throws(RegionError) -> RetentionDaily?

  // MARK: Ledger

  /// How much of the ledger was obeyed; nil where nothing was yet.
  func ledgerPlace() throws(RegionError) -> LedgerPlace?
  /// Whether nothing is given out.
  func isClosed() throws(RegionError) -> Bool

  /// What came of the copies that a server makes by itself.
  func backups() throws(RegionError) -> [BackupRecord.Content: BackupRecord]

  // MARK: People

  /// The person with this pseudonym; nil where there is none.
  func person(_ id: PersonID) throws(RegionError) -> PersonRecord?
  /// The person whom the operator calls so; nil where there is none.
  func person(handle: String) throws(RegionError) -> PersonRecord?
  /// The role in a space; nil for one who never had any.
  func role(of person: PersonID, in space: Int64) throws(RegionError) -> Role?
  /// The members whose name or role changed after a position of the space's log.
  func members(in space: Int64, changedAfter position: UInt64) throws(RegionError) -> [MemberRecord]
  /// The spaces that a person is in or ever was, with the role there.
  func everyMembership(
    of person: PersonID
  ) throws(RegionError) -> [(space: SpaceRecord, role: Role)]
  /// The spaces that a person is in or ever was.
  func spaces(everOf person: PersonID) throws(RegionError) -> [SpaceRecord]
  /// The device with this replica, whatever its status; nil where there is none.
  func device(_ replica: ReplicaID) throws(RegionError) -> DeviceRecord?
  /// Whether a device is in use, and whether the region gives anything out; nil where there is no such
  /// device.
  func standing(
    of replica: ReplicaID
  ) throws(RegionError) -> (status: LogEntry.Device.Status, isClosed: Bool)?
  /// The token with this SHA-256, whatever has become of it and its device; nil where there is none.
  func token(_ hash: Digest) throws(RegionError) -> TokenRecord?
  /// The token with this number, likewise.
  func token(number: Int64) throws(RegionError) -> TokenRecord?
  /// The device's newest token, used or not; nil where it has none.
  func newestToken(of replica: ReplicaID) throws(RegionError) -> TokenRecord?
  /// All devices, the first enrolled first.
  func devices() throws(RegionError) -> [DeviceRecord]
  /// The devices of one person, the first enrolled first.
  func devices(of person: PersonID) throws(RegionError) -> [DeviceRecord]
  /// The devices of everybody who is or was in a space.
  func devices(in space: Int64) throws(RegionError) -> [DeviceRecord]
  /// Every invitation of a person and every one that they made, used and expired ones included, the first
  /// first.
  func invitations(of person: PersonID) throws(RegionError) -> [PersonInvitation]
  /// The people without a device and a space, past and present, of whom every invitation has ended by a time,
  /// in milliseconds since 1970 (UTC), and none was used.
  func absentees(at time: UInt64) throws(RegionError) -> [PersonID]
  /// How many invitations a person made that end after a time, in milliseconds since 1970 (UTC), used ones
  /// included.
  func invitations(madeBy person: PersonID, endingAfter time: UInt64) throws(RegionError) -> Int
  /// The invitation whose code has this SHA-256, used and expired ones included.
  func invitation(code: Digest) throws(RegionError) -> InvitationRecord?
}

extension RegionReading {
  /// The device whose token has this SHA-256, whatever its status; nil where there is none.
  func device(token hash: Digest) throws(RegionError) -> DeviceRecord? {
    guard let token = try token(hash) else { return nil }
    return try device(token.replica)
  }

  /// Where all orders to erase lie in a space's log after a position, likewise.
  func erasureOrders(
    in space: Int64, after position: UInt64
  ) throws(RegionError) -> [(position: UInt64, request: Int64)] {
    try erasureOrders(in: space, after: position, limit: .max)
  }
}
