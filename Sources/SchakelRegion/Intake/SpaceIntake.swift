import SchakelCore

/// Takes the pushed runs of one space into its log and documents, within one transaction.
///
///     var intake = try SpaceIntake(space, …)
///     for run in runs { try intake.take(run) }
///     let result = try intake.finish()
///
/// *Invariant*: after ``finish()`` the log, the documents, the streams and the space's row say the
/// same; and each change of a run that was taken is in the log once, either as a change or as void.
///
/// A run is taken as a whole or not at all. What it is refused for is a matter of its bytes: it does
/// not continue its stream, its chain does not end where its seal says, the seal is not the
/// registered device's. A single change is never a reason to refuse a run: one that cannot count is
/// *void*, which is an entry of the log like any other, and the changes behind it go on.
///
/// Of a device whose database was copied or put back nothing is taken before somebody agreed that it
/// goes on (``mayBegin(_:of:)``): it keeps what it has, and the run counts as one that did not come.
///
/// A change whose context has not come *waits*: it is in the log at its place, and is applied by
/// whatever brings the last of its context, here and on every device that follows the log.
struct SpaceIntake {
  /// What became of the push.
  struct Result: Sendable {
    let space: SpaceID
    /// The end of the log with all of the push in it, for the receipt.
    let head: Cursor
    let hash: Digest
    var outcomes: [SyncAnswer.Outcome] = []
    /// The writers of runs that were refused as a whole.
    var refusedWriters: [Writer] = []
    /// The writers of whose streams the device is told how far they are here.
    var told: [Writer] = []
    /// The writers of whose runs nothing was taken before somebody agrees to that.
    var unadmitted: [Writer] = []
    /// Whether a run was not taken since no more of its device is held.
    var isFull = false
    /// The copies of devices that this region let go on by itself, with their first run.
    var admitted: [IncarnationRecord] = []
    /// How many of each the log and what lies beside it have got.
    var changes: UInt64 = 0
    var voids: UInt64 = 0
    var forks: UInt64 = 0
    /// The documents from which a consent was taken.
    var withdrawals: [Withdrawal] = []
    /// What was read for it, so that letting go of it is not the writing thread's work.
    fileprivate var remains: [WorkingDocument] = []

    /// Whether all that was pushed is in the log, and may be receipted.
    var isWhole: Bool { refusedWriters.isEmpty && told.isEmpty }
    /// Whether a run was refused as a whole.
    var refusedRun: Bool { !refusedWriters.isEmpty }

    var event: RegionEvent { .taken(space, changes: changes, voids: voids, forks: forks) }
  }

  let transaction: any RegionWriting
  let environment: RegionEnvironment
  let limits: RegionLimits
  /// The server's clock at the push, milliseconds since 1970 (UTC).
  let received: UInt64
  /// The device that hands it in.
  let bearer: ReplicaID
  var log: SpaceLog
  /// The space as it was before the push.
  private let start: SpaceRecord

  var documents: [WorkingDocument] = []
  var places: [DocumentID: Int] = [:]
  var placesByNumber: [UInt64: Int] = [:]
  /// Whose the streams are that stored entries are of.
  var writers = StreamWriters()
  /// The stream of the run that is being taken.
  private var current: StreamRecord?
  /// Those of the runs before it.
  private var streams: [Writer: StreamRecord] = [:]
  var outcomes: [SyncAnswer.Outcome] = []
  private var refusedWriters: [Writer] = []
  private var told: [Writer] = []
  private var isFull = false
  private var isTold: Set<Writer> = []
  /// The changes of this push that wait, or did.
  private var waited: [(document: Int, dot: Dot)] = []
  /// What this region said of changes of the push in a part of its log that it lost.
  private(set) var voids: [Dot: LogEntry.Void]
  /// What the log has to refuse after the run that is being taken.
  var belated = BelatedVoids()
  /// What is kept of devices that are out of use, in bytes, as far as the push brings anything of theirs.
  var heldBytes: [ReplicaID: Int] = [:]
  /// How many changes of the bearer nobody decided on, if it is out of use; nil until that is asked.
  var undecided: UInt64?
  /// Whether a copy of a device goes on without anybody's yes.
  let admitsCopies: Bool
  /// Those of which nothing was taken before somebody has given it.
  var unadmitted: [Writer] = []
  /// Those that did go on with this push.
  var admitted: [IncarnationRecord] = []
  /// Whether anything was erased in this region; else no change is asked about.
  let hasErasures: Bool
  /// The changes of the push whose words were not taken and that no order in the log names yet.
  var spared = SparedChanges()

