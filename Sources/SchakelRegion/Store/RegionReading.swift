public import SchakelCore

/// The questions that a store answers. Each takes O(log n) in what is stored, or that for each row
/// it gives; none walks over a table.
public protocol RegionReading: AnyObject {
  /// The region; nil before it is founded.
  func region() throws(RegionError) -> RegionRecord?

  // MARK: Spaces

  func space(_ id: SpaceID) throws(RegionError) -> SpaceRecord?
  func space(number: Int64) throws(RegionError) -> SpaceRecord?
  func spaces() throws(RegionError) -> [SpaceRecord]
  /// The last position of an epoch of a space's log: nil if the space never had it, `.max` for the
  /// present one.
  func lastPosition(of epoch: EpochID, in space: Int64) throws(RegionError) -> UInt64?

  // MARK: Streams

  func stream(_ writer: Writer, in space: Int64) throws(RegionError) -> StreamRecord?
  func streamWriter(number: Int64) throws(RegionError) -> Writer?
  /// The streams that one replica wrote, one for each incarnation.
  func streams(of replica: ReplicaID, in space: Int64) throws(RegionError) -> [StreamRecord]
  func streams(in space: Int64) throws(RegionError) -> [StreamRecord]
  /// The run that holds the counter, or would: the last to begin at or before it.
  func run(of stream: Int64, holding counter: UInt64) throws(RegionError) -> RunRecord?
  func void(of stream: Int64, _ counter: UInt64) throws(RegionError) -> VoidRecord?
  func voids(of stream: Int64) throws(RegionError) -> [VoidRecord]

  // MARK: Log

  func entry(at position: UInt64, in space: Int64) throws(RegionError) -> LogRecord?
  func mark(at position: UInt64, in space: Int64) throws(RegionError) -> UInt64?
  /// Visits the entries after `position` in order until `visit` answers false. The bytes of a row
  /// are read only where `wantsBytes` says so.
  func entries(
    in space: Int64, after position: UInt64,
    wantsBytes: (LogEntry.Tag, _ stream: Int64, _ counter: UInt64) throws(RegionError) -> Bool,
    visit: (LogRecord) throws(RegionError) -> Bool
  ) throws(RegionError)

  // MARK: Documents

  func document(_ id: DocumentID) throws(RegionError) -> DocumentRecord?
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

  // MARK: People

  func person(_ id: PersonID) throws(RegionError) -> PersonRecord?
  func person(handle: String) throws(RegionError) -> PersonRecord?
  func role(of person: PersonID, in space: Int64) throws(RegionError) -> Role?
  /// The members whose name or role changed after a position of the space's log.
  func members(in space: Int64, changedAfter position: UInt64) throws(RegionError) -> [MemberRecord]
  /// The spaces that a person is in, with a role that may read.
  func memberships(of person: PersonID) throws(RegionError) -> [(space: SpaceRecord, role: Role)]
  func device(_ replica: ReplicaID) throws(RegionError) -> DeviceRecord?
  func device(token: Digest) throws(RegionError) -> DeviceRecord?
  func devices() throws(RegionError) -> [DeviceRecord]
  func devices(of person: PersonID) throws(RegionError) -> [DeviceRecord]
  /// The devices of everybody who is or was in a space.
  func devices(in space: Int64) throws(RegionError) -> [DeviceRecord]
  func invitation(code: Digest) throws(RegionError) -> InvitationRecord?
}
