import Testing

@testable import SchakelStore

@Suite struct StatementTests {
  @Test("a value comes back as it went in")
  func roundTrip() throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (i, d, t, b, n)")
    let insert = try connection.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
    try insert.run(7, 2.5, "straat", [1, 2, 3] as [UInt8], nil as String?)
    let found: Void? = try connection.prepare("SELECT i, d, t, b, n FROM t").first {
      row throws(SQLiteError) in
      #expect(try row.int64(at: 0) == 7)
      #expect(try row.double(at: 1) == 2.5)
      #expect(try row.text(at: 2) == "straat")
      #expect(try row.blob(at: 3) == [1, 2, 3])
      #expect(try row.isNull(at: 4))
      #expect(try row.textIfPresent(at: 4) == nil)
      #expect(try row.int64IfPresent(at: 0) == 7)
      #expect(row.columnCount == 5)
    }
    #expect(found != nil)
  }

  @Test("integers keep all 64 bits", arguments: [Int64.min, -1, 0, 1, .max])
  func integerExtremes(value: Int64) throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (i INTEGER)")
    try connection.prepare("INSERT INTO t VALUES (?)").run(value)
    #expect(try connection.integers("SELECT i FROM t") == [value])
    #expect(try connection.integers("SELECT count(*) FROM t WHERE i = \(value)") == [1])
  }

  @Test("an empty blob and an empty text are not NULL")
  func emptyIsNotNull() throws {
    let connection = try memory()
    let types = try connection.prepare("SELECT typeof(?), typeof(?), typeof(?)")
    let found = try types.first([UInt8](), "", nil as [UInt8]?) { row throws(SQLiteError) in
      [try row.text(at: 0), try row.text(at: 1), try row.text(at: 2)]
    }
    #expect(found == ["blob", "text", "null"])
    let values = try connection.prepare("SELECT ?, ?, ?")
    try values.forEachRow([UInt8](), "", nil as [UInt8]?) { row throws(SQLiteError) in
      #expect(try row.blobIfPresent(at: 0) == [])
      #expect(try row.withBlob(at: 0) { $0.count } == 0)
      #expect(try row.textIfPresent(at: 1) == "")
      #expect(try row.blobIfPresent(at: 2) == nil)
    }
  }

  @Test(
    "text keeps its bytes: NULs, composed and decomposed letters, no repair",
    arguments: ["a\0b", "\0", "caf\u{E9}", "cafe\u{301}", "\u{FFFD}", "👩🏽‍⚕️"])
  func textIsByteExact(text: String) throws {
    let connection = try memory()
    let echo = try connection.prepare("SELECT ?, CAST(?1 AS BLOB)")
    try echo.forEachRow(text) { row throws(SQLiteError) in
      #expect(Array(try row.text(at: 0).utf8) == Array(text.utf8))
      #expect(try row.blob(at: 1) == Array(text.utf8))
    }
  }

  @Test("composed and decomposed letters stay two keys")
  func normalisationForms() throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (word TEXT PRIMARY KEY)")
    let insert = try connection.prepare("INSERT INTO t VALUES (?)")
    try insert.run("caf\u{E9}")
    try insert.run("cafe\u{301}")
    #expect(try connection.integers("SELECT count(*) FROM t") == [2])
  }

  @Test("text that is not UTF-8 is reported, not repaired")
  func invalidText() throws {
    let connection = try memory()
    let statement = try connection.prepare("SELECT CAST(x'61ff' AS TEXT)")
    let error = try failure {
      try statement.forEachRow { row throws(SQLiteError) in _ = try row.text(at: 0) }
    }
    #expect(error.code == .mismatch)
  }

  @Test(
    "values larger than the arena arrive whole",
    arguments: [0, 1, 2_000, 4_095, 4_096, 4_097, 100_000])
  func largeValues(size: Int) throws {
    let connection = try memory()
    let blob = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let text = String(repeating: "x", count: size)
    let echo = try connection.prepare("SELECT ?, ?, ?, ?")
    for _ in 1...2 {
      try echo.forEachRow(blob, text, blob[...], 1) { row throws(SQLiteError) in
        #expect(try row.blob(at: 0) == blob)
        #expect(try row.text(at: 1) == text)
        #expect(try row.blob(at: 2) == blob)
      }
    }
  }

  @Test("a lent blob is the stored one, and its reader may throw its own error")
  func lentBlob() throws {
    let connection = try memory()
    let statement = try connection.prepare("SELECT ?")
    let sum = try statement.first([1, 2, 3] as [UInt8]) { row throws(SQLiteError) in
      try row.withBlob(at: 0) { bytes in
        bytes.indices.reduce(0) { $0 + Int(bytes[$1]) }
      }
    }
    #expect(sum == 6)
    #expect(throws: Refusal.own) {
      try statement.forEachRow([9] as [UInt8]) { row throws(Refusal) in
        try row.withBlob(at: 0) { _ throws(Refusal) in throw .own }
      }
    }
  }

  @Test("positions bind in any order, spans and slices too")
  func bindByPosition() throws {
    let connection = try memory()
    let echo = try connection.prepare("SELECT ?1, ?2, ?3, ?4")
    let bytes: [UInt8] = [1, 2, 3, 4]
    try echo.bind(bytes.span, at: 4)
    try echo.bind(bytes[1..<3], at: 3)
    try echo.bindNull(at: 1)
    try echo.bind("twee", at: 2)
    try echo.forEachRow { row throws(SQLiteError) in
      #expect(try row.isNull(at: 0))
      #expect(try row.text(at: 1) == "twee")
      #expect(try row.blob(at: 2) == [2, 3])
      #expect(try row.blob(at: 3) == bytes)
    }
  }

  @Test("two statements are walked side by side")
  func sideBySide() throws {
    let connection = try memory()
    let left = try connection.prepare("VALUES (1), (2)")
    let right = try connection.prepare("VALUES (10), (20), (30)")
    var sums: [Int64] = []
    let read = { (row: borrowing Row) throws(SQLiteError) in try row.int64(at: 0) }
    while let a = try left.next(read), let b = try right.next(read) { sums.append(a + b) }
    #expect(sums == [11, 22])
    right.reset()
    #expect(try right.next(read) == 10)
  }

  @Test("a constant's statement is prepared once per connection")
  func slots() throws {
    let one = try memory()
    let other = try memory()
    #expect(try one[.answer] === one[.answer])
    #expect(try one[.answer] !== other[.answer])
    #expect(try one[.answer].first { row throws(SQLiteError) in try row.int64(at: 0) } == 42)
  }

  @Test("changes and row ids are told")
  func changes() throws {
    let connection = try memory()
    try connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY, j)")
    try connection.execute("INSERT INTO t (j) VALUES (1), (2), (3)")
    #expect(connection.changes == 3)
    #expect(connection.lastInsertedRow == 3)
    try connection.execute("UPDATE t SET j = 0 WHERE i > 1")
    #expect(connection.changes == 2)
    #expect(connection.totalChanges == 5)
  }
}

enum Refusal: SQLiteErrorCarrier, Equatable {
  case own
  case database(SQLiteError)

  init(_ error: SQLiteError) { self = .database(error) }
}

extension SQL {
  fileprivate static let answer = SQL("SELECT 42")
}
