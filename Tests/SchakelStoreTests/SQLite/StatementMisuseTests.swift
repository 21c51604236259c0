import Testing

@testable import SchakelStore

@Suite struct StatementMisuseTests {
  @Test("a missing binding is an error that shows the SQL and none of the values")
  func missingBinding() throws {
    let connection = try memory()
    let statement = try connection.prepare("SELECT ?, ?")
    let error = try failure {
      try statement.forEachRow("geheim") { _ throws(SQLiteError) in }
    }
    #expect(error.code == .misuse)
    #expect(error.sql == "SELECT ?, ?")
    #expect(error.message == "1 of 2 parameters are bound")
    #expect(!error.description.contains("geheim"))
  }

  @Test("bindings last for one run")
  func bindingsAreForgotten() throws {
    let connection = try memory()
    let statement = try connection.prepare("SELECT ?")
    try statement.forEachRow("a") { _ throws(SQLiteError) in }
    let error = try failure {
      try statement.forEachRow { _ throws(SQLiteError) in }
    }
    #expect(error.code == .misuse)
  }

  @Test("a binding too many is an error", arguments: [0, 2, 65, -1])
  func wrongPosition(position: Int) throws {
    let statement = try memory().prepare("SELECT ?")
    let error = try failure { try statement.bind(1, at: position) }
    #expect(error.code.isMisuse)
    #expect(error.sql == "SELECT ?")
    try statement.forEachRow(1) { _ throws(SQLiteError) in }
  }

  @Test("NaN is refused, since it would be stored as NULL")
  func notANumber() throws {
    let statement = try memory().prepare("SELECT ?")
    let error = try failure { try statement.bind(Double.nan, at: 1) }
    #expect(error.code == .misuse)
  }

  @Test("a row of values that cannot be bound leaves none of them behind")
  func failedBinding() throws {
    let echo = try memory().prepare("SELECT ?, ?")
    let error = try failure { try echo.forEachRow("a", Double.nan) { _ throws(SQLiteError) in } }
    #expect(error.code == .misuse)
    try echo.bind("b", at: 2)
    #expect(!echo.isComplete)
    #expect(throws: SQLiteError.self) { try echo.forEachRow { _ throws(SQLiteError) in } }
    let found = try echo.first("c", "d") { row throws(SQLiteError) in
      try row.text(at: 0) + row.text(at: 1)
    }
    #expect(found == "cd")
  }

  @Test("a statement with too many parameters is refused")
  func tooManyParameters() throws {
    let connection = try memory()
    let sql = { (count: Int) in
      "SELECT 1 IN (" + Array(repeating: "?", count: count).joined(separator: ",") + ")"
    }
    _ = try connection.prepare(sql(Statement.parameterLimit))
    let error = try failure {
      _ = try connection.prepare(sql(Statement.parameterLimit + 1))
    }
    #expect(error.code == .misuse)
  }

  @Test("all 64 parameters are asked for")
  func everyParameterIsNeeded() throws {
    let statement = try memory().prepare(
      "SELECT " + Array(repeating: "?", count: 64).joined(separator: " + "))
    for position in 1...63 { try statement.bind(1, at: position) }
    #expect(!statement.isComplete)
    try statement.bind(1, at: 64)
    #expect(try statement.first { row throws(SQLiteError) in try row.int64(at: 0) } == 64)
  }

  @Test(
    "exactly one statement is prepared", arguments: ["", "  -- nothing\n", "SELECT 1; SELECT 2"])
  func exactlyOne(sql: String) throws {
    let connection = try memory()
    let error = try failure { _ = try connection.prepare(sql) }
    #expect(error.code == .misuse)
    _ = try connection.prepare("SELECT 1 ; \n")
  }

  @Test("an SQL error names the statement")
  func syntaxError() throws {
    let connection = try memory()
    let error = try failure { _ = try connection.prepare("SELEC 1") }
    #expect(error.code == .error)
    #expect(error.sql == "SELEC 1")
    #expect(error.operation == .preparing)
    #expect(error.message.contains("SELEC"))
  }

  @Test("a script stops at its first error and keeps what went before")
  func scriptError() throws {
    let connection = try memory()
    let error = try failure {
      try connection.execute("CREATE TABLE a (i);\n-- then\nCREATE TABLE a (i); CREATE TABLE b (i)")
    }
    #expect(error.sql?.contains("CREATE TABLE a") == true)
    #expect(try connection.integers("SELECT count(*) FROM sqlite_master") == [1])
  }

