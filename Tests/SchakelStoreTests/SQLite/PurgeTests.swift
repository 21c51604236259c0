import Testing

@testable import SchakelStore

@Suite("What was deleted leaves the file, to the last byte")
struct PurgeTests {
  private static let word = "schuilnaam"

  /// Rows that come in between each other, so that SQLite has to balance; those with the word are
  /// then deleted.
  private func pool(_ scratch: Scratch, patience: Int = 10_000) throws -> DatabasePool {
    let pool = try DatabasePool(
      scratch.file(), options: .forTests { $0.busyTimeout = patience }, readers: 1)
    try pool.write { connection throws(SQLiteError) in
      try connection.execute(
        """
        CREATE TABLE t (i INTEGER PRIMARY KEY, said TEXT NOT NULL);
        CREATE TABLE purged (count INTEGER NOT NULL);
        INSERT INTO purged VALUES (0);
        """)
      for step in 0..<600 {
        let place = step * 389 % 601
        let text = place.isMultiple(of: 3) ? Self.word : "een gewone zin"
        let said = String(repeating: text + " ", count: 1 + step % 17)
        try connection.prepare("INSERT INTO t VALUES (?, ?)").run(Int64(place), said)
      }
      try connection.prepare("DELETE FROM t WHERE i % 3 = 0").run()
      #expect(try connection.emptyWriteAheadLog())
    }
    return pool
  }

  private func holdsWord(_ scratch: Scratch) throws -> Bool {
    let files =
      try #require(contents(of: scratch.file()))
      + (contents(of: scratch.file("test.sqlite-wal")) ?? [])
    return files.contains(Array(Self.word.utf8))
  }

  private func purge(_ pool: DatabasePool) throws -> Bool {
    try pool.write { connection throws(SQLiteError) in
      try connection.purge { connection throws(SQLiteError) in
        try connection.execute("UPDATE purged SET count = count + 1")
      }
    }
  }

  private func purges(_ pool: DatabasePool) throws -> [Int64] {
    try pool.read { connection throws(SQLiteError) in
      try connection.integers("SELECT count FROM purged")
    }
  }

  @Test("copies that balancing left behind are overwritten, and do not come back with later writes")
  func balanced() throws {
    let scratch = try Scratch()
    let pool = try pool(scratch)
    let rows = "SELECT sum(i * length(said)) FROM t"
    let before = try pool.read { connection throws(SQLiteError) in try connection.integers(rows) }
    // What SQLite itself leaves: without it nothing is tested here.
    #expect(try holdsWord(scratch))
    #expect(try purge(pool))
    #expect(try purges(pool) == [1])
    #expect(try !holdsWord(scratch))
    #expect(try scratch.open(mode: .readOnly).check(.full) == .sound)
    try pool.write { connection throws(SQLiteError) in
      #expect(try connection.integers(rows) == before)
      // Pages that this connection had read before the purge.
      try connection.execute("UPDATE t SET said = said || '.'")
    }
    #expect(try !holdsWord(scratch))
    try pool.close()
    #expect(try !holdsWord(scratch))
  }

  @Test("while somebody reads from the log nothing is said to be done")
  func reader() throws {
    let scratch = try Scratch()
    let pool = try pool(scratch, patience: 0)
    let reader = try scratch.open(mode: .readOnly)
    try pool.write { connection throws(SQLiteError) in
      try connection.execute("INSERT INTO t VALUES (1000, 'nieuw')")
    }
    let isDone = try reader.transaction(.deferred) { () throws(SQLiteError) in
      _ = try reader.integers("SELECT count FROM purged")
      return try pool.write { connection throws(SQLiteError) in
        try connection.execute("INSERT INTO t VALUES (1001, 'nieuw')")
        return try connection.purge { _ throws(SQLiteError) in Issue.record("it was not") }
      }
    }
    #expect(!isDone)
    #expect(try purges(pool) == [0])
    #expect(try purge(pool))
    #expect(try !holdsWord(scratch))
  }

  @Test("a database of one page, an empty table and a database in memory are purged as well")
  func small() throws {
    let scratch = try Scratch()
    for connection in [try scratch.open(), try memory()] {
      try connection.execute("CREATE TABLE t (i)")
      #expect(
        try connection.purge { connection throws(SQLiteError) in
          try connection.execute("INSERT INTO t VALUES (7)")
        })
      #expect(try connection.integers("SELECT i FROM t") == [7])
    }
  }

  @Test("a page that is none is refused, and nothing is noted")
  func damaged() throws {
    let scratch = try Scratch()
    try pool(scratch).close()
    var bytes = try #require(contents(of: scratch.file()))
    let root = try scratch.open(mode: .readOnly).integers(
      "SELECT rootpage FROM sqlite_master WHERE name = 't'")
    let start = Int(try #require(root.first) - 1) * 4_096
    // A cell that lies on its own pointer.
    bytes[start + 12] = 0
    bytes[start + 13] = 12
    try write(bytes, to: scratch.file())
    let connection = try scratch.open()
    let error = try failure {
      _ = try connection.purge { _ throws(SQLiteError) in Issue.record("it was not") }
    }
    #expect(error.code.isCorrupt)
    try connection.close()
    #expect(try scratch.open().integers("SELECT count FROM purged") == [0])
  }
}
