import SchakelCore

extension SQL {
  /// Others' streams of which the region lacks something that is here, or has something else.
  static let heldStreams = SQL(
    """
    SELECT \(streamColumns) FROM streams
    WHERE space = ?1 AND own = 0 AND counter > acknowledged
    UNION
    SELECT \(streamColumns) FROM streams
    WHERE space = ?1 AND own = 0
      AND writer IN (SELECT writer FROM disputed WHERE space = ?1)
    """)
  static let disputedOfSpace = SQL("SELECT writer FROM disputed WHERE space = ?")
  static let keysBackwards = SQL(
    """
    SELECT key FROM changes WHERE key > ?1 AND key <= ?2
    UNION SELECT key FROM voids WHERE key > ?1 AND key <= ?2 ORDER BY key DESC
    """)
  /// Changes and, of those that were refused and whose bytes are not here, the links.
  static let itemsAfter = SQL(
    """
    SELECT key, link, bytes FROM changes WHERE key > ?1 AND key <= ?2
    UNION ALL SELECT v.key, v.link, NULL FROM voids v WHERE v.key > ?1 AND v.key <= ?2
      AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.key = v.key)
    ORDER BY key
    """)
  static let voidEntries = SQL(
    """
    SELECT key, document, previous, link, reason, received, signature FROM voids
    WHERE key BETWEEN ? AND ? ORDER BY key
    """)
}

// Others' changes that the region lacks. They are handed in up to their writer's seal, past those
// that were refused by their links alone.
extension Replica {
  static func handIns(
    in space: SpaceRow, left: inout Int, _ connection: Connection
  ) throws(ReplicaError) -> [ChangeRun] {
    let disputed = try disputedWriters(in: space, connection)
    let streams = try connection.statement(.heldStreams).all(space.no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    var runs: [ChangeRun] = []
    for stream in streams where left > 0 {
      guard let seal = stream.seal else { continue }
      let from =
        disputed.contains(stream.writer)
        ? try beginning(of: stream, through: seal.counter, connection) : stream.acknowledged
      if let run = try sealed(stream, after: from, by: seal, connection) {
        left -= run.changes.reduce(0) { $0 + $1.count }
        runs.append(run)
      }
    }
    return runs
  }

  /// The run after `counter` that ends at the seal; nil where a part of it is not here.
  private static func sealed(
    _ stream: StreamRow, after counter: UInt64, by seal: Seal, _ connection: Connection
  ) throws(ReplicaError) -> ChangeRun? {
    guard seal.counter > counter else { return nil }
    var unbounded = Int.max
    let part = try items(
      .itemsAfter, of: stream.no, after: counter, through: seal.counter, left: &unbounded,
      connection)
    guard part.first == counter + 1, part.first + UInt64(part.changes.count) == seal.counter + 1
    else { return nil }
    return ChangeRun(writer: stream.writer, first: part.first, changes: part.changes, seal: seal)
  }

  /// What the region said of changes in these runs that it refused: its own word, should it have
  /// lost that part of its log.
  static func voids(
    in runs: [ChangeRun], of space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> [LogEntry.Void] {
    var voids: [LogEntry.Void] = []
    for run in runs {
      let found = try connection.statement(.streamByWriter).first(
        space.no, run.writer.bytes
      ) { row throws(ReplicaError) in try StreamRow(row) }
      guard let stream = found else { continue }
      voids += try connection.rows(
        .voidEntries, ChangeKey(stream: stream.no, counter: run.first).rawValue,
        ChangeKey(stream: stream.no, counter: run.last).rawValue
      ) { row throws(SQLiteError) in try LogEntry.Void(row, writer: run.writer) }
    }
    return voids
  }

  /// The counter before the first of the changes that are here without a gap up to `last`.
  static func beginning(
    of stream: StreamRow, through last: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> UInt64 {
    let keys = try connection.rows(
      .keysBackwards, ChangeKey(stream: stream.no, counter: 0).rawValue,
      ChangeKey(stream: stream.no, counter: last).rawValue
    ) { row throws(SQLiteError) in ChangeKey(rawValue: try row.int64(at: 0)).counter }
    var counter = last
    for key in keys {
      guard key == counter else { break }
      counter -= 1
    }
    return counter
  }

  static func disputedWriters(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Set<Writer> {
    let writers = try connection.rows(.disputedOfSpace, space.no) { row throws(SQLiteError) in
      Writer(bytes: try row.blob(at: 0))
    }
    return Set(writers.compactMap(\.self))
  }
}

extension LogEntry.Void {
  /// Reads a row of ``SQL/voidEntries``.
  fileprivate init(_ row: borrowing Row, writer: Writer) throws(SQLiteError) {
    self.init(
      dot: Dot(writer: writer, counter: ChangeKey(rawValue: try row.int64(at: 0)).counter),
      link: try row.digest(at: 3) ?? .zero,
      document: try row.isNull(at: 1) ? nil : try row.documentID(at: 1),
      previous: try row.natural(at: 2, upTo: Limits.counter), reason: try row.code(at: 4),
      received: try row.natural(at: 5), signature: try row.blob(at: 6))
  }
}