  @Test("rows from a statement run for its effect are an error")
  func unexpectedRows() throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (i)")
    let statement = try connection.prepare("INSERT INTO t VALUES (?) RETURNING i")
    #expect(try failure { try statement.run(1) }.code == .misuse)
    #expect(try connection.integers("SELECT count(*) FROM t") == [0])
    #expect(try statement.first(1) { row throws(SQLiteError) in try row.int64(at: 0) } == 1)
  }

  @Test("a statement works again after an error")
  func reuseAfterError() throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY NOT NULL CHECK (i < 10))")
    let insert = try connection.prepare("INSERT INTO t VALUES (?)")
    try insert.run(1)
    #expect(try failure { try insert.run(1) }.code == .constraintPrimaryKey)
    let error = try failure { try insert.run(99) }
    #expect(error.code == .constraintCheck)
    #expect(error.code.isConstraint)
    try insert.run(2)
    #expect(try connection.integers("SELECT i FROM t ORDER BY i") == [1, 2])
  }

  @Test("a reader that throws leaves its statement ready")
  func reuseAfterReaderThrew() throws {
    let connection = try memory()
    let values = try connection.prepare("VALUES (1), (2), (3)")
    #expect(throws: Refusal.own) {
      try values.forEachRow { _ throws(Refusal) in throw .own }
    }
    #expect(try values.all { row throws(SQLiteError) in try row.int64(at: 0) } == [1, 2, 3])
  }

  @Test("a statement is not run inside its own loop")
  func reentry() throws {
    let connection = try memory()
    let values = try connection.prepare("VALUES (1), (2)")
    var seen: [Int64] = []
    try values.forEachRow { row throws(SQLiteError) in
      seen.append(try row.int64(at: 0))
      values.reset()
      do throws(SQLiteError) {
        try values.forEachRow { _ throws(SQLiteError) in Issue.record("ran") }
      } catch {
        #expect(error.code == .misuse)
      }
    }
    #expect(seen == [1, 2])
  }

  @Test("a type other than the one asked for is an error, NULL included")
  func typeMismatch() throws {
    let connection = try memory()
    let statement = try connection.prepare("SELECT 'woord', NULL")
    try statement.forEachRow { row throws(SQLiteError) in
      let refusals = [
        try? failure { _ = try row.int64(at: 0) },
        try? failure { _ = try row.blobIfPresent(at: 0) },
        try? failure { _ = try row.text(at: 1) },
        try? failure { _ = try row.text(at: 2) },
        try? failure { _ = try row.textIfPresent(at: 2) },
        try? failure { _ = try row.isNull(at: -1) },
      ]
      #expect(refusals.map { $0?.code } == Array(repeating: .mismatch, count: 6))
      #expect(refusals[0]?.sql == "SELECT 'woord', NULL")
    }
  }

  @Test("closing waits for nobody: open statements are finalised and say so afterwards")
  func closeWithStatements() throws {
    let connection = try memory()
    let statement = try connection.prepare("SELECT 1")
    let cursor = try connection.prepare("VALUES (1), (2)")
    _ = try cursor.next { _ throws(SQLiteError) in }
    #expect(try failure { try connection.close() }.code == .misuse)
    cursor.reset()
    try connection.close()
    try connection.close()
    for use in [statement, cursor] {
      let error = try failure {
        try use.forEachRow { _ throws(SQLiteError) in }
      }
      #expect(error.code == .misuse)
      #expect(error.message == "the connection is closed")
    }
    #expect(throws: SQLiteError.self) { try connection.execute("SELECT 1") }
    #expect(throws: SQLiteError.self) { try statement.bind(1, at: 1) }
  }

  @Test("closing leaves a full-text index to finalise the statements it made for itself")
  func closeWithFullText() throws {
    let scratch = try Scratch()
    let connection = try scratch.open()
    try connection.execute("CREATE VIRTUAL TABLE words USING fts5 (body)")
    let insert = try connection.prepare("INSERT INTO words VALUES (?)")
    try insert.run("een wijk leert")
    let select = try connection.prepare("SELECT rowid FROM words WHERE words MATCH ?")
    #expect(try select.all("leert") { row throws(SQLiteError) in try row.int64(at: 0) } == [1])
    try connection.close()
    #expect(Platform.size(of: scratch.file() + "-wal") == nil)
    #expect(throws: SQLiteError.self) { try insert.run("te laat") }
  }

  @Test("a statement may outlive its connection")
  func statementOutlivesConnection() throws {
    let statement = try memory().prepare("SELECT 42")
    #expect(try statement.first { row throws(SQLiteError) in try row.int64(at: 0) } == 42)
  }
}
