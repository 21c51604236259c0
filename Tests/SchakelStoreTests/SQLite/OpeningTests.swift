import Testing

@testable import SchakelStore

@Suite struct OpeningTests {
  @Test("a new file is private, in write-ahead mode and carries its application's number")
  func newFile() throws {
    let scratch = try Scratch()
    let connection = try scratch.open("map/diep/test.sqlite")
    try connection.execute("CREATE TABLE t (i); INSERT INTO t VALUES (1)")
    #expect(permissions(of: scratch.file("map")) == 0o700)
    #expect(permissions(of: scratch.file("map/diep")) == 0o700)
    for suffix in ["", "-wal", "-shm"] {
      #expect(permissions(of: scratch.file("map/diep/test.sqlite\(suffix)")) == 0o600)
    }
    #expect(try connection.pragma("application_id") == Int64(ConnectionOptions.testApplication))
    let mode = try connection.prepare("PRAGMA journal_mode").first { row throws(SQLiteError) in
      try row.text(at: 0)
    }
    #expect(mode == "wal")
  }

  @Test("a folder and a file that exist keep their permissions")
  func existingPermissions() throws {
    let scratch = try Scratch()
    try write([], to: scratch.file())
    try setPermissions(0o755, of: scratch.path)
    try setPermissions(0o640, of: scratch.file())
    try scratch.open().execute("CREATE TABLE t (i)")
    #expect(permissions(of: scratch.path) == 0o755)
    #expect(permissions(of: scratch.file()) == 0o640)
  }

  @Test("the options take effect")
  func options() throws {
    let scratch = try Scratch()
    let connection = try scratch.open(
      options: .forTests {
        $0.synchronous = .normal
        $0.foreignKeys = true
        $0.cacheSize = 1_234
        $0.mapSize = 65_536
        $0.checkpointPages = 77
        $0.secureDelete = false
      })
    #expect(try connection.pragma("synchronous") == 1)
    #expect(try connection.pragma("foreign_keys") == 1)
    #expect(try connection.pragma("cache_size") == -1_234)
    #expect(try connection.pragma("mmap_size") == 65_536)
    #expect(try connection.pragma("wal_autocheckpoint") == 77)
    #expect(try connection.pragma("secure_delete") == 0)
    #expect(try connection.pragma("temp_store") == 2)
    let plain = try Connection(scratch.file("other.sqlite"))
    #expect(try plain.pragma("synchronous") == 2)
    #expect(try plain.pragma("foreign_keys") == 0)
    #expect(try plain.pragma("secure_delete") == 1)
  }

  @Test("a path is a path", arguments: ["file:x.sqlite?mode=memory", ":memory:", "a b%20#c"])
  func literalPaths(name: String) throws {
    #expect(try Connection.fileName(name) == "./" + name)
    let scratch = try Scratch()
    try scratch.open(name).execute("CREATE TABLE t (i)")
    #expect(Platform.size(of: scratch.file(name)) != nil)
  }

  @Test("a path with a NUL is refused")
  func nulPath() throws {
    let scratch = try Scratch()
    #expect(try failure { _ = try scratch.open("a\0b") }.code == .cantOpen)
    #expect(Platform.size(of: scratch.file("a")) == nil)
  }

  @Test("where nothing can be created, the error says why and what to do")
  func cannotCreate() throws {
    let scratch = try Scratch()
    try write([1], to: scratch.file("plain"))
    for path in [scratch.file("plain/test.sqlite"), "/proc/schakel-test/test.sqlite"] {
      let error = try failure { _ = try Connection(path, options: .forTests) }
      #expect(error.code.isCantOpen)
      #expect(error.operation == .opening)
      #expect(error.message.hasPrefix("cannot create the file: "))
      #expect(error.advice.contains("folder"))
    }
    #expect(contents(of: scratch.file("plain")) == [1])
  }

  @Test("a file that must exist is not created", arguments: [OpenMode.readWrite, .readOnly])
  func mustExist(mode: OpenMode) throws {
    let scratch = try Scratch()
    #expect(try failure { _ = try scratch.open("no.sqlite", mode: mode) }.code.isCantOpen)
    #expect(Platform.size(of: scratch.file("no.sqlite")) == nil)
  }

  @Test("a folder is no database")
  func folder() throws {
    let scratch = try Scratch()
    let error = try failure { _ = try Connection(scratch.path, options: .forTests) }
    #expect(error.code.isCantOpen)
  }

  @Test("a database opened for reading is not written")
  func readOnly() throws {
    let scratch = try Scratch()
    try scratch.open().execute("CREATE TABLE t (i); INSERT INTO t VALUES (1)")
    let reader = try scratch.open(mode: .readOnly)
    #expect(try reader.integers("SELECT i FROM t") == [1])
    let error = try failure { try reader.execute("INSERT INTO t VALUES (2)") }
    #expect(error.code.isReadOnly)
    #expect(error.advice.contains("right"))
    #expect(try reader.integers("SELECT i FROM t") == [1])
  }

  @Test("the error of a write shows SQL, file and code in one line")
  func description() throws {
    let scratch = try Scratch()
    let connection = try scratch.open()
    try connection.execute("CREATE TABLE t (i UNIQUE)")
    let insert = try connection.prepare("INSERT INTO t VALUES (?)")
    try insert.run("geheim")
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in try insert.run("geheim") }
    }
    #expect(
      error.description
        == "UNIQUE constraint failed: t.i (code 2067) while stepping “INSERT INTO t VALUES (?)” in "
        + scratch.file()
        + "; the transaction was rolled back. The row breaks a rule of its table; it was not written."
    )
  }
}
