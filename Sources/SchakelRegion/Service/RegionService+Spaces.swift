import SchakelCore

extension RegionService {
  /// Makes the region and its first space, both or neither: once, on an empty store.
  /// - Throws: `alreadyFounded`, `invalidInput`.
  public func found(
    name: String, firstSpace: String
  ) async throws(RegionError) -> SpaceInfo {
    try check(firstSpace, "the space's name")
    let space = SpaceInfo(id: environment.identifier(), name: firstSpace)
    try await found(name: name) { [self] transaction throws(RegionError) in
      try add(space, transaction)
    }
    return space
  }

  /// Makes a region that has no space yet: once, on an empty store.
  /// - Throws: `alreadyFounded`, `invalidInput`.
  public func found(name: String) async throws(RegionError) {
    try await found(name: name) { _ throws(RegionError) in }
  }

  private func found(
    name: String,
    with more: @escaping @Sendable (any RegionWriting) throws(RegionError) -> Void
  ) async throws(RegionError) {
    try check(name, "the region's name")
    let region = RegionRecord(
      name: name, epoch: environment.identifier(), created: environment.now())
    try await write(cost: name.utf8.count) { [self] transaction throws(RegionError) in
      guard try transaction.region() == nil else { throw .alreadyFounded }
      try transaction.found(region)
      try more(transaction)
      // So that a ledger which is missing later is known to be missing.
      try note([.marks(try marks(transaction))], transaction)
    }
  }

  /// The region's name.
  /// - Throws: `notFounded`.
  public func name() throws(RegionError) -> String {
    try store.look { store throws(RegionError) in try region(from: store).name }
  }

  /// Adds a space. The first entry of its log says in which epoch it begins.
  public func addSpace(name: String) async throws(RegionError) -> SpaceInfo {
    try check(name, "the space's name")
    let space = SpaceInfo(id: environment.identifier(), name: name)
    try await write(cost: name.utf8.count) { [self] transaction throws(RegionError) in
      try add(space, transaction)
    }
    return space
  }

  private func add(
    _ space: SpaceInfo, _ transaction: any RegionWriting
  ) throws(RegionError) {
    let epoch = try region(from: transaction).epoch
    let number = try transaction.addSpace(
      space.id, name: space.name, created: environment.now(), epoch: epoch,
      hash: LogHash.genesis(space: space.id, epoch: epoch, hashing: environment.hashing))
    guard let record = try transaction.space(number: number) else {
      throw .damaged("a space that was added is not there")
    }
    try begin(epoch, in: record, after: nil, transaction)
  }

  /// All spaces, in the order in which they were added.
  public func spaces() throws(RegionError) -> [SpaceInfo] {
    try store.look { store throws(RegionError) in
      try store.spaces().map { SpaceInfo(id: $0.id, name: $0.name) }
    }
  }

  func region(from store: any RegionReading) throws(RegionError) -> RegionRecord {
    guard let region = try store.region() else { throw .notFounded }
    return region
  }

  /// A name that people read: not empty, and not a book.
  func check(_ name: String, _ what: String) throws(RegionError) {
    guard !name.utf8.isEmpty, name.utf8.count <= limits.nameBytes else {
      throw .invalid("\(what) must have 1 to \(limits.nameBytes) bytes")
    }
  }

  // MARK: Epochs

  /// Begins a new epoch in every space.
  ///
  /// The log goes on: positions and the hash run through the entry that says so, and a device whose
  /// cursor lies on what was restored notices nothing but that entry. A device that had seen more
  /// has a cursor that is no longer recognised (`AnswerPlan`), gets the documents as they stand, and
  /// is told how far its own streams are here, so that it pushes again what was lost.
  func beginEpoch(in transaction: any RegionWriting) throws(RegionError) {
    let epoch: EpochID = environment.identifier()
    try transaction.save(epoch: epoch)
    for space in try transaction.spaces() {
      try begin(epoch, in: space, after: space.head, transaction)
    }
  }

  private func begin(
    _ epoch: EpochID, in space: SpaceRecord, after previous: Cursor?,
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    let now = environment.now()
    try transaction.beginEpoch(epoch, in: space.number, after: space.position)
    var log = SpaceLog(space, environment, limits)
    log.space.epoch = epoch
    let start = LogEntry.EpochStart(epoch: epoch, previous: previous, time: now)
    try log.append(.epoch(start), received: now, to: transaction)
    try log.save(to: transaction)
  }
}
