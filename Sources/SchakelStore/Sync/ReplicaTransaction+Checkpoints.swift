import SchakelCore

extension SQL {
  static let checkpointAt = SQL(
    "SELECT bytes, epoch, doubted FROM checkpoints WHERE space = ? AND position = ?")
  static let writeCheckpoint = SQL(
    """
    INSERT OR REPLACE INTO checkpoints(space, position, epoch, time, doubted, bytes)
    VALUES (?, ?, ?, ?, 0, ?)
    """)
  /// Of those that are not among the last, the one that just left them, unless it is the first of
  /// its day in its epoch.
  static let thinCheckpoints = SQL(
    """
    DELETE FROM checkpoints WHERE no = (
      SELECT no FROM checkpoints WHERE space = ?1 ORDER BY no DESC LIMIT 1 OFFSET ?2)
    AND EXISTS (
      SELECT 1 FROM checkpoints c WHERE c.space = ?1 AND c.no < checkpoints.no
        AND c.epoch = checkpoints.epoch AND c.time / ?3 = checkpoints.time / ?3)
    """)
  /// A cursor names the epoch in which it was given out; entries before that epoch's own are of the
  /// one before.
  static let correctEpoch = SQL(
    "UPDATE checkpoints SET epoch = ? WHERE space = ? AND epoch = ? AND position < ?")
  static let refuseCheckpoint = SQL(
    """
    INSERT OR IGNORE INTO refused_checkpoints(space, position, noticed, fault, bytes)
    SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM refused_checkpoints) < ?
    """)
}

/// A place in a space's log that this replica has read up to.
struct LogPlace {
  let epoch: EpochID
  let position: UInt64
  let hash: Digest
}

/// Why a checkpoint does not hold.
enum CheckpointFault: Int64 {
  /// It speaks of another place than the one it stands at.
  case place = 1
  /// The log's hash that was computed here is another.
  case hash = 2
  /// The region said another digest for the same place.
  case digest = 3
  /// The signature is not the region's.
  case signature = 4
}

extension LogEntry.Checkpoint {
  /// What does not hold of it at the place where it was met.
  ///
  /// - Parameter digest: of the space there, as the region said; nil where it said none.
  func fault(
    at place: LogPlace, digest: UInt64?, _ verifier: RegionVerifier
  ) -> CheckpointFault? {
    if position != place.position { return .place }
    if hash != place.hash { return .hash }
    if let digest, digest != self.digest { return .digest }
    return verifier(signedBytes, signature) ? nil : .signature
  }

  var encoded: [UInt8] { LogEntry.checkpoint(self).hashedBytes }
}

// Checkpoints that this replica keeps, as evidence of the region's past.
extension ReplicaTransaction {
  /// The last ones are all kept, however close they lie together.
  private static let lastKept = 100
  private static let day: Int64 = 24 * 3_600_000
  /// Those that do not hold are a matter for people, who need not see more of them.
  private static let refusedKept = 100

  /// Keeps a checkpoint that holds. Where another is kept for the same place, the region's past is
  /// not what it was: that is noted, unless it was when the other came into doubt.
  func keep(
    _ checkpoint: LogEntry.Checkpoint, at place: LogPlace, in space: SpaceRow
  ) throws(ReplicaError) {
    let bytes = checkpoint.encoded
    let other = try connection.row(
      .checkpointAt, space.no, Int64(checkpoint.position)
    ) { row throws(SQLiteError) in
      (
        bytes: try row.blob(at: 0), epoch: EpochID(rawValue: try row.bits(at: 1)),
        isDoubted: try row.int64(at: 2) == 1
      )
    }
    if let other, other.bytes != bytes, !other.isDoubted {
      let old = try KeptCheckpoint.read(other.bytes)
      try notePastChange(
        after: LogPlace(epoch: other.epoch, position: old.position, hash: old.hash),
        now: place.epoch, under: other.bytes, in: space)
    }
    try run { () throws(SQLiteError) in
      try connection[.writeCheckpoint].run(
        space.no, Int64(checkpoint.position), place.epoch.bytes, Int64(checkpoint.time), bytes)
      try connection[.thinCheckpoints].run(space.no, Self.lastKept, Self.day)
    }
  }

  /// Puts aside a checkpoint that does not hold.
  func refuse(
    _ checkpoint: LogEntry.Checkpoint, for fault: CheckpointFault, in space: SpaceRow
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.refuseCheckpoint].run(
        space.no, Int64(checkpoint.position), Int64(environment.now()), fault.rawValue,
        checkpoint.encoded, Self.refusedKept)
    }
  }

  /// The region says in its log that an epoch begins after `place`.
  func hear(
    _ start: LogEntry.EpochStart, at place: LogPlace, in space: SpaceRow
  ) throws(ReplicaError) {
    let goesOn =
      start.previous.map { $0.position == place.position && $0.mark == place.hash.prefix64 }
      ?? (place.position == 0)
    if !goesOn { try notePastChange(after: place, now: start.epoch, in: space) }
    guard let previous = start.previous else { return }
    try run { () throws(SQLiteError) in
      try connection[.correctEpoch].run(
        previous.epoch.bytes, space.no, start.epoch.bytes, Int64(place.position))
    }
  }
}
