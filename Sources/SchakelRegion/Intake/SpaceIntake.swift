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
    /// Whether a run was refused as a whole.
    var refusedRun = false
    /// The writers of whose streams the device is told how far they are here.
    var told: [Writer] = []
    /// How many of each the log and what lies beside it have got.
    var changes: UInt64 = 0
    var voids: UInt64 = 0
    var forks: UInt64 = 0

    /// Whether all that was pushed is in the log, and may be receipted.
    var isWhole: Bool { !refusedRun && told.isEmpty }

    var event: RegionEvent { .taken(space, changes: changes, voids: voids, forks: forks) }
  }

  let transaction: any RegionWriting
  let environment: RegionEnvironment
  let limits: RegionLimits
  /// The server's clock at the push, milliseconds since 1970 (UTC).
  let received: UInt64
  var log: SpaceLog
  /// The space as it was before the push.
  private let start: SpaceRecord

  var documents: [WorkingDocument] = []
  private var places: [DocumentID: Int] = [:]
  private var placesByNumber: [UInt64: Int] = [:]
  private var streams: [Writer: StreamRecord] = [:]
  var outcomes: [SyncAnswer.Outcome] = []
  private var refusedRun = false
  private var told: [Writer] = []
  private var isTold: Set<Writer> = []
  /// The changes of this push that wait, or did.
  private var waited: [(document: Int, dot: Dot)] = []
  /// What this region said of changes of the push in a part of its log that it lost.
  private(set) var voids: [Dot: LogEntry.Void]
  /// What the log has to refuse after the run that is being taken.
  var belated = BelatedVoids()

  init(
    _ space: SpaceRecord, voids: [Dot: LogEntry.Void] = [:], transaction: any RegionWriting,
    environment: RegionEnvironment, limits: RegionLimits, received: UInt64
  ) {
    self.voids = voids
    self.transaction = transaction
    self.environment = environment
    self.limits = limits
    self.received = received
    log = SpaceLog(space, environment, limits)
    start = space
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
    refusedRun = true
    tell(writer)
  }

  // MARK: Streams and documents

  func stream(_ writer: Writer) throws(RegionError) -> StreamRecord? {
    if let stream = streams[writer] { return stream }
    return try transaction.stream(writer, in: space)
  }

  /// Where a stream that nobody has begun stands.
  func genesis(of writer: Writer) -> StreamTip {
    StreamTip(startOf: writer, in: log.space.id, hashing: environment.hashing)
  }

  mutating func keep(_ stream: StreamRecord) {
    streams[stream.writer] = stream
  }

  /// The place among ``documents`` of a document that lives here or is new; nil for one that lives
  /// in another space.
  mutating func place(of id: DocumentID) throws(RegionError) -> Int? {
    if let place = places[id] { return place }
    guard let record = try transaction.document(id) else {
      log.space.lastDocument += 1
      return add(WorkingDocument(new: id, number: log.space.lastDocument))
    }
    guard record.space == space else { return nil }
    return try add(record)
  }

  /// The same by the document's number, for an entry that the log has.
  mutating func place(ofNumber number: UInt64) throws(RegionError) -> Int {
    if let place = placesByNumber[number] { return place }
    guard let record = try transaction.document(number: number, in: space) else {
      throw .damaged("the log names a document that is not there")
    }
    return try add(record)
  }

  /// Whether this push has touched the document already, other than by making it.
  func holds(_ id: DocumentID) -> Bool { places[id] != nil }

  private mutating func add(_ record: DocumentRecord) throws(RegionError) -> Int {
    var document = try WorkingDocument(record, state: try transaction.state(of: record))
    if record.waiting > 0 {
      for item in try waiting(in: record) {
        document.waiting.add(item, beyond: document.state.vector)
      }
    }
    return add(document)
  }

  private mutating func add(_ document: WorkingDocument) -> Int {
    documents.append(document)
    places[document.id] = documents.count - 1
    placesByNumber[document.number] = documents.count - 1
    return documents.count - 1
  }

  // MARK: The end

  /// Writes what was gathered, and says what became of the push.
  mutating func finish() throws(RegionError) -> Result {
    try combineTexts()
    sayWhatIsMissing()
    try saveRecords()
    for place in documents.indices { try save(place) }
    try log.save(to: transaction)
    var result = Result(space: log.space.id, head: log.space.head, hash: log.space.hash)
    result.outcomes = outcomes
    result.refusedRun = refusedRun
    result.told = told
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

  /// By its place: copying each would cost a tenth of it.
  private mutating func save(_ place: Int) throws(RegionError) {
    guard documents[place].stateChanged || documents[place].placeChanged else { return }
    let (isNew, stateChanged) = (documents[place].isNew, documents[place].stateChanged)
    var record = documents[place].record(in: space, environment.hashing)
    guard stateChanged || isNew else { return try transaction.savePlace(of: record) }
    if stateChanged {
      (record.state, record.share) = try encoded(documents[place].state, of: record.id)
      log.space.digest &-= documents[place].storedShare
      log.space.digest &+= record.share
      if documents[place].wasEmpty { log.space.documents += 1 }
    }
    if isNew { try transaction.add(record) } else { try transaction.save(record) }
  }

  private func encoded(
    _ state: DocumentState, of document: DocumentID
  ) throws(RegionError) -> (state: [UInt8], share: UInt64) {
    let state = state.encoded()
    do throws(CBORError) {
      let share = try DocumentDigest.share(
        of: document, state: state, hashing: environment.hashing)
      return (state, share)
    } catch {
      throw .damaged("a state has no structure, \(error)")
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
