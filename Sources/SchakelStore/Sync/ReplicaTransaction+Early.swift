import SchakelCore

extension SQL {
  private static let nextNumber = "1 + max(?1, coalesce(max(no), 0))"
  static let keepEarly = SQL(
    sealing: """
      INSERT OR IGNORE INTO early_runs(no, stream, first, last, digest, kept, run)
      SELECT \(nextNumber), ?2, ?3, ?4, ?5, ?6, \(sealed: .earlyRun, "?7", nextNumber) FROM early_runs
      """)
  static let isKeptEarly = SQL(
    "SELECT count(*) FROM early_runs WHERE stream = ? AND digest = ?")
  /// Of those past a number; of one stream, or of all.
  static let earlyBytes = SQL("SELECT sum(length(run)) FROM early_runs WHERE no > ?")
  static let earlyBytesOfStream = SQL(
    "SELECT sum(length(run)) FROM early_runs WHERE no > ? AND stream = ?")
  static let newestEarly = SQL("SELECT max(no) FROM early_runs")
  static let oldestEarly = SQL(
    """
    SELECT e.no, t.writer FROM early_runs e JOIN streams t ON t.no = e.stream
    WHERE e.no <= ?1 AND (?2 IS NULL OR e.stream = ?2) ORDER BY e.no LIMIT 1
    """)
  static let nextEarly = SQL(
    sealing: """
      SELECT no, \(opened: .earlyRun) FROM early_runs WHERE stream = ? AND first <= ?
      ORDER BY first, no LIMIT 1
      """)
  static let dropEarly = SQL("DELETE FROM early_runs WHERE no = ?")
  static let earlyWith = SQL(
    sealing: """
      SELECT no, \(opened: .earlyRun) FROM early_runs
      WHERE stream = ?1 AND first <= ?2 AND last >= ?2
      """)
  /// Two that differed in what was erased are one.
  static let replaceEarly = SQL(
    sealing: """
      UPDATE OR REPLACE early_runs SET digest = ?1, run = \(sealed: .earlyRun, "?2", "no")
      WHERE no = ?3
      """)
  /// A cross join, so that the few runs are gone through and not the many streams.
  static let writersOfEarly = SQL(
    """
    SELECT DISTINCT t.writer FROM early_runs e CROSS JOIN streams t ON t.no = e.stream
    WHERE t.space = ? ORDER BY t.no
    """)
  /// Counters under which something is kept, each once, of runs that came after a time; of one
  /// space, or of all.
  static let countEarly = SQL(
    """
    SELECT sum(max(0, last - max(first - 1, coalesce(covered, 0)))) FROM (
      SELECT e.first, e.last, max(e.last) OVER (
        PARTITION BY e.stream ORDER BY e.first, e.no
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered
      FROM early_runs e JOIN streams t ON t.no = e.stream
      WHERE e.kept >= ?1 AND (?2 IS NULL OR t.space = ?2))
    """)
}

// Runs that a bundle brought before what comes before them in their streams. Their seals are their
// devices'; whether their changes are what was sealed shows when the beginning comes. Until then
// several may be kept for the same place, for anybody may have copied a seal on other changes.
extension ReplicaTransaction {
  /// How the room for such runs is divided.
  struct EarlyRoom {
    /// Bytes of all of them together; a stream gets a quarter.
    let limit: Int
    /// Those up to this number came before, and give way where there is no room; what comes now gets
    /// greater ones, also where they are gone.
    let old: Int64

    var share: Int { limit / 4 }
  }

  /// Keeps a run aside, and lets older ones go where there is no room for it.
  ///
  /// - Returns: the writers of which something is not kept, or no longer.
  func keepEarly(
    _ kept: KeptRun, in space: SpaceRow, room: EarlyRoom
  ) throws(ReplicaError) -> [Writer] {
    let run = kept.run
    let stream = try stream(of: run.writer, in: space)
    let bytes = kept.encoded
    let digest = hashing.sha256(bytes)
    guard try connection.number(.isKeptEarly, stream.no, digest.bytes) == 0 else { return [] }
    guard try fits(bytes.count, room, beside: room.old, of: stream),
      try fits(bytes.count, room, beside: room.old)
    else { return [run.writer] }
    var gone: [Writer] = []
    while try !fits(bytes.count, room, of: stream), let writer = try dropOldest(room, of: stream) {
      gone.append(writer)
    }
    while try !fits(bytes.count, room), let writer = try dropOldest(room) { gone.append(writer) }
    try self.run { () throws(SQLiteError) in
      try connection[.keepEarly].run(
        room.old, stream.no, Int64(run.first), Int64(run.last), digest.bytes,
        Int64(environment.now()), bytes)
    }
    return gone
  }

