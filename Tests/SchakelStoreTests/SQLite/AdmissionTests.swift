import Testing

@testable import SchakelStore

/// Which files are let in, and that those refused keep every byte.
@Suite struct AdmissionTests {
  private func foreignDatabase(at path: String, setUp: String = "") throws {
    try ForeignDatabase(path).execute(
      "CREATE TABLE t (i); INSERT INTO t VALUES (7); " + setUp)
  }

  private func expectRefusal(
    _ scratch: Scratch, _ options: ConnectionOptions = .forTests, code: ResultCode,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let before = contents(of: scratch.file())
    let log = contents(of: scratch.file() + "-wal")
    for mode in [OpenMode.readWriteCreate, .readWrite, .readOnly] {
      let error = try failure(location) { _ = try scratch.open(mode: mode, options: options) }
      #expect(error.code == code, "\(mode): \(error)", sourceLocation: location)
      #expect(contents(of: scratch.file()) == before, "\(mode)", sourceLocation: location)
      #expect(contents(of: scratch.file() + "-wal") == log, "\(mode)", sourceLocation: location)
      #expect(
        Platform.size(of: scratch.file() + "-journal") == nil, "\(mode)", sourceLocation: location)
    }
  }

  @Test(
    "a file that is no database is refused and keeps every byte",
    arguments: ["x", "# Notities\n", String(repeating: "Dit is geen databank. ", count: 1_000)])
  func notADatabase(text: String) throws {
    let scratch = try Scratch()
    try write(Array(text.utf8), to: scratch.file())
    try expectRefusal(scratch, code: .notADatabase)
  }

  @Test("another application's database is refused and keeps every byte")
  func otherApplication() throws {
    for setUp in ["", "PRAGMA application_id = 42", "PRAGMA application_id = -1"] {
      let scratch = try Scratch()
      try foreignDatabase(at: scratch.file(), setUp: setUp)
      try expectRefusal(scratch, code: .otherApplication)
    }
  }

  @Test("a newer version's database is refused and keeps every byte")
  func newerVersion() throws {
    let scratch = try Scratch()
    let number = ConnectionOptions.testApplication
    try foreignDatabase(
      at: scratch.file(), setUp: "PRAGMA application_id = \(number); PRAGMA user_version = 4")
    try expectRefusal(scratch, .forTests { $0.newestVersion = 3 }, code: .newerVersion)
    let connection = try scratch.open(options: .forTests { $0.newestVersion = 4 })
    #expect(try connection.userVersion() == 4)
    #expect(try connection.integers("SELECT i FROM t") == [7])
  }

  @Test("a newer version that so far stands in the log alone is refused, file and log untouched")
  func newerVersionInLog() throws {
    let scratch = try Scratch()
    let source = try scratch.open("source.sqlite")
    try source.execute("CREATE TABLE t (i)")
    try source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try source.execute("PRAGMA user_version = 9; INSERT INTO t VALUES (1)")
    // As after a power cut: the files are copied while the connection is open.
    for suffix in ["", "-wal"] {
      let bytes = try #require(contents(of: scratch.file("source.sqlite" + suffix)))
      try write(bytes, to: scratch.file() + suffix)
    }
    try expectRefusal(scratch, .forTests { $0.newestVersion = 8 }, code: .newerVersion)
    let connection = try scratch.open(options: .forTests { $0.newestVersion = 9 })
    #expect(try connection.integers("SELECT i FROM t") == [1])
  }

  @Test("another application's journal is not rolled back for it")
  func foreignJournal() throws {
    let scratch = try Scratch()
    try foreignDatabase(at: scratch.file(), setUp: "PRAGMA application_id = 42")
    let (torn, journal) = try ForeignDatabase.torn(at: scratch.file())
    try write(torn, to: scratch.file())
    try write(journal, to: scratch.file() + "-journal")
    let error = try failure { _ = try scratch.open() }
    #expect(error.code == .otherApplication)
    #expect(contents(of: scratch.file()) == torn)
    #expect(contents(of: scratch.file() + "-journal") == journal)
  }

  @Test("an empty file is ours to fill only where we may create")
  func emptyFile() throws {
    let scratch = try Scratch()
    try write([], to: scratch.file())
    for mode in [OpenMode.readWrite, .readOnly] {
      let error = try failure { _ = try scratch.open(mode: mode) }
      #expect(error.code == .notADatabase)
    }
    try scratch.open().execute("CREATE TABLE t (i)")
    _ = try scratch.open(mode: .readWrite)
  }

  @Test("an emptied file beside a full log is damage, and the log is kept")
  func emptiedFile() throws {
    let scratch = try Scratch()
    let source = try scratch.open("source.sqlite")
    try source.execute("CREATE TABLE t (i)")
    let log = try #require(contents(of: scratch.file("source.sqlite-wal")))
    try write([], to: scratch.file())
    try write(log, to: scratch.file() + "-wal")
    try expectRefusal(scratch, code: .corrupt)
  }

  @Test("a file whose first page is damaged is reported and keeps every byte")
  func damagedSchema() throws {
    let scratch = try Scratch()
    let connection = try scratch.open()
    try connection.execute("CREATE TABLE t (i)")
    try connection.close()
    var bytes = try #require(contents(of: scratch.file()))
    for offset in 100..<120 { bytes[offset] = 0xA5 }
    try write(bytes, to: scratch.file())
    let error = try failure { _ = try scratch.open() }
    #expect(error.code.isCorrupt)
    #expect(error.advice.contains("Copy"))
    #expect(contents(of: scratch.file()) == bytes)
  }

  @Test("a file that lost its tail is reported and keeps every byte")
  func truncated() throws {
    let scratch = try Scratch()
    let connection = try scratch.open()
    try connection.execute("CREATE TABLE t (i); INSERT INTO t VALUES (randomblob(20000))")
    try connection.close()
    let bytes = Array(try #require(contents(of: scratch.file())).dropLast(4_096))
    try write(bytes, to: scratch.file())
    #expect(try failure { _ = try scratch.open() }.code.isCorrupt)
    #expect(contents(of: scratch.file()) == bytes)
  }

  @Test("a creation cut short is taken up again")
  func interruptedCreation() throws {
    let scratch = try Scratch()
    // The first page is half written, and the journal says that the file was empty before.
    let (torn, journal) = try ForeignDatabase.torn(at: scratch.file("torn.sqlite"))
    try write(Array(torn.prefix(50)), to: scratch.file())
    try write(journal, to: scratch.file() + "-journal")
    try scratch.open().execute("CREATE TABLE t (i)")
  }
}