  init(
    _ space: SpaceRecord, from bearer: ReplicaID, voids: [Dot: LogEntry.Void] = [:],
    transaction: any RegionWriting, environment: RegionEnvironment, limits: RegionLimits,
    admitsCopies: Bool = false, received: UInt64
  ) throws(RegionError) {
    self.bearer = bearer
    self.voids = voids
    self.transaction = transaction
    self.environment = environment
    self.limits = limits
    self.admitsCopies = admitsCopies
    self.received = received
    log = SpaceLog(space, environment, limits)
    start = space
    hasErasures = try transaction.hasErasures()
  }

  /// The number of the space.
  var space: Int64 { log.space.number }

  // MARK: What was said

  mutating func note(_ dot: Dot, _ outcome: ChangeOutcome) {
    outcomes.append(SyncAnswer.Outcome(dot, outcome))
  }

  /// Notes a change that waits; what for is said at the end, when all that the push brings is here.
  mutating func noteWaiting(_ dot: Dot, in document: Int) {
    waited.append((document: document, dot: dot))
  }

  mutating func tell(_ writer: Writer) {
    if isTold.insert(writer).inserted { told.append(writer) }
  }

  mutating func refuse(_ run: IncomingRun) {
    refuseRun(of: run.writer)
  }

  /// Refuses a run as a whole, and says where the stream stands so that its writer can send what
  /// fits.
  mutating func refuseRun(of writer: Writer) {
    refusedWriters.append(writer)
    tell(writer)
  }

  /// Takes nothing of a run, since no more of its device is held.
  mutating func refuseForRoom(_ run: IncomingRun) {
    isFull = true
    tell(run.writer)
  }

  // MARK: Streams

  func stream(_ writer: Writer) throws(RegionError) -> StreamRecord? {
    if let current, current.writer == writer { return current }
    if let stream = streams[writer] { return stream }
    return try transaction.stream(writer, in: space)
  }

  /// Where a stream that nobody has begun stands.
  func genesis(of writer: Writer) -> StreamTip {
    StreamTip(startOf: writer, in: log.space.id, hashing: environment.hashing)
  }

  mutating func keep(_ stream: StreamRecord) {
    if let current, current.writer != stream.writer { streams[current.writer] = current }
    current = stream
  }

  // MARK: The end

  /// Writes what was gathered, and says what became of the push.
  mutating func finish() throws(RegionError) -> Result {
    try combineTexts()
    try orderSpared()
    sayWhatIsMissing()
    try saveRecords()
    try saveDocuments()
    try log.save(to: transaction)
    var result = Result(space: log.space.id, head: log.space.head, hash: log.space.hash)
    result.withdrawals = try withdrawals()
    swap(&result.remains, &documents)
    result.outcomes = outcomes
    result.refusedWriters = refusedWriters
    result.told = told
    result.isFull = isFull
    result.unadmitted = unadmitted
    result.admitted = admitted
    result.changes = log.space.changes - start.changes
    result.voids = log.space.voids - start.voids
    result.forks = log.space.forks - start.forks
    if result.voids + result.forks > 0 {
      try transaction.addRefusals(
        voids: result.voids, forks: result.forks, on: RegionStatus.day(of: received), in: space)
    }
    return result
  }

  private mutating func sayWhatIsMissing() {
    var walks: [Int: WaitingLine.Walk] = [:]
    for (place, dot) in waited {
      let line = documents[place].waiting
      guard line.isWaiting(dot) else { continue }
      let missing = walks[place, default: WaitingLine.Walk()].missing(
        for: dot, in: line, beyond: documents[place].state.vector)
      note(dot, .waiting(for: missing))
    }
  }
}

extension StreamTip {
  /// Where a stream that nobody has begun stands.
  init(startOf writer: Writer, in space: SpaceID, hashing: Hashing) {
    let stream = Stream(space: space, writer: writer)
    self.init(writer: writer, counter: 0, tip: Chain.genesis(of: stream, hashing: hashing))
  }
}
