import SchakelCore

extension SQL {
  static let keepEarly = SQL(
    "INSERT OR REPLACE INTO early_runs(stream, first, last, bundle) VALUES (?, ?, ?, ?)")
  static let earlyEnd = SQL("SELECT last FROM early_runs WHERE stream = ? AND first = ?")
  static let earlyBytes = SQL(
    "SELECT sum(length(bundle)) FROM early_runs WHERE NOT (stream = ? AND first = ?)")
  static let nextEarly = SQL(
    "SELECT first, bundle FROM early_runs WHERE stream = ? AND first <= ? ORDER BY first LIMIT 1")
  static let dropEarly = SQL("DELETE FROM early_runs WHERE stream = ? AND first = ?")
  static let eraseEarly = SQL(
    "DELETE FROM early_runs WHERE stream = ?1 AND first <= ?2 AND last >= ?2")
  static let writersOfEarly = SQL(
    """
    SELECT DISTINCT t.writer FROM early_runs e JOIN streams t ON t.no = e.stream
    WHERE t.space = ? ORDER BY t.no
    """)
  static let countEarly = SQL(
    """
    SELECT sum(e.last - e.first + 1) FROM early_runs e JOIN streams t ON t.no = e.stream
    WHERE t.space = ?
    """)
}

// Runs that a bundle brought before what comes before them in their streams. Their seals are their
// devices'; whether their changes are what was sealed shows when the beginning comes.
extension ReplicaTransaction {
  /// Keeps a run aside, as a bundle of nothing else with what the region says of its refused
  /// changes, unless all such runs together would take more than `limit` bytes. True where it is
  /// kept now.
  func keepEarly(
    _ bundle: Bundle, of run: ChangeRun, in space: SpaceRow, limit: Int
  ) throws(ReplicaError) -> Bool {
    let stream = try stream(of: run.writer, in: space)
    let first = Int64(run.first)
    let end = try connection.row(.earlyEnd, stream.no, first) { row throws(SQLiteError) in
      try row.natural(at: 0, upTo: Limits.counter)
    }
    if let end, end >= run.last { return true }
    let bytes = bundle.encoded
    let others = Int(try connection.number(.earlyBytes, stream.no, first))
    guard others + bytes.count <= limit else { return false }
    try self.run { () throws(SQLiteError) in
      try connection[.keepEarly].run(stream.no, first, Int64(run.last), bytes)
    }
    return true
  }

  /// Takes back the first run of a stream that may follow on what is here now, or reach less far.
  func takeBackEarly(
    of stream: StreamRow, in space: SpaceRow
  ) throws(ReplicaError) -> Bundle? {
    let found = try connection.row(
      .nextEarly, stream.no, Int64(stream.counter + 1)
    ) { row throws(SQLiteError) in
      (try row.natural(at: 0, upTo: Limits.counter), try row.blob(at: 1))
    }
    guard let (first, bytes) = found else { return nil }
    let bundle: Bundle
    do throws(CBORError) {
      bundle = try Bundle(encoded: bytes)
      guard bundle.space == space.id, bundle.runs.count == 1, bundle.runs[0].first == first,
        bundle.runs[0].writer == stream.writer
      else { throw CBORError(.shape, at: 0) }
    } catch {
      throw .damaged("A run that was kept aside", error)
    }
    try self.run { () throws(SQLiteError) in
      try connection[.dropEarly].run(stream.no, Int64(first))
    }
    return bundle
  }

  /// A run that holds an erased change goes: the region has all of it, without the words.
  func eraseEarly(_ counter: UInt64, of stream: StreamRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.eraseEarly].run(stream.no, Int64(counter))
    }
  }

  /// After a sync: takes in what was kept aside and follows on what is here now. Returns how many
  /// changes were news.
  func takeInEarly(in id: SpaceID) throws(ReplicaError) -> Int {
    let space = try self.space(id)
    let writers = try connection.rows(.writersOfEarly, space.no) { row throws(SQLiteError) in
      try row.writer(at: 0)
    }
    guard !writers.isEmpty else { return 0 }
    // Their signatures were checked when they came. Whether the device may still write is looked up.
    var intake = try BundleIntake(self, space: space) { _, _, _ in true }
    for writer in writers { try intake.takeEarly(of: writer) }
    return intake.report.taken
  }
}
