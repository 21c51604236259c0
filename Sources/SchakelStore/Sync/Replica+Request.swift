public import SchakelCore

/// Signs with the device's key: the bytes of a seal in, an Ed25519 signature of sixty-four bytes
/// out.
public typealias DeviceSigner = @Sendable ([UInt8]) -> [UInt8]

/// How much goes into one request, and what may come back.
public struct SyncBudget: Hashable, Sendable {
  /// Bytes of changes in one request.
  public var push: Int
  /// Bytes of answer the device takes at once.
  public var answer: Int

  public init(push: Int = 1 << 20, answer: Int = 4 << 20) {
    self.push = push
    self.answer = answer
  }
}

extension SQL {
  static let changesAfter = SQL(
    "SELECT key, link, bytes FROM changes WHERE key > ? AND key <= ? ORDER BY key")
  static let wantedOfSpace = SQL("SELECT writer, counter FROM wanted WHERE space = ?")
  /// Others' streams of which the region may lack something that is here under a seal.
  static let heldStreams = SQL(
    """
    SELECT \(streamColumns) FROM streams
    WHERE space = ?1 AND own = 0 AND counter > acknowledged
    UNION
    SELECT \(streamColumns) FROM streams
    WHERE space = ?1 AND own = 0
      AND writer IN (SELECT writer FROM wanted WHERE space = ?1)
    """)
}

extension Replica {
  /// What to say to the region now, for every space: where this replica is, and the next part of
  /// what the region does not have.
  public func syncRequest(
    agent: String, budget: SyncBudget = SyncBudget(), signer: DeviceSigner
  ) throws(ReplicaError) -> SyncRequest {
    try read { connection throws(ReplicaError) in
      var left = budget.push
      var spaces: [SyncRequest.Space] = []
      for space in try Self.allSpaces(connection) {
        spaces.append(try Self.request(for: space, left: &left, signer, connection))
      }
      return SyncRequest(agent: agent, limit: budget.answer, spaces: spaces)
    }
  }

  private static func request(
    for space: SpaceRow, left: inout Int, _ signer: DeviceSigner, _ connection: Connection
  ) throws(ReplicaError) -> SyncRequest.Space {
    var request = SyncRequest.Space(
      space: space.id, cursor: space.cursor, digest: space.digest, bootstrap: space.bootstrap)
    let streams = try ownStreams(of: space, connection)
    request.streams = streams.map {
      StreamTip(writer: $0.writer, counter: $0.counter, tip: $0.tip)
    }
    guard space.role.mayRead else { return request }
    for stream in streams where stream.acknowledged < stream.counter && left > 0 {
      if let run = try pushRun(stream, space: space.id, left: &left, signer, connection) {
        request.push.append(run)
      }
    }
    request.push += try handIns(in: space, left: &left, connection)
    return request
  }

  /// The present own stream, and earlier ones that the region has not had whole.
  static func ownStreams(
    of space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> [StreamRow] {
    let rows = try connection.statement(.ownStreams).all(space.no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    return rows.compactMap { row in
      guard row.no == space.stream else { return row.acknowledged < row.counter ? row : nil }
      var row = row
      row.counter = space.counter
      row.acknowledged = space.acknowledged
      row.tip = space.tip
      return row
    }
  }

  /// The next changes of an own stream, under a seal over the last of them.
  private static func pushRun(
    _ stream: StreamRow, space: SpaceID, left: inout Int, _ signer: DeviceSigner,
    _ connection: Connection
  ) throws(ReplicaError) -> ChangeRun? {
    let part = try changes(
      of: stream.no, after: stream.acknowledged, through: stream.counter, left: &left, connection)
    guard let last = part.changes.indices.last, let tip = part.link?.digest else { return nil }
    let counter = part.first + UInt64(last)
    let message = Seal.message(
      stream: Stream(space: space, writer: stream.writer), counter: counter, tip: tip)
    let seal = Seal(writer: stream.writer, counter: counter, tip: tip, signature: signer(message))
    return ChangeRun(writer: stream.writer, first: part.first, changes: part.changes, seal: seal)
  }

  /// Others' changes that came here by another way, up to their writer's seal: those that the region
  /// has not shown it has, and those it said it lacks.
  private static func handIns(
    in space: SpaceRow, left: inout Int, _ connection: Connection
  ) throws(ReplicaError) -> [ChangeRun] {
    let wanted = try wantedWriters(in: space, connection)
    var runs: [ChangeRun] = []
    let streams = try connection.statement(.heldStreams).all(space.no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    for stream in streams where left > 0 {
      let isWanted = wanted.contains(stream.writer)
      guard let seal = stream.seal, isWanted || seal.counter > stream.acknowledged
      else { continue }
      let from = isWanted ? 0 : stream.acknowledged
      var unbounded = Int.max
      let part = try changes(
        of: stream.no, after: from, through: seal.counter, left: &unbounded, connection)
      guard !part.changes.isEmpty,
        part.first + UInt64(part.changes.count) == seal.counter + 1
      else { continue }
      left -= part.changes.reduce(0) { $0 + $1.count }
      runs.append(
        ChangeRun(writer: stream.writer, first: part.first, changes: part.changes, seal: seal))
    }
    return runs
  }

  private static func wantedWriters(
    in space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Set<Writer> {
    let writers = try connection.statement(.wantedOfSpace).all(space.no) {
      row throws(ReplicaError) in
      do throws(SQLiteError) {
        return Writer(bytes: try row.blob(at: 0))
      } catch {
        throw ReplicaError(error)
      }
    }
    return Set(writers.compactMap { $0 })
  }

  struct Part {
    var first: UInt64 = 0
    var changes: [[UInt8]] = []
    var link: ChangeLink?
  }

  /// Changes that follow each other without a gap, as many as fit, and the link of the last.
  static func changes(
    of stream: Int64, after counter: UInt64, through last: UInt64, left: inout Int,
    _ connection: Connection
  ) throws(ReplicaError) -> Part {
    var part = Part()
    let low = ChangeKey(stream: stream, counter: counter).rawValue
    let high = ChangeKey(stream: stream, counter: last).rawValue
    let rows = try connection.statement(.changesAfter)
    do throws(SQLiteError) {
      try rows.bind(low, at: 1)
      try rows.bind(high, at: 2)
      defer { rows.reset() }
      while left > 0, let row = try rows.next(Self.change) {
        if part.changes.isEmpty { part.first = row.key.counter }
        guard row.key.counter == part.first + UInt64(part.changes.count) else { break }
        part.changes.append(row.bytes)
        part.link = row.link
        left -= row.bytes.count
      }
    } catch {
      throw ReplicaError(error)
    }
    return part
  }

  private static func change(
    _ row: borrowing Row
  ) throws(SQLiteError) -> (key: ChangeKey, link: ChangeLink, bytes: [UInt8]) {
    (
      key: ChangeKey(rawValue: try row.int64(at: 0)),
      link: ChangeLink(stored: try row.blob(at: 1)), bytes: try row.blob(at: 2)
    )
  }
}
