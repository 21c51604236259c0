import Testing

@testable import SchakelStore

@Suite struct TransactionTests {
  private func table() throws -> Connection {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY)")
    return connection
  }

  @Test("a transaction that returns is written, with what it returned")
  func commits() throws {
    let connection = try table()
    let answer = try connection.transaction { () throws(SQLiteError) in
      #expect(connection.isInTransaction)
      try connection[.insert].run(1)
      return 42
    }
    #expect(answer == 42)
    #expect(!connection.isInTransaction)
    #expect(try connection.integers("SELECT i FROM t") == [1])
  }

  @Test("a transaction that throws leaves nothing, and says it was rolled back")
  func rollsBack() throws {
    let connection = try table()
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try connection[.insert].run(1)
        try connection[.insert].run(1)
      }
    }
    #expect(error.code == .constraintPrimaryKey)
    #expect(error.transaction == .rolledBack)
    #expect(!connection.isInTransaction)
    #expect(try connection.integers("SELECT i FROM t") == [])
    try connection.transaction { () throws(SQLiteError) in try connection[.insert].run(1) }
  }

  @Test("a body's own error passes through and rolls back")
  func ownError() throws {
    let connection = try table()
    #expect(throws: Refusal.own) {
      try connection.transaction { () throws(Refusal) in
        do throws(SQLiteError) { try connection[.insert].run(1) } catch { throw Refusal(error) }
        throw .own
      }
    }
    #expect(try connection.integers("SELECT i FROM t") == [])
  }

  @Test("a commit that fails is rolled back")
  func commitFails() throws {
    let connection = try Connection("", mode: .memory, options: .forTests { $0.foreignKeys = true })
    try connection.execute(
      """
      CREATE TABLE parent (i INTEGER PRIMARY KEY);
      CREATE TABLE child (i REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
      """)
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try connection.execute("INSERT INTO child VALUES (1)")
      }
    }
    #expect(error.code == .constraintForeignKey)
    #expect(error.operation == .committing)
    #expect(error.transaction == .rolledBack)
    #expect(!connection.isInTransaction)
    #expect(try connection.integers("SELECT count(*) FROM child") == [0])
  }

  @Test("what SQLite rolled back by itself is told, and nothing more is written in it")
  func rolledBackBySQLite() throws {
    let connection = try table()
    let insert = try connection.prepare("INSERT OR ROLLBACK INTO t VALUES (?)")
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try insert.run(1)
        try insert.run(1)
      }
    }
    #expect(error.code == .constraintPrimaryKey)
    #expect(error.transaction == .rolledBackBySQLite)

    var later: SQLiteError?
    let swallowed = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try insert.run(1)
        do throws(SQLiteError) { try insert.run(1) } catch {}
        do throws(SQLiteError) { try insert.run(2) } catch { later = error }
      }
    }
    #expect(later?.code == .transactionAborted)
    #expect(swallowed.code == .transactionAborted)
    #expect(swallowed.transaction == .rolledBackBySQLite)
    #expect(try connection.integers("SELECT i FROM t") == [])
    try connection.transaction { () throws(SQLiteError) in try insert.run(3) }
    #expect(try connection.integers("SELECT i FROM t") == [3])
  }

  @Test("transactions do not nest; savepoints do, each undoing its own writes only")
  func savepoints() throws {
    let connection = try table()
    try connection.transaction { () throws(SQLiteError) in
      try connection[.insert].run(1)
      let nested = try? failure {
        try connection.transaction { () throws(SQLiteError) in }
      }
      #expect(nested?.code == .misuse)
      try connection.savepoint { () throws(SQLiteError) in
        try connection[.insert].run(2)
        let inner = try? failure {
          try connection.savepoint { () throws(SQLiteError) in
            try connection[.insert].run(3)
            try connection.savepoint { () throws(SQLiteError) in try connection[.insert].run(4) }
            try connection[.insert].run(1)
          }
        }
        #expect(inner?.code == .constraintPrimaryKey)
        #expect(inner?.transaction == .untouched)
        try connection[.insert].run(5)
      }
    }
    #expect(try connection.integers("SELECT i FROM t ORDER BY i") == [1, 2, 5])
  }

  @Test("a savepoint needs a transaction")
  func loneSavepoint() throws {
    let connection = try table()
    let error = try failure {
      try connection.savepoint { () throws(SQLiteError) in try connection[.insert].run(1) }
    }
    #expect(error.code == .misuse)
    #expect(try connection.integers("SELECT i FROM t") == [])
  }

  @Test("a transaction lost inside a savepoint is lost as a whole")
  func savepointLosesTransaction() throws {
    let connection = try table()
    let insert = try connection.prepare("INSERT OR ROLLBACK INTO t VALUES (?)")
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try connection[.insert].run(1)
        do throws(SQLiteError) {
          try connection.savepoint { () throws(SQLiteError) in try insert.run(1) }
        } catch {}
        try connection[.insert].run(2)
      }
    }
    #expect(error.code == .transactionAborted)
    #expect(try connection.integers("SELECT i FROM t") == [])
  }
}

extension SQL {
  fileprivate static let insert = SQL("INSERT INTO t VALUES (?)")
}
