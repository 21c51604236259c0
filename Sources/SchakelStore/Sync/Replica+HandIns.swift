import SchakelCore

extension SQL {
  /// Others' streams of which the region lacks something that is here, or has something else. Each
  /// part is found by an index of its own: a space may know of thousands of streams.
  static let heldStreams = SQL(
    """
    SELECT \(streamColumns) FROM streams
    WHERE space = ?1 AND own = 0 AND counter > acknowledged
    UNION
    SELECT \(streamColumns) FROM streams
    WHERE space = ?1 AND own = 0
      AND writer IN (SELECT writer FROM disputed WHERE space = ?1)
    UNION
    SELECT \(streamColumns) FROM streams
    WHERE no IN (SELECT stream FROM stopped_runs) AND +space = ?1 AND own = 0
    """)
  /// Whether there may be any, which nearly always there is not: answered without a table of its own in
  /// SQLite's memory, as each `UNION` and `IN` makes one.
  static let mayHaveHeldStreams = SQL(
    """
    SELECT EXISTS (SELECT 1 FROM streams WHERE space = ?1 AND own = 0 AND counter > acknowledged)
      OR EXISTS (SELECT 1 FROM disputed WHERE space = ?1)
      OR EXISTS (SELECT 1 FROM stopped_runs)
    """)
  static let disputedOfSpace = SQL("SELECT writer, agreed FROM disputed WHERE space = ?")
  static let keysBackwards = SQL(
    """
    SELECT key FROM changes WHERE key > ?1 AND key <= ?2
    UNION SELECT key FROM voids WHERE key > ?1 AND key <= ?2 ORDER BY key DESC
    """)
  /// Changes and, of those that were refused and whose bytes are not here, the links.
  static let itemsAfter = SQL(
    sealing: """
      SELECT key, link, \(opened: .changeBytes) FROM changes WHERE key > ?1 AND key <= ?2
      UNION ALL SELECT v.key, v.link, NULL FROM voids v WHERE v.key > ?1 AND v.key <= ?2
        AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.key = v.key)
      ORDER BY key
      """)
  /// How many items those are, and about how many bytes they take, with what is said of refusals.
  static let sizeOfItems = SQL(
    """
    SELECT coalesce(sum(items), 0), coalesce(sum(bytes), 0) FROM (
      SELECT 1 AS items, length(bytes) AS bytes FROM changes WHERE key > ?1 AND key <= ?2
      UNION ALL SELECT NOT EXISTS (SELECT 1 FROM changes c WHERE c.key = v.key), 200 FROM voids v
        WHERE v.key > ?1 AND v.key <= ?2)
    """)
  static let countChanges = SQL("SELECT count(*) FROM changes WHERE key > ? AND key <= ?")
  static let voidEntries = SQL(
    """
    SELECT key, document, previous, link, reason, received, signature FROM voids
    WHERE key BETWEEN ? AND ? ORDER BY key
    """)
}

// Others' changes that the region lacks. They are handed in from seal to seal, past those that were
// refused by their links alone. Own changes go before them: a request takes as much of them as it has
// room for, and what hangs together under one seal and is more than that goes alone. What is kept as
// it came, for its seal is over more than is here, goes like that.
extension Replica {
  /// Fills up a request in which the own changes are already.
  ///
  /// - Parameters:
  ///   - left: bytes that the request still has room for.
  ///   - sealed: bytes that may go under one seal in a request of their own.
  static func addHandIns(
    to spaces: inout [SyncRequest.Space], of rows: [SpaceRow], left: Int, sealed: Int,
    _ connection: Connection
  ) throws(ReplicaError) {
    var left = left
    for index in rows.indices {
      for held in try heldStreams(in: rows[index], connection) where left > 0 {
        guard let piece = try piece(of: held, within: left, connection) else { continue }
        left -= piece.bytes
        spaces[index].push.append(try run(of: held, piece, connection))
      }
    }
    guard spaces.allSatisfy(\.push.isEmpty) else { return }
    for index in rows.indices {
      for held in try heldStreams(in: rows[index], connection) {
        guard let piece = try piece(of: held, within: sealed, most: 1, connection)
        else { continue }
        return spaces[index].push.append(try run(of: held, piece, connection))
      }
    }
  }