  /// Whether there is room for so many bytes beside what was kept past a number, of one stream or of
  /// all.
  private func fits(
    _ count: Int, _ room: EarlyRoom, beside old: Int64 = 0, of stream: StreamRow? = nil
  ) throws(ReplicaError) -> Bool {
    guard let stream else {
      return Int(try connection.number(.earlyBytes, old)) + count <= room.limit
    }
    return Int(try connection.number(.earlyBytesOfStream, old, stream.no)) + count <= room.share
  }

  /// Answers whose it was; nil where there is none.
  private func dropOldest(
    _ room: EarlyRoom, of stream: StreamRow? = nil
  ) throws(ReplicaError) -> Writer? {
    let oldest = try connection.row(.oldestEarly, room.old, stream?.no) { row throws(SQLiteError) in
      (no: try row.int64(at: 0), writer: try row.writer(at: 1))
    }
    guard let oldest else { return nil }
    try dropEarly(oldest.no)
    return oldest.writer
  }

  private func dropEarly(_ no: Int64) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.dropEarly].run(no) }
  }

  /// What was kept aside in one place.
  enum EarlyRun {
    case run(KeptRun)
    /// It cannot be read any more. It stands in nobody's way: the region, or the same bundle once
    /// more, brings it again.
    case unreadable
  }

  /// Takes back the first run of a stream that may follow on what is here now, or reach less far.
  func takeBackEarly(of stream: StreamRow) throws(ReplicaError) -> EarlyRun? {
    let found = try connection.row(
      .nextEarly, stream.no, Int64(stream.counter + 1)
    ) { row throws(SQLiteError) in (no: try row.int64(at: 0), bytes: try row.blob(at: 1)) }
    guard let found else { return nil }
    try dropEarly(found.no)
    guard let kept = KeptRun(encoded: found.bytes, of: stream.writer) else { return .unreadable }
    return .run(kept)
  }

  /// Whether a change waits for others that are not here.
  func waits(_ key: ChangeKey) throws(ReplicaError) -> Bool {
    try connection.number(.isWaiting, key.rawValue) > 0
  }

  /// Takes the words of a change out of the runs that are kept with it. What follows it there may be
  /// nowhere else.
  func eraseEarly(
    _ counter: UInt64, of stream: StreamRow, in document: DocumentID
  ) throws(ReplicaError) {
    let found = try connection.rows(
      .earlyWith, stream.no, Int64(counter)
    ) { row throws(SQLiteError) in (no: try row.int64(at: 0), bytes: try row.blob(at: 1)) }
    for early in found {
      let kept = KeptRun(encoded: early.bytes, of: stream.writer)
      guard let bytes = kept?.erased(at: counter, in: document, hashing)?.encoded else {
        try dropEarly(early.no)
        continue
      }
      try run { () throws(SQLiteError) in
        try connection[.replaceEarly].run(hashing.sha256(bytes).bytes, bytes, early.no)
      }
    }
  }

  /// After a sync: takes in what was kept aside and follows on what is here now.
  func takeInEarly(in id: SpaceID) throws(ReplicaError) -> BundleReport {
    let space = try self.space(id)
    let writers = try connection.rows(.writersOfEarly, space.no) { row throws(SQLiteError) in
      try row.writer(at: 0)
    }
    guard !writers.isEmpty else { return BundleReport(space: id) }
    // Their signatures were checked when they came. Whether the device may still write is looked up.
    var intake = try BundleIntake(self, space: space) { _, _, _ in true }
    for writer in writers { try intake.takeEarly(of: writer) }
    return try intake.finished()
  }
}

extension Replica {
  /// For how long a run that is kept aside counts as waiting, milliseconds: 90 days. What comes
  /// before it may never come. It stays as long as there is room.
  static let earlyWait: UInt64 = 90 * 86_400_000

  /// How many changes are kept aside until what comes before them is here.
  static func countEarly(
    in space: SpaceRow? = nil, at now: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> Int {
    let since = Int64(clamping: now - min(now, earlyWait))
    return Int(try connection.number(.countEarly, since, space?.no))
  }
}
