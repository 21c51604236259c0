import SchakelCore

extension Replica {
  /// Opens the replica in the folder `home`, or makes one there.
  ///
  /// A database that was put back, copied or restored is noticed here, before the first write, and
  /// goes on under a new incarnation; no change in it is lost.
  /// - Parameters:
  ///   - synchronous: `.full` unless durability is not wanted, as in measurements.
  ///   - databaseKey: of thirty-two bytes, for an app that links an SQLite which encrypts its files
  ///     (SQLCipher); refused by any other. What Schakel seals by itself needs none: see
  ///     ``ReplicaEnvironment/cipher``.
  public static func open(
    home: String, environment: ReplicaEnvironment = .system,
    synchronous: ConnectionOptions.Synchronous = .full, databaseKey: [UInt8]? = nil
  ) throws(ReplicaError) -> Replica {
    let path = databasePath(in: home)
    var options = ConnectionOptions()
    options.applicationID = ReplicaSchema.applicationID
    options.synchronous = synchronous
    options.cipher = environment.cipher
    options.databaseKey = databaseKey
    let pool = try openPool(path, options)
    let mark = try HighWaterMark(path: home + "/replica.mark")
    let shared = try pool.write { connection throws(ReplicaError) in
      try connection.transaction(.immediate) { () throws(ReplicaError) in
        try admit(connection, environment.cipher)
        let before = mark.read()
        let shared = try identify(connection, environment: environment, mark: before, path: path)
        if before?.isOfLife(of: shared.mark) == true {
          mark.write(shared.mark)
        } else {
          mark.begin(shared.mark)
        }
        return shared
      }
    }
    try endConversion(pool)
    let replica = Replica(
      home: home, pool: pool, environment: environment, mark: mark, shared: shared)
    try replica.endSweep()
    return replica
  }

  /// Words that had to go may still be in the write-ahead log, as where the power failed in between.
  private func endSweep() throws(ReplicaError) {
    do throws(ReplicaError) {
      try sweepUnlessDamaged()
    } catch {
      guard error.isOfWriting else { throw error }
    }
  }

  /// What was sealed or opened may still be in the file as it was. Where that cannot be written anew
  /// just now, the replica is of use all the same, and the next to open it tries again.
  private static func endConversion(_ pool: DatabasePool) throws(ReplicaError) {
    do throws(ReplicaError) {
      try pool.write { connection throws(ReplicaError) in try compact(connection) }
    } catch {
      guard error.isOfWriting else { throw error }
    }
  }

  /// A replica that nobody has written to becomes sealed, if there is a cipher.
  private static func admit(
    _ connection: Connection, _ cipher: (any ContentCipher)?
  ) throws(ReplicaError) {
    if let cipher, try storedIdentity(connection) == nil,
      try Meta.bytes(.seal, in: connection) == nil
    {
      try beginSeal(connection, cipher)
    } else {
      try checkSeal(connection, cipher)
    }
  }

  private static func openPool(
    _ path: String, _ options: ConnectionOptions
  ) throws(ReplicaError) -> DatabasePool {
    do throws(SQLiteError) {
      return try DatabasePool(path, options: options, migrations: ReplicaSchema.migrations)
    } catch {
      throw ReplicaError(error)
    }
  }

  /// Who this database is, or becomes.
  private static func identify(
    _ connection: Connection, environment: ReplicaEnvironment, mark: HighWaterMark.Mark?,
    path: String
  ) throws(ReplicaError) -> Shared {
    let file = System.fileNumber(of: path) ?? 0
    guard let stored = try storedIdentity(connection) else {
      let identity = try firstIdentity(connection, environment)
      return Shared(identity: identity, written: [:], file: file)
    }
    let written = try writtenCounters(connection)
    let shared = Shared(identity: stored, written: written, file: file)
    guard let mark, shared.continues(mark) else {
      return try beginIncarnation(connection, environment, shared)
    }
    return shared
  }