  /// Whether there is anything to hand in by requests of this budget.
  static func hasHandIns(
    in space: SpaceRow, _ budget: SyncBudget, _ connection: Connection
  ) throws(ReplicaError) -> Bool {
    for held in try heldStreams(in: space, connection)
    where try piece(of: held, within: budget.mostSealed, most: 1, connection) != nil {
      return true
    }
    return false
  }

  /// Others' changes that are here, that the region lacks, and that cannot be handed in by requests
  /// of this budget: they are under no seal, or under one with more than goes at once, or one before
  /// them is not here.
  static func unsendable(
    in space: SpaceRow, _ budget: SyncBudget, _ connection: Connection
  ) throws(ReplicaError) -> Int {
    var count: UInt64 = 0
    for held in try heldStreams(in: space, connection) where !held.isDisputed {
      let (from, last) = (held.from, try held.last(connection))
      guard last > from,
        try piece(of: held, within: budget.mostSealed, most: 1, connection) == nil
      else { continue }
      // What came by states alone shows in the digest.
      let low = ChangeKey(stream: held.row.no, counter: from).rawValue
      let high = ChangeKey(stream: held.row.no, counter: held.row.counter).rawValue
      count += UInt64(try connection.number(.countChanges, low, high))
      count += last - min(last, max(from, held.row.counter))
    }
    return Int(count)
  }

  /// Another's stream, and the counter up to which the region has it.
  private struct HeldStream {
    let row: StreamRow
    let from: UInt64
    var isDisputed = false

    /// The counter of the last that is here, in its place or in a run that is kept as it came.
    func last(_ connection: Connection) throws(ReplicaError) -> UInt64 {
      let stopped = try connection.number(.endOfStopped, row.no)
      return max(row.counter, UInt64(clamping: stopped))
    }
  }

