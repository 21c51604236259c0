import Testing

@testable import SchakelStore

@Suite struct DatabasePoolTests {
  private static let migrations = [
    Migration(1, "two accounts") { connection throws(SQLiteError) in
      try connection.execute(
        "CREATE TABLE account (i INTEGER PRIMARY KEY, n); INSERT INTO account VALUES (1, 0), (2, 0)"
      )
    }
  ]

  private func pool(_ scratch: Scratch, readers: Int = 2) throws -> DatabasePool {
    try DatabasePool(
      scratch.file(), options: .forTests, readers: readers, migrations: Self.migrations)
  }

  /// Moves one from the first account to the second, in two statements.
  private static func move(_ connection: Connection) throws(SQLiteError) {
    try connection.transaction { () throws(SQLiteError) in
      try connection[.subtract].run(1)
      try connection[.add].run(1)
    }
  }

  /// Both accounts, in two statements.
  private static func balance(_ connection: Connection) throws(SQLiteError) -> [Int64] {
    let read = { (row: borrowing Row) throws(SQLiteError) in try row.int64(at: 0) }
    let first = try connection[.account].first(1, read: read)
    let second = try connection[.account].first(2, read: read)
    return [first ?? .min, second ?? .min]
  }

  @Test("what is written is read, with and without await")
  func writeThenRead() async throws {
    let pool = try pool(try Scratch())
    try await pool.write { connection throws(SQLiteError) in try Self.move(connection) }
    let read = try await pool.read { connection throws(SQLiteError) in
      try Self.balance(connection)
    }
    #expect(read == [-1, 1])
    try Self.synchronously {
      try pool.write { connection throws(SQLiteError) in try Self.move(connection) }
      let read = try pool.read { connection throws(SQLiteError) in try Self.balance(connection) }
      #expect(read == [-2, 2])
    }
  }

  /// Picks the synchronous forms in an asynchronous test.
  private static func synchronously(_ body: () throws -> Void) rethrows { try body() }

  @Test("readers see a consistent state while writers write")
  func consistentSnapshots() throws {
    let scratch = try Scratch()
    let pool = try pool(scratch)
    let errors = inThreads(4) { index in
      for _ in 0..<100 {
        if index == 0 {
          try pool.write { connection throws(SQLiteError) in try Self.move(connection) }
        } else {
          let balance = try pool.read { connection throws(SQLiteError) in
            try Self.balance(connection)
          }
          #expect(balance[0] + balance[1] == 0)
        }
      }
    }
    #expect(errors == [])
    let final = try pool.read { connection throws(SQLiteError) in try Self.balance(connection) }
    #expect(final == [-100, 100])
  }

  @Test("a look waits for no read, however many there are and however long they take")
  func look() throws {
    let pool = try pool(try Scratch())
    try pool.read { first throws(SQLiteError) in
      try pool.read { second throws(SQLiteError) in
        let looked = try pool.look { connection throws(SQLiteError) in try Self.balance(connection)
        }
        #expect(looked == [0, 0])
        #expect(try Self.balance(first) == Self.balance(second))
      }
    }
    try pool.close()
    let error = try failure { try pool.look { _ throws(SQLiteError) in } }
    #expect(error.code == .misuse)
  }

  @Test("a read that began before a write does not see it, and does not hold it up")
  func snapshotStays() throws {
    let pool = try pool(try Scratch())
    try pool.read { reader throws(SQLiteError) in
      #expect(try Self.balance(reader) == [0, 0])
      try pool.write { writer throws(SQLiteError) in try Self.move(writer) }
      #expect(try Self.balance(reader) == [0, 0])
    }
    let after = try pool.read { reader throws(SQLiteError) in try Self.balance(reader) }
    #expect(after == [-1, 1])
  }

  @Test("more tasks than readers and threads all get their turn")
  func manyTasks() async throws {
    let pool = try pool(try Scratch())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<200 {
        group.addTask {
          if index.isMultiple(of: 4) {
            try await pool.write { connection throws(SQLiteError) in try Self.move(connection) }
          } else {
            let balance = try await pool.read { connection throws(SQLiteError) in
              try Self.balance(connection)
            }
            #expect(balance[0] + balance[1] == 0)
          }
        }
      }
      try await group.waitForAll()
    }
    let final = try await pool.read { connection throws(SQLiteError) in
      try Self.balance(connection)
    }
    #expect(final == [-50, 50])
  }

  @Test("readers cannot write")
  func readersReadOnly() throws {
    let pool = try pool(try Scratch())
    let error = try failure {
      try pool.read { connection throws(SQLiteError) in try connection[.add].run(1) }
    }
    #expect(error.code.isReadOnly)
  }

  @Test("a body's own error comes out as it went in")
  func ownError() async throws {
    let pool = try pool(try Scratch())
    await #expect(throws: Refusal.own) {
      try await pool.read { _ throws(Refusal) in throw .own }
    }
    #expect(throws: Refusal.own) {
      try pool.write { _ throws(Refusal) in throw .own }
    }
  }

  @Test("a transaction left open is rolled back and reported")
  func leftOpen() throws {
    let pool = try pool(try Scratch())
    let error = try failure {
      try pool.write { connection throws(SQLiteError) in
        try connection.execute("BEGIN")
        try connection[.add].run(1)
      }
    }
    #expect(error.code == .misuse)
    let balance = try pool.read { connection throws(SQLiteError) in try Self.balance(connection) }
    #expect(balance == [0, 0])
    try pool.write { connection throws(SQLiteError) in try Self.move(connection) }
  }

  @Test("closing leaves one file, and says so to those who come later")
  func close() throws {
    let scratch = try Scratch()
    let pool = try pool(scratch)
    try pool.write { connection throws(SQLiteError) in try Self.move(connection) }
    _ = try pool.read { connection throws(SQLiteError) in try Self.balance(connection) }
    try pool.close()
    #expect(Platform.size(of: scratch.file() + "-wal") == nil)
    let errors = [
      try failure {
        try pool.write { connection throws(SQLiteError) in try Self.move(connection) }
      },
      try failure {
        _ = try pool.read { connection throws(SQLiteError) in try Self.balance(connection) }
      },
    ]
    #expect(errors.map(\.message) == ["the pool is closed", "the pool is closed"])
    let connection = try scratch.open(mode: .readOnly)
    #expect(try Self.balance(connection) == [-1, 1])
  }

  @Test("a version beyond the migrations is refused before the file is touched")
  func newerVersion() throws {
    let scratch = try Scratch()
    let connection = try scratch.open()
    try connection.execute("CREATE TABLE t (i); PRAGMA user_version = 2")
    try connection.close()
    let before = contents(of: scratch.file())
    #expect(try failure { _ = try self.pool(scratch) }.code == .newerVersion)
    #expect(contents(of: scratch.file()) == before)
  }

  @Test("a pool in memory is one database")
  func inMemory() throws {
    let pool = try DatabasePool("", mode: .memory, migrations: Self.migrations)
    try pool.write { connection throws(SQLiteError) in try Self.move(connection) }
    let balance = try pool.read { connection throws(SQLiteError) in try Self.balance(connection) }
    #expect(balance == [-1, 1])
  }
}

extension SQL {
  fileprivate static let subtract = SQL("UPDATE account SET n = n - ? WHERE i = 1")
  fileprivate static let add = SQL("UPDATE account SET n = n + ? WHERE i = 2")
  fileprivate static let account = SQL("SELECT n FROM account WHERE i = ?")
}
