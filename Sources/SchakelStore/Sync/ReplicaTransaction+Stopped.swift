import SchakelCore

extension SQL {
  static let keepStopped = SQL(
    sealing: """
      INSERT OR REPLACE INTO stopped_runs(stream, first, last, run)
      VALUES (?1, ?2, ?3, \(sealed: .stoppedRun, "?4", "?1", "?2", "?3"))
      """)
  static let stoppedWithin = SQL(
    sealing: """
      SELECT \(opened: .stoppedRun) FROM stopped_runs
      WHERE stream = ?1 AND first <= ?2 + 1 AND last > ?2
        AND length(\(opened: .stoppedRun)) <= ?3
      ORDER BY last DESC, first LIMIT 1
      """)
  static let stoppedRun = SQL(
    sealing: """
      SELECT \(opened: .stoppedRun) FROM stopped_runs
      WHERE stream = ? AND first = ? AND last = ?
      """)
  static let stoppedOfStream = SQL(
    sealing: """
      SELECT \(opened: .stoppedRun) FROM stopped_runs
      WHERE stream = ? AND last > ? ORDER BY first, last
      """)
  static let endOfStopped = SQL("SELECT max(last) FROM stopped_runs WHERE stream = ?")
  static let dropStopped = SQL(
    "DELETE FROM stopped_runs WHERE stream = ? AND last BETWEEN ? AND ?")
  static let dropStoppedOfSpace = SQL(
    """
    DELETE FROM stopped_runs WHERE EXISTS (
      SELECT 1 FROM streams t
      WHERE t.no = stream AND t.space = ? AND t.acknowledged >= last)
    """)
  static let stoppedWith = SQL(
    sealing: """
      SELECT \(opened: .stoppedRun) FROM stopped_runs
      WHERE stream = ?1 AND first <= ?2 AND last >= ?2
      """)
  static let dropStoppedWith = SQL(
    "DELETE FROM stopped_runs WHERE stream = ?1 AND first <= ?2 AND last >= ?2")
}

// Others' runs of which a device can take a part only: what follows a change that it cannot read or
// believe. They hang together with what is here and their devices sealed them, so that the region can
// judge each change. As their seals cover more than was taken, they are kept as they came, until the
// region has them.
extension ReplicaTransaction {
  func keepStopped(_ kept: KeptRun, of stream: StreamRow) throws(ReplicaError) {
    let (first, last) = (Int64(kept.run.first), Int64(kept.run.last))
    try run { () throws(SQLiteError) in
      try connection[.keepStopped].run(stream.no, first, last, kept.encoded)
    }
  }

  /// What ends at one of these counters need not be kept any longer.
  func dropStopped(
    of stream: StreamRow, from first: UInt64 = 0, through last: UInt64 = Limits.counter
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.dropStopped].run(stream.no, Int64(first), Int64(last))
    }
  }

  /// Takes the words of a change out of the runs that are kept with it. What follows it there may be
  /// nowhere else.
  func eraseStopped(
    _ counter: UInt64, of stream: StreamRow, in document: DocumentID
  ) throws(ReplicaError) {
    let found = try connection.rows(
      .stoppedWith, stream.no, Int64(counter)
    ) { row throws(SQLiteError) in try row.blob(at: 0) }
    try run { () throws(SQLiteError) in
      try connection[.dropStoppedWith].run(stream.no, Int64(counter))
    }
    for bytes in found {
      let kept = KeptRun(encoded: bytes, of: stream.writer)
      guard let erased = kept?.erased(at: counter, in: document, hashing) else { continue }
      try keepStopped(erased, of: stream)
    }
  }

  /// After a sync: forgets what the region has by now.
  func dropStopped(in space: SpaceRow) throws(ReplicaError) {
    try flush()
    try run { () throws(SQLiteError) in try connection[.dropStoppedOfSpace].run(space.no) }
  }
}

extension Replica {
  /// A run to hand in as it came, that follows on `counter` and has at most `limit` bytes.
  static func stoppedRun(
    of stream: StreamRow, after counter: UInt64, within limit: Int, _ connection: Connection
  ) throws(ReplicaError) -> (run: ChangeRun, bytes: Int)? {
    let bytes = try connection.row(
      .stoppedWithin, stream.no, Int64(counter), Int64(limit)
    ) { row throws(SQLiteError) in try row.blob(at: 0) }
    guard let bytes, let kept = KeptRun(encoded: bytes, of: stream.writer) else { return nil }
    return (kept.run, bytes.count)
  }

  /// All that are kept of a stream and reach past a counter.
  static func stoppedRuns(
    of stream: StreamRow, after counter: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> [ChangeRun] {
    try connection.rows(.stoppedOfStream, stream.no, Int64(counter)) { row throws(SQLiteError) in
      KeptRun(encoded: try row.blob(at: 0), of: stream.writer)?.run
    }.compactMap(\.self)
  }

  /// What came along with such a run of what the region refused.
  static func stoppedVoids(
    of run: ChangeRun, _ stream: StreamRow, _ connection: Connection
  ) throws(ReplicaError) -> [LogEntry.Void] {
    let bytes = try connection.row(
      .stoppedRun, stream.no, Int64(run.first), Int64(run.last)
    ) { row throws(SQLiteError) in try row.blob(at: 0) }
    return bytes.flatMap { KeptRun(encoded: $0, of: stream.writer) }?.voids ?? []
  }
}
