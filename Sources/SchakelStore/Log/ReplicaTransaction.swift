import SchakelCore

/// One write transaction over a replica's database: it loads rows when they are first needed, keeps
/// them while changes are applied, and writes them back once, at the end.
///
/// There is one way for a change to get into a replica, whether it was made here, pulled from the
/// region or read from a bundle: ``integrate(_:link:key:received:in:)``.
///
/// Not `Sendable`, and never kept beyond its transaction.
final class ReplicaTransaction {
  let connection: Connection
  let environment: ReplicaEnvironment
  let identity: ReplicaIdentity
  var spaces: [Int64: SpaceRow] = [:]
  var streams: [Int64: StreamRow] = [:]
  var streamNumbers: [Stream: Int64] = [:]
  private var touchedSpaces: Set<Int64> = []
  private var touchedStreams: Set<Int64> = []
  /// What changed, for whoever watches.
  private(set) var changed: Set<DocumentID> = []
  /// Documents up to this number have been indexed, so that changes to them must be marked.
  let indexedUpTo: Int64

  init(
    connection: Connection, environment: ReplicaEnvironment, identity: ReplicaIdentity
  ) throws(ReplicaError) {
    self.connection = connection
    self.environment = environment
    self.identity = identity
    indexedUpTo = try Meta.integer(.indexedUpTo, in: connection) ?? 0
  }

  var hashing: Hashing { environment.hashing }

  // MARK: Rows

  func space(_ id: SpaceID) throws(ReplicaError) -> SpaceRow {
    if let held = spaces.values.first(where: { $0.id == id }) { return held }
    let found = try statement(.spaceByID).first(id.bytes) { row throws(ReplicaError) in
      try SpaceRow(row)
    }
    guard let found else {
      throw ReplicaError(
        .unknownSpace, "No space \(id.text) on this device. List the spaces with `status`.")
    }
    spaces[found.no] = found
    return found
  }

  func space(no: Int64) throws(ReplicaError) -> SpaceRow {
    if let held = spaces[no] { return held }
    let found = try statement(.spaceByNumber).first(no) { row throws(ReplicaError) in
      try SpaceRow(row)
    }
    guard let found else { throw ReplicaError(.damaged, "A document's space is missing.") }
    spaces[no] = found
    return found
  }

  func update(_ space: SpaceRow) {
    spaces[space.no] = space
    touchedSpaces.insert(space.no)
  }

  func stream(no: Int64) throws(ReplicaError) -> StreamRow {
    if let held = streams[no] { return held }
    let found = try statement(.streamByNumber).first(no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    guard let found else { throw ReplicaError(.damaged, "A change's stream is missing.") }
    return remember(found)
  }

  /// The stream of a writer in a space, made if it is new here.
  func stream(of writer: Writer, in space: SpaceRow) throws(ReplicaError) -> StreamRow {
    let stream = Stream(space: space.id, writer: writer)
    if let no = streamNumbers[stream], let held = streams[no] { return held }
    if let found = try existingStream(of: writer, in: space) { return found }
    let genesis = Chain.genesis(of: stream, hashing: hashing)
    let own = writer.replica == identity.replica
    try run { () throws(SQLiteError) in
      try connection[.insertStream].run(space.no, writer.bytes, own ? 1 : 0 as Int64, genesis.bytes)
    }
    return remember(
      StreamRow(
        no: connection.lastInsertedRow, space: space.no, writer: writer, isOwn: own, counter: 0,
        acknowledged: 0, tip: genesis, seal: nil))
  }

  func existingStream(of writer: Writer, in space: SpaceRow) throws(ReplicaError) -> StreamRow? {
    let found = try statement(.streamByWriter).first(
      space.no, writer.bytes
    ) { row throws(ReplicaError) in try StreamRow(row) }
    return found.map(remember)
  }

  func update(_ stream: StreamRow) {
    streams[stream.no] = stream
    touchedStreams.insert(stream.no)
  }

  @discardableResult
  private func remember(_ row: StreamRow) -> StreamRow {
    streams[row.no] = row
    if let space = spaces[row.space] {
      streamNumbers[Stream(space: space.id, writer: row.writer)] = row.no
    }
    return row
  }

  /// Notes that a document is not as it was.
  func noteChange(of document: DocumentID) { changed.insert(document) }

  /// Writes back what was touched. Called once, before the commit.
  func flush(onlyStreams: Bool = false) throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      for no in touchedSpaces {
        guard let space = spaces[no] else { continue }
        if onlyStreams {
          try space.saveStream(in: connection)
        } else {
          try space.save(in: connection)
        }
      }
      for no in touchedStreams { try streams[no]?.save(in: connection) }
    }
  }

  /// The prepared statement of a constant.
  func statement(_ sql: SQL) throws(ReplicaError) -> Statement { try connection.statement(sql) }

  /// Runs statements whose errors are the database's.
  func run<T>(_ body: () throws(SQLiteError) -> T) throws(ReplicaError) -> T {
    do throws(SQLiteError) {
      return try body()
    } catch {
      throw ReplicaError(error)
    }
  }
}

extension Connection {
  /// The prepared statement of a constant; what SQLite has to say comes as a `ReplicaError`.
  func statement(_ sql: SQL) throws(ReplicaError) -> Statement {
    do throws(SQLiteError) {
      return try self[sql]
    } catch {
      throw ReplicaError(error)
    }
  }
}