  private static func heldStreams(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> [HeldStream] {
    guard space.role.mayRead, try connection.number(.mayHaveHeldStreams, space.no) > 0
    else { return [] }
    let disputed = try disputedStreams(in: space, connection)
    let unadmitted = try unadmitted(in: space, connection)
    let rows = try connection.statement(.heldStreams).all(space.no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    var streams: [HeldStream] = []
    for row in rows where !unadmitted.contains(row.writer) {
      if let agreed = disputed[row.writer] {
        guard let seal = row.seal else { continue }
        let beginning = try beginning(of: row, through: seal.counter, connection)
        streams.append(HeldStream(row: row, from: max(agreed, beginning), isDisputed: true))
      } else {
        streams.append(HeldStream(row: row, from: row.acknowledged))
      }
    }
    return streams
  }

  /// What can be handed in of a stream at once.
  private enum HandIn {
    case sealed(Piece)
    /// As it came.
    case stopped(ChangeRun, bytes: Int)

    var bytes: Int {
      switch self {
      case .sealed(let piece): piece.bytes
      case .stopped(_, let bytes): bytes
      }
    }
  }

  /// A part of a stream up to a seal.
  private struct Piece {
    let seal: Seal
    let bytes: Int
  }

  /// What can be handed in of a stream at once, or nil where that is nothing.
  private static func piece(
    of held: HeldStream, within limit: Int, most: Int = .max, _ connection: Connection
  ) throws(ReplicaError) -> HandIn? {
    if let piece = try sealed(of: held, within: limit, most: most, connection) {
      return .sealed(piece)
    }
    return try stoppedRun(of: held.row, after: held.from, within: limit, connection)
      .map { .stopped($0.run, bytes: $0.bytes) }
  }

  /// The longest part of a stream that ends at a seal and has at most `limit` bytes; nil where there
  /// is none, or the first of it is not here.
  ///
  /// - Parameter most: how many seals it may go over.
  private static func sealed(
    of held: HeldStream, within limit: Int, most: Int, _ connection: Connection
  ) throws(ReplicaError) -> Piece? {
    var piece: Piece?
    var counter = held.from
    var seals = 0
    while seals < most,
      let seal = try seal(of: held.row, after: counter, connection),
      let more = try bytes(of: held.row, after: counter, through: seal.counter, connection),
      more <= limit - (piece?.bytes ?? 0)
    {
      piece = Piece(seal: seal, bytes: more + (piece?.bytes ?? 0))
      counter = seal.counter
      seals += 1
    }
    return piece
  }

  /// How many bytes the changes of a stream take in a request, or nil where one of them is not here.
  private static func bytes(
    of stream: StreamRow, after counter: UInt64, through last: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> Int? {
    let sums = try connection.row(
      .sizeOfItems, ChangeKey(stream: stream.no, counter: counter).rawValue,
      ChangeKey(stream: stream.no, counter: last).rawValue
    ) { row throws(SQLiteError) in (try row.natural(at: 0), try row.natural(at: 1)) }
    guard let (count, bytes) = sums, count == last - counter else { return nil }
    return Int(bytes)
  }

  private static func run(
    of held: HeldStream, _ handIn: HandIn, _ connection: Connection
  ) throws(ReplicaError) -> ChangeRun {
    switch handIn {
    case .sealed(let piece): try run(of: held, piece, connection)
    case .stopped(let run, _): run
    }
  }

  private static func run(
    of held: HeldStream, _ piece: Piece, _ connection: Connection
  ) throws(ReplicaError) -> ChangeRun {
    var unbounded = Int.max
    let part = try items(
      .itemsAfter, of: held.row.no, after: held.from, through: piece.seal.counter,
      left: &unbounded, connection)
    return ChangeRun(
      writer: held.row.writer, first: part.first, changes: part.changes, seal: piece.seal)
  }

  /// What is here of another's stream past a counter, in parts that each end at a seal and have about
  /// ``sealedBytes``, or what is under one seal.
  static func sealedRuns(
    of stream: StreamRow, after counter: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> [ChangeRun] {
    var runs: [ChangeRun] = []
    var from = counter
    while true {
      let held = HeldStream(row: stream, from: from)
      var part = try sealed(of: held, within: sealedBytes, most: .max, connection)
      if part == nil { part = try sealed(of: held, within: .max, most: 1, connection) }
      guard let part else { return runs }
      runs.append(try run(of: held, part, connection))
      from = part.seal.counter
    }
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
      let known = try connection.rows(
        .voidEntries, ChangeKey(stream: stream.no, counter: run.first).rawValue,
        ChangeKey(stream: stream.no, counter: run.last).rawValue
      ) { row throws(SQLiteError) in try LogEntry.Void(row, writer: run.writer) }
      let dots = Set(known.map(\.dot))
      voids += known
      voids += try stoppedVoids(of: run, stream, connection).filter { !dots.contains($0.dot) }
    }
    return voids
  }

  /// The counter before the first of the changes that are here without a gap up to `last`.
  static func beginning(
    of stream: StreamRow, through last: UInt64, _ connection: Connection
  ) throws(ReplicaError) -> UInt64 {
    var counter = last
    let keys = try connection.statement(.keysBackwards)
    do throws(SQLiteError) {
      try keys.bind(ChangeKey(stream: stream.no, counter: 0).rawValue, at: 1)
      try keys.bind(ChangeKey(stream: stream.no, counter: last).rawValue, at: 2)
      defer { keys.reset() }
      // One after the other: a stream may have millions.
      while let key = try keys.next({ row throws(SQLiteError) in try row.int64(at: 0) }),
        ChangeKey(rawValue: key).counter == counter
      {
        counter -= 1
      }
    } catch {
      throw ReplicaError(error)
    }
    return counter
  }

  /// The streams of which the region has something else, and up to where it has the same.
  static func disputedStreams(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> [Writer: UInt64] {
    let rows = try connection.rows(.disputedOfSpace, space.no) { row throws(SQLiteError) in
      (try row.writer(at: 0), try row.natural(at: 1, upTo: Limits.counter))
    }
    return Dictionary(rows) { first, _ in first }
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
