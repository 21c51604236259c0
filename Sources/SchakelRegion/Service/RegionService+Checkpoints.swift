public import SchakelCore

extension RegionService {
  /// Signs where spaces stand: adds a checkpoint to the log of each space that moved since its last
  /// one, all in one transaction. Where none moved nothing is written, so that this may be called
  /// by the clock; the log also gets one by itself after ``RegionLimits/checkpointEntries``.
  ///
  /// - Parameter space: nil for all.
  /// - Returns: the spaces that got one.
  /// - Throws: `noAccess` for an unknown space.
  /// - Complexity: in proportion to the number of spaces.
  @discardableResult
  public func checkpoint(_ space: SpaceID? = nil) async throws(RegionError) -> [SpaceID] {
    let time = environment.now()
    let spaces = try await sign(space)
    if space == nil { meter(.signed(at: time)) }
    return spaces
  }

  private func sign(_ space: SpaceID?) async throws(RegionError) -> [SpaceID] {
    let moved = try store.look { store throws(RegionError) in
      try self.moved(space, from: store).count
    }
    guard moved > 0 else { return [] }
    return try await write(cost: 256 * moved) { [self] transaction throws(RegionError) in
      // Others may have added some meanwhile.
      let still = try self.moved(space, from: transaction)
      for record in still {
        var log = SpaceLog(record, environment, limits)
        try log.addCheckpoint(to: transaction)
        try log.save(to: transaction)
      }
      return still.map(\.id)
    }
  }

  private func moved(
    _ only: SpaceID?, from store: any RegionReading
  ) throws(RegionError) -> [SpaceRecord] {
    guard let only else { return try store.spaces().filter(\.movedSinceCheckpoint) }
    guard let space = try store.space(only) else { throw .noAccess }
    return space.movedSinceCheckpoint ? [space] : []
  }

  /// Puts on the record that somebody read the audit of some spaces, in the log of each.
  ///
  /// - Parameter reader: the pseudonym; nil for the operator at the server.
  /// - Throws: `noAccess` where one of the spaces is unknown: then nothing was written.
  public func noteReading(
    by reader: PersonID?, scope: LogEntry.Reading.Scope, spaces: [SpaceID]
  ) async throws(RegionError) {
    try await add(reader, scope, to: spaces, isSealed: false)
  }

  /// Puts on the record that somebody is about to read the logs of some spaces, and ends each of
  /// these logs in a checkpoint, both in one transaction: what is taken out of the region up to
  /// there is under its signature as a whole, the reading included.
  ///
  /// - Parameter reader: the pseudonym; nil for the operator at the server.
  /// - Throws: `noAccess` where one of the spaces is unknown: then nothing was written.
  public func sealLog(
    of spaces: [SpaceID], reading scope: LogEntry.Reading.Scope, by reader: PersonID?
  ) async throws(RegionError) {
    try await add(reader, scope, to: spaces, isSealed: true)
  }

  private func add(
    _ reader: PersonID?, _ scope: LogEntry.Reading.Scope, to spaces: [SpaceID], isSealed: Bool
  ) async throws(RegionError) {
    guard !spaces.isEmpty else { return }
    try await write(cost: 256 * spaces.count) { [self] transaction throws(RegionError) in
      let reading = LogEntry.Reading(reader: reader, scope: scope, time: environment.now())
      for id in spaces {
        guard let space = try transaction.space(id) else { throw .noAccess }
        var log = SpaceLog(space, environment, limits)
        try log.append(.reading(reading), received: reading.time, to: transaction)
        if isSealed { try log.addCheckpoint(to: transaction) }
        try log.save(to: transaction)
      }
    }
  }
}

extension RegionReading {
  /// The last checkpoint of a space's log; nil where there is none.
  func lastCheckpoint(of space: SpaceRecord) throws(RegionError) -> LogEntry.Checkpoint? {
    guard space.checkpoint > 0 else { return nil }
    guard let record = try entry(at: space.checkpoint, in: space.number),
      case .checkpoint(let checkpoint) = try LogEntry(record)
    else { throw .damaged("the log has no checkpoint at \(space.checkpoint)") }
    return checkpoint
  }
}
