import SchakelCore

extension SQL {
  static let lastCheckpoint = SQL(
    "SELECT bytes FROM checkpoints WHERE space = ? AND doubted = 0 ORDER BY no DESC LIMIT 1")
  static let writePastChange = SQL(
    """
    INSERT INTO past_changes(space, noticed, epoch, position, hash, epoch_after, checkpoint)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  static let doubtCheckpoints = SQL("UPDATE checkpoints SET doubted = 1 WHERE space = ?")
  static let writeLeftPlace = SQL(
    "INSERT OR REPLACE INTO left_places(space, epoch, position, hash) VALUES (?, ?, ?, ?)")
  static let readLeftPlace = SQL("SELECT epoch, position, hash FROM left_places WHERE space = ?")
  static let deleteLeftPlace = SQL("DELETE FROM left_places WHERE space = ?")
}

// Noticing that the region's log no longer goes through what this replica had read of it.
extension ReplicaTransaction {
  /// Notes, with the evidence that there is, that the log which went through `place` is gone. What
  /// else is kept of that log may be gone too, and is no evidence of another change.
  ///
  /// - Parameter checkpoint: nil for the last one that is kept.
  func notePastChange(
    after place: LogPlace, now epoch: EpochID?, under checkpoint: [UInt8]? = nil,
    in space: SpaceRow
  ) throws(ReplicaError) {
    let last = try connection.row(.lastCheckpoint, space.no) { row throws(SQLiteError) in
      try row.blob(at: 0)
    }
    try run { () throws(SQLiteError) in
      try connection[.writePastChange].run(
        space.no, Int64(environment.now()), place.epoch.bytes, Int64(place.position),
        place.hash.bytes, epoch?.bytes, checkpoint ?? last)
      try connection[.doubtCheckpoints].run(space.no)
      try connection[.deleteLeftPlace].run(space.no)
    }
  }

  /// This replica forgets its cursor by itself: where it was is remembered until pages of states have
  /// given it another.
  func leavePlace(in space: SpaceRow) throws(ReplicaError) {
    guard let place = space.place else { return }
    try run { () throws(SQLiteError) in
      try connection[.writeLeftPlace].run(
        space.no, place.epoch.bytes, Int64(place.position), place.hash.bytes)
    }
  }

  /// Pages of states have brought this replica to a place. A log that ends before the one that it
  /// had read up to, or has another hash there, is another one.
  func arrive(at place: LogPlace, in space: SpaceRow) throws(ReplicaError) {
    guard let left = try leftPlace(in: space) else { return }
    if place.position < left.position || place.position == left.position && place.hash != left.hash
    {
      try notePastChange(after: left, now: place.epoch, in: space)
    }
    try run { () throws(SQLiteError) in try connection[.deleteLeftPlace].run(space.no) }
  }

  private func leftPlace(in space: SpaceRow) throws(ReplicaError) -> LogPlace? {
    try connection.row(.readLeftPlace, space.no) { row throws(SQLiteError) -> LogPlace? in
      guard let hash = try row.digest(at: 2) else { return nil }
      return LogPlace(
        epoch: EpochID(rawValue: try row.bits(at: 0)),
        position: try row.natural(at: 1, upTo: Limits.position), hash: hash)
    } ?? nil
  }
}

extension SpaceRow {
  /// Where it has read up to; nil before the first page of states was the last.
  var place: LogPlace? {
    guard let epoch, let logHash else { return nil }
    return LogPlace(epoch: epoch, position: position, hash: logHash)
  }
}
