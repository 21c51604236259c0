public import SchakelCore

extension SQL {
  static let allPastChanges = SQL(
    """
    SELECT s.id, p.noticed, p.epoch, p.position, p.hash, p.epoch_after, p.checkpoint
    FROM past_changes p JOIN space_rows s ON s.no = p.space ORDER BY p.no DESC
    """)
  static let countPastChanges = SQL("SELECT count(*) FROM past_changes")
  static let checkpointsOfSpace = SQL(
    """
    SELECT c.epoch, c.bytes, c.doubted FROM checkpoints c JOIN space_rows s ON s.no = c.space
    WHERE s.id = ? ORDER BY c.no
    """)
}

extension Replica {
  /// Each time that the region's log turned out to be another than the one this device had read,
  /// with what proves it; the last noticed first.
  public func pastChanges() throws(ReplicaError) -> [PastChange] {
    try read { connection throws(ReplicaError) in
      try connection.rows(.allPastChanges) { row throws(SQLiteError) -> PastChange? in
        guard let hash = try row.digest(at: 4) else { return nil }
        return PastChange(
          space: SpaceID(rawValue: try row.bits(at: 0)), noticed: try row.natural(at: 1),
          epochBefore: EpochID(rawValue: try row.bits(at: 2)),
          position: try row.natural(at: 3, upTo: Limits.position), hash: hash,
          epochAfter: try row.isNull(at: 5) ? nil : EpochID(rawValue: try row.bits(at: 5)),
          checkpoint: try row.blobIfPresent(at: 6))
      }.compactMap(\.self)
    }
  }

  /// The checkpoints of a space's log that this device keeps, in the order in which it read them: the
  /// last hundred, and of older ones the first of each day (UTC) in each epoch.
  public func checkpoints(of space: SpaceID) throws(ReplicaError) -> [KeptCheckpoint] {
    try read { connection throws(ReplicaError) in
      let rows = try connection.rows(.checkpointsOfSpace, space.bytes) {
        row throws(SQLiteError) in
        (
          epoch: EpochID(rawValue: try row.bits(at: 0)), bytes: try row.blob(at: 1),
          isDoubted: try row.int64(at: 2) == 1
        )
      }
      var kept: [KeptCheckpoint] = []
      for row in rows {
        kept.append(
          KeptCheckpoint(
            epoch: row.epoch, checkpoint: try KeptCheckpoint.read(row.bytes),
            isDoubted: row.isDoubted))
      }
      return kept
    }
  }
}
