import SchakelCore

extension Replica {
  /// Seals a replica that was not: every value that `SealedColumn` names, in one transaction. Then
  /// the file is written anew, so that nothing of what stood there is left in it or its log.
  ///
  /// May be repeated: a conversion that was cut short has happened whole or not at all, and what
  /// came after it is done by the next call, or the next ``open(home:environment:synchronous:databaseKey:)``.
  /// Whoever else has the replica open is refused from then on, and opens it again with the key.
  ///
  /// What the disk keeps of blocks that were given back is beyond the reach of a program.
  /// - Throws: ``ReplicaError/Code/wrongKey`` where it is sealed by another key.
  /// - Complexity: in proportion to everything that is in the replica, which it also takes in
  ///   memory.
  public static func seal(home: String, with cipher: any ContentCipher) throws(ReplicaError) {
    guard hasDatabase(in: home) else {
      let environment = { () -> ReplicaEnvironment in
        var environment = ReplicaEnvironment.system
        environment.cipher = cipher
        return environment
      }
      return try open(home: home, environment: environment()).close()
    }
    try withDatabase(in: home, cipher: cipher) { connection throws(ReplicaError) in
      try connection.transaction(.immediate) { () throws(ReplicaError) in
        if try Meta.bytes(.seal, in: connection) != nil {
          return try checkSeal(connection, cipher)
        }
        try sealValues(connection, cipher)
      }
      try compact(connection)
    }
  }

  /// Opens all that is sealed, for a replica that is to be read without a key; the reverse of
  /// ``seal(home:with:)``, and like it whole or not at all.
  /// - Throws: ``ReplicaError/Code/wrongKey``; ``ReplicaError/Code/damaged`` where a value does not
  ///   open, and then nothing is changed.
  public static func unseal(home: String, with cipher: any ContentCipher) throws(ReplicaError) {
    guard hasDatabase(in: home) else { return }
    try withDatabase(in: home, cipher: cipher) { connection throws(ReplicaError) in
      try connection.transaction(.immediate) { () throws(ReplicaError) in
        guard try Meta.bytes(.seal, in: connection) != nil else { return }
        try checkSeal(connection, cipher)
        try convert(connection) { $0.opening($0.name, $0.identity) }
        try Meta.remove(.seal, in: connection)
        try connection.perform { () throws(SQLiteError) in
          try connection.execute("DROP TABLE touched")
        }
      }
      try compact(connection)
    }
  }

  /// In the caller's transaction.
  static func sealValues(
    _ connection: Connection, _ cipher: any ContentCipher
  ) throws(ReplicaError) {
    try convert(connection) { $0.sealing($0.name, $0.identity) }
    try beginSeal(connection, cipher)
  }

  /// Puts another value in each sealed column, and empties the search index, which is of the other
  /// sort from then on.
  private static func convert(
    _ connection: Connection, _ value: (SealedColumn) -> String
  ) throws(ReplicaError) {
    let tables = Dictionary(grouping: SealedColumn.all, by: \.table)
    try connection.perform { () throws(SQLiteError) in
      for (table, columns) in tables.sorted(by: { $0.key < $1.key }) {
        let changes = columns.map { "\($0.name) = \(value($0))" }.joined(separator: ", ")
        let rows = columns.compactMap(\.rows).first.map { " WHERE " + $0 } ?? ""
        try connection.execute("UPDATE \(table) SET \(changes)\(rows)")
      }
      try connection.execute("DROP TABLE search; \(ReplicaSchema.search); DELETE FROM unindexed")
    }
    try Meta.write(.indexedUpTo, 0, in: connection)
    try Meta.write(.uncompacted, 1, in: connection)
  }

  /// Writes the file anew and empties its log, where a conversion has not been followed by that yet.
  /// While others read from the log it cannot be emptied; the next call tries again.
  static func compact(_ connection: Connection) throws(ReplicaError) {
    guard try Meta.integer(.uncompacted, in: connection) == 1 else { return }
    let isEmpty = try connection.perform { () throws(SQLiteError) in
      try connection.execute("VACUUM")
      return try connection.emptyWriteAheadLog()
    }
    guard isEmpty else { return }
    try Meta.write(.uncompacted, 0, in: connection)
  }
}
