import SchakelCore

/// One write transaction over a replica's database: it loads rows when they are first needed, keeps
/// them while changes are applied, and writes them back once, at the end.
///
/// A change gets into a document in one way, whether it was pulled from the region or read from a
/// bundle: ``integrate(_:in:)``. One that was made here is applied by ``author(_:to:)``, which makes
/// it; and a document's history brings what its state has seen already.
///
/// Not `Sendable`, and never kept beyond its transaction.
final class ReplicaTransaction {
  let connection: Connection
  let environment: ReplicaEnvironment
  /// Who writes. Whoever comes next is it too, once this is committed.
  private(set) var identity: ReplicaIdentity
  /// What is known of the database, from this transaction or one before it.
  private(set) var recollection: Recollection
  private var touchedSpaces: [Int64] = []
  /// Whether a space's row is written: a role may be in it.
  var hasTouchedSpaces: Bool { !touchedSpaces.isEmpty }
  private var touchedStreams: Set<Int64> = []
  /// What changed, for whoever watches.
  private(set) var changed: [DocumentID] = []

  init(
    connection: Connection, environment: ReplicaEnvironment, identity: ReplicaIdentity,
    recollection: Recollection = Recollection()
  ) {
    self.connection = connection
    self.environment = environment
    self.identity = identity
    self.recollection = recollection
  }

  var hashing: Hashing { environment.hashing }

  // MARK: Rows

  /// The spaces that were looked at.
  var spaces: [SpaceRow] { recollection.spaces }

  func space(_ id: SpaceID) throws(ReplicaError) -> SpaceRow {
    if let held = recollection.spaces.firstIndex(where: { $0.id == id }) {
      return recollection.spaces[held]
    }
    let found = try statement(.spaceByID).first(id.bytes) { row throws(ReplicaError) in
      try SpaceRow(row)
    }
    guard let found else {
      throw ReplicaError(
        .unknownSpace, "No space \(id.text) on this device. List the spaces with `status`.")
    }
    hold(found)
    return found
  }

  func space(no: Int64) throws(ReplicaError) -> SpaceRow {
    if let held = recollection.place(ofSpace: no) { return recollection.spaces[held] }
    let found = try statement(.spaceByNumber).first(no) { row throws(ReplicaError) in
      try SpaceRow(row)
    }
    guard let found else { throw ReplicaError(.damaged, "A document's space is missing.") }
    hold(found)
    return found
  }

  /// From now on the space is as given; its row is written at the end.
  func update(_ space: SpaceRow) {
    hold(space)
    if !touchedSpaces.contains(space.no) { touchedSpaces.append(space.no) }
  }

  /// From now on the space is as given, and its row need not be written: it is there, or a change
  /// says it.
  func hold(_ space: SpaceRow) { recollection.hold(space) }

  func stream(no: Int64) throws(ReplicaError) -> StreamRow {
    if let held = recollection.streams[no] { return held }
    let found = try statement(.streamByNumber).first(no) { row throws(ReplicaError) in
      try StreamRow(row)
    }
    guard let found else { throw ReplicaError(.damaged, "A change's stream is missing.") }
    return remember(found)
  }

  /// The stream of a writer in a space, made if it is new here.
  func stream(of writer: Writer, in space: SpaceRow) throws(ReplicaError) -> StreamRow {
    if let found = try existingStream(of: writer, in: space) { return found }
    let stream = Stream(space: space.id, writer: writer)
    let genesis = Chain.genesis(of: stream, hashing: hashing)
    let own = writer.replica == identity.replica
    try run { () throws(SQLiteError) in
      try connection[.insertStream].run(space.no, writer.bytes, own ? 1 : 0 as Int64, genesis.bytes)
    }
    return remember(
      StreamRow(
        no: connection.lastInsertedRow, space: space.no, writer: writer, isOwn: own, counter: 0,
        tip: genesis, acknowledged: 0, acknowledgedTip: genesis, seal: nil))
  }

  /// The stream of a writer in a space, if there is one here.
  func existingStream(of writer: Writer, in space: SpaceRow) throws(ReplicaError) -> StreamRow? {
    // Before the database, which does not know yet what this transaction has updated.
    if let held = recollection.stream(Stream(space: space.id, writer: writer)) { return held }
    let found = try statement(.streamByWriter).first(
      space.no, writer.bytes
    ) { row throws(ReplicaError) in try StreamRow(row) }
    return found.map(remember)
  }

  func update(_ stream: StreamRow) {
    recollection.streams[stream.no] = stream
    touchedStreams.insert(stream.no)
  }

  /// Others' streams of a space are here no more.
  func forgetStreams(of space: SpaceRow) { recollection.forgetStreams(of: space) }

  @discardableResult
  private func remember(_ row: StreamRow) -> StreamRow {
    recollection.hold(row)
    return row
  }

  // MARK: The search index

  /// Documents up to this number have been indexed, so that changes to them must be marked.
  ///
  /// Of a sealed replica none has, in the file, and all are marked.
  func indexedUpTo() throws(ReplicaError) -> Int64 {
    if connection.isSealed { return .max }
    if let known = recollection.indexedUpTo { return known }
    let stored = try Meta.integer(.indexedUpTo, in: connection) ?? 0
    recollection.indexedUpTo = stored
    return stored
  }

  func setIndexedUpTo(_ number: Int64) throws(ReplicaError) {
    try Meta.write(.indexedUpTo, number, in: connection)
    recollection.indexedUpTo = number
  }

  // MARK: The end

  /// Notes that a document is not as it was.
  func noteChange(of document: DocumentID) { changed.append(document) }

  /// Goes on as another: enrolled now, or in a new incarnation, whose streams are yet to begin.
  func become(_ identity: ReplicaIdentity) { self.identity = identity }

  /// Writes back what was touched: before the commit, and before rows are asked that it is in.
  func flush() throws(ReplicaError) {
    try run { () throws(SQLiteError) in
      for no in touchedSpaces {
        guard let place = recollection.place(ofSpace: no) else { continue }
        try recollection.spaces[place].save(in: connection)
      }
      for no in touchedStreams { try recollection.streams[no]?.save(in: connection) }
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
