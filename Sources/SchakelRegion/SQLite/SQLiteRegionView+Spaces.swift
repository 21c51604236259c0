import SchakelCore
import SchakelStore

extension SQLiteRegionView {
  func region() throws(RegionError) -> RegionRecord? {
    try first(.region) { row throws(SQLiteError) in
      RegionRecord(
        name: try row.text(at: 0), epoch: try row.identifier(at: 1),
        created: try row.milliseconds(at: 2))
    }
  }

  func space(_ id: SpaceID) throws(RegionError) -> SpaceRecord? {
    try first(.spaceByID, id.stored, read: Self.space)
  }

  func space(number: Int64) throws(RegionError) -> SpaceRecord? {
    try first(.spaceByNumber, number, read: Self.space)
  }

  func spaces() throws(RegionError) -> [SpaceRecord] {
    try all(.spaces, read: Self.space)
  }

  func lastPosition(of epoch: EpochID, in space: Int64) throws(RegionError) -> UInt64? {
    try first(.epochEnd, space, epoch.stored) { row throws(SQLiteError) in
      try row.countIfPresent(at: 0) ?? .max
    }
  }

  static func space(_ row: borrowing Row) throws(SQLiteError) -> SpaceRecord {
    var space = SpaceRecord(
      number: try row.spaceNumber(at: 0), id: try row.identifier(at: 1), name: try row.text(at: 2),
      created: try row.milliseconds(at: 3), epoch: try row.identifier(at: 4),
      hash: try row.digest(at: 6))
    space.position = try row.count(at: 5)
    space.digest = try row.bits(at: 7)
    space.documents = try row.count(at: 8)
    space.lastDocument = try row.count(at: 9)
    space.changes = try row.count(at: 10)
    space.voids = try row.count(at: 11)
    space.forks = try row.count(at: 12)
    space.waiting = try row.count(at: 13)
    space.checkpoint = try row.count(at: 14)
    return space
  }
}

extension SQLiteRegionView {
  func refusals(
    in space: Int64, on days: ClosedRange<UInt64>
  ) throws(RegionError) -> (voids: UInt64, forks: UInt64) {
    let sums = try first(
      .refusals, space, days.lowerBound.stored, days.upperBound.stored
    ) { row throws(SQLiteError) in
      (voids: try row.count(at: 0), forks: try row.count(at: 1))
    }
    return sums ?? (voids: 0, forks: 0)
  }

  func stream(_ writer: Writer, in space: Int64) throws(RegionError) -> StreamRecord? {
    try first(
      .streamByWriter, space, writer.replica.stored, writer.incarnation.rawValue,
      read: Self.stream)
  }

  func streamWriter(number: Int64) throws(RegionError) -> Writer? {
    try first(.streamByNumber, number) { row throws(SQLiteError) in try Self.writer(row, at: 0) }
  }

  func streams(of replica: ReplicaID, in space: Int64) throws(RegionError) -> [StreamRecord] {
    try all(.streamsOfReplica, space, replica.stored, read: Self.stream)
  }

  func streams(in space: Int64) throws(RegionError) -> [StreamRecord] {
    try all(.streamsInSpace, space, read: Self.stream)
  }

  func run(of stream: Int64, holding counter: UInt64) throws(RegionError) -> RunRecord? {
    try first(.runHolding, stream, counter.stored) { row throws(SQLiteError) in
      RunRecord(
        first: try row.count(at: 0), position: try row.count(at: 1),
        before: try row.digest(at: 2))
    }
  }

  func void(of stream: Int64, _ counter: UInt64) throws(RegionError) -> VoidRecord? {
    try first(.voidByDot, stream, counter.stored, read: Self.void)
  }

  func voids(of stream: Int64) throws(RegionError) -> [VoidRecord] {
    try all(.voidsOfStream, stream, read: Self.void)
  }

  private static func stream(_ row: borrowing Row) throws(SQLiteError) -> StreamRecord {
    StreamRecord(
      number: Int64(try row.count(at: 0)), writer: try writer(row, at: 1),
      counter: try row.count(at: 3), tip: try row.digest(at: 4))
  }

  private static func writer(_ row: borrowing Row, at column: Int) throws(SQLiteError) -> Writer {
    Writer(
      replica: try row.identifier(at: column),
      incarnation: Incarnation(
        rawValue: UInt32(truncatingIfNeeded: try row.int64(at: column + 1))))
  }

  private static func void(_ row: borrowing Row) throws(SQLiteError) -> VoidRecord {
    VoidRecord(
      counter: try row.count(at: 0), position: try row.count(at: 1),
      digest: try row.digest(at: 2))
  }
}

extension SQL {
  fileprivate static let spaceColumns = """
    SELECT number, id, name, created, epoch, position, hash, digest, documents, last_document,
      changes, voids, forks, waiting, checkpoint FROM space
    """
  fileprivate static let region = SQL("SELECT name, epoch, created FROM region")
  fileprivate static let spaceByID = SQL(spaceColumns + " WHERE id = ?")
  fileprivate static let spaceByNumber = SQL(spaceColumns + " WHERE number = ?")
  fileprivate static let spaces = SQL(spaceColumns + " ORDER BY number")
  fileprivate static let epochEnd = SQL("SELECT last FROM epoch WHERE space = ? AND epoch = ?")

  fileprivate static let refusals = SQL(
    """
    SELECT coalesce(sum(voids), 0), coalesce(sum(forks), 0) FROM refusal
    WHERE space = ? AND day BETWEEN ? AND ?
    """)

  fileprivate static let streamColumns =
    "SELECT number, replica, incarnation, counter, tip FROM stream"
  fileprivate static let streamByWriter = SQL(
    streamColumns + " WHERE space = ? AND replica = ? AND incarnation = ?")
  fileprivate static let streamsOfReplica = SQL(
    streamColumns + " WHERE space = ? AND replica = ? ORDER BY incarnation")
  // By number, which is the order in which they came: an index in the order of the writers would
  // be walked in vain, since signed integers do not sort as identifiers do.
  fileprivate static let streamsInSpace = SQL(
    streamColumns + " WHERE space = ? ORDER BY number")
  fileprivate static let streamByNumber = SQL(
    "SELECT replica, incarnation FROM stream WHERE number = ?")
  fileprivate static let runHolding = SQL(
    """
    SELECT first, position, before FROM run WHERE stream = ? AND first <= ?
    ORDER BY first DESC LIMIT 1
    """)
  fileprivate static let voidByDot = SQL(
    "SELECT counter, position, digest FROM void WHERE stream = ? AND counter = ?")
  fileprivate static let voidsOfStream = SQL(
    "SELECT counter, position, digest FROM void WHERE stream = ? ORDER BY counter")
}
