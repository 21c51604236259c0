import SchakelCore

extension SQL {
  /// Whose words were erased stays without them.
  static let writeFork = SQL(
    sealing: """
      INSERT INTO forks(space, writer, counter, link, gave_way, noticed, bytes)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, \(sealed: .forkBytes, "?7", "?1", "?2", "?3", "?4"))
      ON CONFLICT(space, writer, counter, link)
      DO UPDATE SET gave_way = max(gave_way, excluded.gave_way)
      """)
  static let anyGaveWay = SQL("SELECT 1 FROM forks WHERE space = ? AND gave_way = 1 LIMIT 1")
  /// Of one writer, up to a counter.
  static let gaveWay = SQL(
    """
    SELECT counter, link FROM forks
    WHERE space = ? AND writer = ? AND counter <= ? AND gave_way = 1 ORDER BY counter
    """)
  static let bytesGaveWay = SQL(
    sealing: """
      SELECT \(opened: .forkBytes) FROM forks
      WHERE space = ? AND writer = ? AND counter = ? AND gave_way = 1 AND bytes IS NOT NULL
      """)
}

// What is on record of dots that were given out twice.
extension ReplicaTransaction {
  /// Something else came under a dot. What is here under it stays, and is on record.
  func noteFork(_ dot: Dot, in space: SpaceRow) throws(ReplicaError) {
    let stream = try stream(of: dot.writer, in: space)
    let stored = try storedChange(ChangeKey(stream: stream.no, counter: dot.counter))
    try noteFork(dot, stored, gaveWay: false, in: space)
  }

  /// A change gives way to another under its dot, or to one before it in its stream.
  func noteGone(_ change: IncomingChange, in space: SpaceRow) throws(ReplicaError) {
    try noteFork(change.change.dot, change, gaveWay: true, in: space)
  }

  private func noteFork(
    _ dot: Dot, _ change: IncomingChange?, gaveWay: Bool, in space: SpaceRow
  ) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      try connection[.writeFork].run(
        space.no, dot.writer.bytes, Int64(dot.counter), change.map { Int64($0.link.check) } ?? -1,
        gaveWay ? 1 : 0 as Int64, Int64(environment.now()), change?.bytes)
    }
  }

  struct Gone {
    let counter: UInt64
    let check: UInt32
  }

  /// The changes of a writer up to a counter that gave way, in their order.
  func gone(
    of writer: Writer, through counter: UInt64, in space: SpaceRow
  ) throws(ReplicaError) -> [Gone] {
    try connection.rows(
      .gaveWay, space.no, writer.bytes, Int64(counter)
    ) { row throws(SQLiteError) in
      Gone(
        counter: try row.natural(at: 0, upTo: Limits.counter),
        check: UInt32(truncatingIfNeeded: try row.int64(at: 1)))
    }
  }

  /// Whether the change with this dot and check gave way to another.
  func isGone(_ dot: Dot, _ check: UInt32, in space: SpaceRow) throws(ReplicaError) -> Bool {
    try gone(of: dot.writer, through: dot.counter, in: space)
      .contains { $0.counter == dot.counter && $0.check == check }
  }

  /// Whether the change that brought a value gave way to another.
  func isGone(_ sibling: Sibling, in space: SpaceRow) throws(ReplicaError) -> Bool {
    let (dot, no) = (sibling.dot, space.no)
    let gone = try connection.rows(
      .bytesGaveWay, no, dot.writer.bytes, Int64(dot.counter)
    ) { row throws(SQLiteError) in try row.blob(at: 0) }
    return gone.contains { bytes in
      guard let header = try? Change(encoded: bytes, writer: dot.writer).header else {
        return false
      }
      return header.time == sibling.time && header.author == sibling.author
    }
  }
}
