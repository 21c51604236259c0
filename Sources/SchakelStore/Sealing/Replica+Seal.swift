import SchakelCore

extension SQL {
  /// Sealed replicas alone have it: documents in the order in which they were last written, or went.
  /// By it each process keeps the index of its memory up to date.
  static let createTouched = SQL(
    "CREATE TABLE touched(no INTEGER PRIMARY KEY, document INTEGER NOT NULL UNIQUE)")
}

// What tells a sealed replica, and whether a key is its own.
extension Replica {
  /// What the seal opens to. Text and code are no column's.
  private static let sealContent = Array("Schakel, sealed".utf8)
  private static let sealIdentity: [UInt8] = [0, 1]

  /// Whether the replica in the folder `home` is sealed; false where there is none. Needs no key.
  public static func isSealed(home: String) throws(ReplicaError) -> Bool {
    guard hasDatabase(in: home) else { return false }
    return try withDatabase(in: home, cipher: nil) { connection throws(ReplicaError) in
      try Meta.bytes(.seal, in: connection) != nil
    }
  }

  /// Refuses a key that is not the replica's own, a key where none is needed, and none where one is.
  /// Nothing is written or read by the wrong one.
  static func checkSeal(
    _ connection: Connection, _ cipher: (any ContentCipher)?
  ) throws(ReplicaError) {
    let seal = try Meta.bytes(.seal, in: connection)
    switch (seal, cipher) {
    case (nil, nil): return
    case (let seal?, let cipher?):
      guard cipher.open(seal, for: sealIdentity) == sealContent else {
        throw ReplicaError(
          .wrongKey, "The replica is sealed by another key. Open it with that; nothing was changed."
        )
      }
    case (.some, nil):
      throw ReplicaError(
        .sealed, "The replica is sealed. Open it with the cipher that has its key; all is there.")
    case (nil, .some):
      throw ReplicaError(
        .notSealed,
        "The replica is not sealed. Seal it with `Replica.seal`, or open it without a cipher.")
    }
  }

  /// Puts a replica under a key, before anything is in it or in the transaction that seals all.
  static func beginSeal(
    _ connection: Connection, _ cipher: any ContentCipher
  ) throws(ReplicaError) {
    guard let seal = cipher.seal(sealContent, for: sealIdentity) else {
      throw ReplicaError(.database, "The cipher did not seal. Nothing was changed; try again.")
    }
    try Meta.write(.seal, seal, in: connection)
    try connection.perform { () throws(SQLiteError) in try connection[.createTouched].run() }
  }

  /// A file without a byte was made by whoever sets its mode first, and is none yet.
  static func hasDatabase(in home: String) -> Bool {
    Platform.size(of: databasePath(in: home)) ?? 0 > 0
  }

  static func databasePath(in home: String) -> String { home + "/replica.sqlite" }

  /// Lends a database that need not be open otherwise.
  static func withDatabase<T>(
    in home: String, cipher: (any ContentCipher)?,
    _ body: (Connection) throws(ReplicaError) -> T
  ) throws(ReplicaError) -> T {
    let path = databasePath(in: home)
    var options = ConnectionOptions()
    options.applicationID = ReplicaSchema.applicationID
    options.newestVersion = ReplicaSchema.migrations.last?.version
    options.cipher = cipher
    let connection: Connection
    do throws(SQLiteError) {
      connection = try Connection(path, mode: .readWrite, options: options)
      try connection.migrate(ReplicaSchema.migrations)
    } catch {
      throw ReplicaError(error)
    }
    let value = try body(connection)
    try connection.perform { () throws(SQLiteError) in try connection.close() }
    return value
  }
}

extension Connection {
  /// Runs statements whose errors are the database's.
  func perform<T>(_ body: () throws(SQLiteError) -> T) throws(ReplicaError) -> T {
    do throws(SQLiteError) {
      return try body()
    } catch {
      throw ReplicaError(error)
    }
  }
}
