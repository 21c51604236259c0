import Testing

@testable import SchakelStore

@Suite struct CheckTests {
  /// Closed, with an index and enough rows for many pages.
  private func filled(_ scratch: Scratch) throws {
    let connection = try scratch.open()
    try connection.execute(
      """
      CREATE TABLE t (i INTEGER PRIMARY KEY, word TEXT NOT NULL);
      CREATE INDEX by_word ON t (word);
      INSERT INTO t (word) WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n
        WHERE i < 5000) SELECT 'woord' || i FROM n;
      """)
    try connection.close()
  }

  @Test("a sound file is sound", arguments: [CheckDepth.quick, .full])
  func sound(depth: CheckDepth) async throws {
    let scratch = try Scratch()
    try filled(scratch)
    #expect(try scratch.open().check(depth) == .sound)
    let pool = try DatabasePool(scratch.file(), options: .forTests)
    #expect(try await pool.check(depth) == .sound)
  }

  @Test("a copy holds what was committed, nothing that was deleted, and is another file")
  func copy() async throws {
    let scratch = try Scratch()
    try filled(scratch)
    let pool = try DatabasePool(scratch.file(), options: .forTests)
    try await pool.write { connection throws(SQLiteError) in
      try connection.execute("PRAGMA secure_delete = 0; DELETE FROM t WHERE word = 'woord4711'")
    }
    let path = scratch.file("copy")
    try await pool.copy(to: path)
    let bytes = try #require(contents(of: path))
    #expect(bytes.starts(with: Array("SQLite format 3".utf8)))
    #expect(bytes.contains(Array("woord4710".utf8)) && !bytes.contains(Array("woord4711".utf8)))
    #expect(try await DatabasePool.check(path, options: .forTests) == .sound)
    #expect(contents(of: path) == bytes)
    // What is there already is not written over.
    await #expect(throws: SQLiteError.self) { try await pool.copy(to: path) }
    #expect(contents(of: path) == bytes)
    var broken = bytes
    for offset in 8_192..<12_288 { broken[offset] = 0xA5 }
    try write(broken, to: path)
    #expect(try await DatabasePool.check(path, options: .forTests) != .sound)
  }

  @Test("a damaged page is found, reading it is an error, and nothing is overwritten")
  func damagedPage() async throws {
    let scratch = try Scratch()
    try filled(scratch)
    // The third page is the root of the index.
    var bytes = try #require(contents(of: scratch.file()))
    for offset in 8_192..<12_288 { bytes[offset] = 0xA5 }
    try write(bytes, to: scratch.file())

    let pool = try DatabasePool(scratch.file(), options: .forTests)
    guard case .damaged(let findings) = try await pool.check(.quick) else {
      Issue.record("the damage was not found")
      return
    }
    #expect(!findings.isEmpty)
    let error = try failure {
      _ = try pool.read { connection throws(SQLiteError) in
        try connection.integers("SELECT i FROM t WHERE word > 'a'")
      }
    }
    #expect(error.code.isCorrupt)
    try pool.close()
    #expect(contents(of: scratch.file()) == bytes)
  }

  @Test("an index without its row is found by the full check")
  func missingRow() throws {
    let scratch = try Scratch()
    try filled(scratch)
    let connection = try scratch.open()
    try connection.execute(
      """
      PRAGMA writable_schema = 1;
      UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 't')
        WHERE name = 'none';
      DELETE FROM sqlite_master WHERE name = 'by_word';
      PRAGMA writable_schema = 0;
      """)
    try connection.close()
    guard case .damaged = try scratch.open().check(.full) else {
      Issue.record("pages that nothing uses were not found")
      return
    }
  }

  @Test("a cancelled check stops and says so")
  func cancelled() async throws {
    let scratch = try Scratch()
    try filled(scratch)
    let pool = try DatabasePool(scratch.file(), options: .forTests)
    let task = Task { () throws(SQLiteError) in
      // Cancelled before it begins, so that no clock decides what is tested.
      while !Task.isCancelled { await Task.yield() }
      return try await pool.check(.full)
    }
    task.cancel()
    let error = try #require(await task.result.error as? SQLiteError)
    #expect(error.code.isInterrupt)
    #expect(error.operation == .checking)
  }

  @Test("an interruption reaches a check that is under way")
  func interrupted() throws {
    let scratch = try Scratch()
    try filled(scratch)
    let connection = try scratch.open(mode: .readOnly)
    let cursor = try connection.prepare("VALUES (1), (2)")
    _ = try cursor.next { _ throws(SQLiteError) in }
    connection.interrupter.interrupt()
    #expect(try failure { _ = try connection.check(.full) }.code.isInterrupt)
    cursor.reset()
    #expect(try connection.check(.full) == .sound)
  }
}

extension Result {
  fileprivate var error: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