  static func storedIdentity(
    _ connection: Connection
  ) throws(ReplicaError) -> ReplicaIdentity? {
    guard let replica = try Meta.integer(.replica, in: connection),
      let incarnation = try Meta.integer(.incarnation, in: connection)
    else { return nil }
    let person = try Meta.integer(.person, in: connection)
    return ReplicaIdentity(
      replica: ReplicaID(rawValue: UInt64(bitPattern: replica)),
      incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: incarnation)),
      person: person.map { PersonID(rawValue: UInt64(bitPattern: $0)) })
  }

  private static func firstIdentity(
    _ connection: Connection, _ environment: ReplicaEnvironment
  ) throws(ReplicaError) -> ReplicaIdentity {
    let identity = ReplicaIdentity(
      replica: ReplicaID(rawValue: environment.random()),
      incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: environment.random())),
      person: nil)
    try Meta.write(.replica, Int64(bitPattern: identity.replica.rawValue), in: connection)
    try Meta.write(.incarnation, Int64(identity.incarnation.rawValue), in: connection)
    return identity
  }

  static func writtenCounters(
    _ connection: Connection
  ) throws(ReplicaError) -> [Int64: UInt64] {
    var written: [Int64: UInt64] = [:]
    for space in try allSpaces(connection) { written[space.no] = space.counter }
    return written
  }

  static func allSpaces(_ connection: Connection) throws(ReplicaError) -> [SpaceRow] {
    try connection.statement(.allSpaces).all { row throws(ReplicaError) in try SpaceRow(row) }
  }

  /// Gives the database a new life: each space gets a new stream that starts at zero, and the old
  /// ones keep what they have, to be handed in like any other.
  static func beginIncarnation(
    _ connection: Connection, _ environment: ReplicaEnvironment, _ shared: Shared
  ) throws(ReplicaError) -> Shared {
    var shared = shared
    shared.identity = ReplicaIdentity(
      replica: shared.identity.replica,
      incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: environment.random())),
      person: shared.identity.person)
    try Meta.write(.incarnation, Int64(shared.identity.incarnation.rawValue), in: connection)
    let transaction = ReplicaTransaction(
      connection: connection, environment: environment, identity: shared.identity)
    for space in try allSpaces(connection) {
      try transaction.beginStream(in: space)
      shared.written[space.no] = 0
    }
    try transaction.flush()
    return shared
  }
}

extension Replica.Shared {
  /// Whether this database is the one that the mark was written for, and no older.
  fileprivate func continues(_ mark: HighWaterMark.Mark) -> Bool {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.ignoresPutBack.isPlanted { return true }
    #endif
    return mark.isOfLife(of: self.mark) && mark.written <= self.mark.written
  }
}

extension ReplicaTransaction {
  /// Goes on in another incarnation, whose streams begin anew in all spaces.
  func beginIncarnation() throws(ReplicaError) {
    let fresh = ReplicaIdentity(
      replica: identity.replica,
      incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: environment.random())),
      person: identity.person)
    try Meta.write(.incarnation, Int64(fresh.incarnation.rawValue), in: connection)
    become(fresh)
    for space in try Replica.allSpaces(connection) { try beginStream(in: try self.space(space.id)) }
  }

  /// Ends the present own stream of a space, if there is one, and begins that of this incarnation.
  func beginStream(in space: SpaceRow) throws(ReplicaError) {
    if space.stream != 0 { try settle(streamOf: space) }
    hold(space)
    let row = try stream(of: identity.writer, in: space)
    var space = space
    space.stream = row.no
    space.counter = 0
    space.acknowledged = 0
    space.tip = row.tip
    update(space)
  }

  /// Writes what the space's row counts of the own stream into that stream's row.
  private func settle(streamOf space: SpaceRow) throws(ReplicaError) {
    var row = try stream(no: space.stream)
    row.counter = space.counter
    row.acknowledged = space.acknowledged
    row.acknowledgedTip = try link(of: row, at: space.acknowledged, in: space)?.digest ?? .zero
    row.tip = space.tip
    update(row)
  }
}
