import Synchronization
import Testing

@testable import SchakelStore

@Suite struct ConcurrencyTests {
  /// Takes the next number of a counter, as a stream's next dot is taken.
  static func takeNumber(_ connection: Connection) throws(SQLiteError) {
    try connection.transaction(.immediate) { () throws(SQLiteError) in
      let next = try connection[.highest].first { row throws(SQLiteError) in
        try row.int64(at: 0) + 1
      }
      try connection[.take].run(next ?? 1)
    }
  }

  static func setUp(_ scratch: Scratch) throws {
    try scratch.open().execute(
      "CREATE TABLE taken (number INTEGER NOT NULL); INSERT INTO taken VALUES (0)")
  }

  static func expectGapless(_ scratch: Scratch, upTo count: Int64) throws {
    let taken = try scratch.open().integers("SELECT number FROM taken ORDER BY number")
    #expect(taken == Array(0...count))
  }

  @Test("connections that take numbers at once take each number once, without gaps")
  func distinctNumbers() throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    let errors = inThreads(3) { _ in
      let connection = try scratch.open()
      for _ in 0..<200 { try Self.takeNumber(connection) }
    }
    #expect(errors == [])
    try Self.expectGapless(scratch, upTo: 600)
  }

  @Test("processes that take numbers at once take each number once, without gaps")
  func distinctNumbersAcrossProcesses() async throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    async let other = #expect(processExitsWith: .success) { [path = scratch.file() as String] in
      let connection = try Connection(path, mode: .readWrite, options: .forTests)
      for _ in 0..<300 { try ConcurrencyTests.takeNumber(connection) }
    }
    let connection = try scratch.open()
    for _ in 0..<300 { try Self.takeNumber(connection) }
    _ = await other
    try Self.expectGapless(scratch, upTo: 600)
  }

  @Test("a process killed in a transaction leaves what it had committed, and no lock")
  func killedWriter() async throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    await #expect(processExitsWith: .signal(9)) { [path = scratch.file() as String] in
      let connection = try Connection(path, mode: .readWrite, options: .forTests)
      try ConcurrencyTests.takeNumber(connection)
      try connection.execute("BEGIN IMMEDIATE; INSERT INTO taken VALUES (77)")
      killThisProcess()
    }
    try Self.takeNumber(scratch.open())
    try Self.expectGapless(scratch, upTo: 2)
  }

  @Test("a lock that is not released in time is busy, and nothing was written")
  func busy() throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    let holder = try scratch.open()
    let waiter = try scratch.open(options: .forTests { $0.busyTimeout = 30 })
    try holder.transaction { () throws(SQLiteError) in
      let start = ContinuousClock.now
      let error = try? failure { try Self.takeNumber(waiter) }
      #expect(ContinuousClock.now - start >= .milliseconds(30))
      #expect(error?.code.isBusy == true)
      #expect(error?.operation == .beginning)
      #expect(error?.transaction == .untouched)
      #expect(error?.advice.contains("nothing was lost") == true)
    }
    try Self.takeNumber(waiter)
    try Self.expectGapless(scratch, upTo: 1)
  }

  @Test("a write on an old snapshot is refused, and the transaction can be run again")
  func busySnapshot() throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    let (one, other) = (try scratch.open(), try scratch.open())
    let error = try failure {
      try one.transaction(.deferred) { () throws(SQLiteError) in
        _ = try one.integers("SELECT number FROM taken")
        try Self.takeNumber(other)
        try one[.take].run(9)
      }
    }
    #expect(error.code == .busySnapshot)
    #expect(error.transaction == .rolledBack)
    #expect(error.advice.contains("immediate"))
    try Self.takeNumber(one)
    try Self.expectGapless(scratch, upTo: 2)
  }

  @Test("the pauses between attempts grow, and stay bounded")
  func pauses() {
    let pauses = (0..<200).map { BusyHandler.pause(attempt: $0) }
    #expect(pauses.first == 50)
    #expect(pauses == pauses.sorted())
    #expect(pauses.max() == 20_000)
  }

  @Test("the file's version changes with every commit, whoever made it, and with nothing else")
  func fileVersion() throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    let (one, other) = (try scratch.open(), try scratch.open())
    func seen() throws -> UInt32? {
      try one.transaction(.immediate) { () throws(SQLiteError) in one.fileVersion() }
    }
    let first = try seen()
    try Self.takeNumber(one)
    let own = one.fileVersion()
    #expect(own != first)
    #expect(try seen() == own)
    try Self.takeNumber(other)
    #expect(try seen() != one.fileVersion())
  }

  @Test("many who create one file create it once")
  func createAtOnce() throws {
    let scratch = try Scratch()
    let errors = inThreads(4) { index in
      let connection = try scratch.open("a/b/new.sqlite")
      try connection.execute(
        "CREATE TABLE IF NOT EXISTS t (i INTEGER PRIMARY KEY); INSERT INTO t VALUES (\(index))")
    }
    #expect(errors == [])
    #expect(try scratch.open("a/b/new.sqlite").integers("SELECT i FROM t") == [0, 1, 2, 3])
  }

  @Test("an interruption stops a statement from another thread and rolls its transaction back")
  func interruption() throws {
    let scratch = try Scratch()
    try Self.setUp(scratch)
    let connection = try scratch.open()
    let endless = try connection.prepare(
      """
      INSERT INTO taken WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)
      SELECT i FROM n
      """)
    let interrupter = connection.interrupter
    let finished = Atomic<Bool>(false)
    let errors = withThread({
      while !finished.load(ordering: .relaxed) {
        Platform.sleep(microseconds: 1_000)
        interrupter.interrupt()
      }
    }) {
      defer { finished.store(true, ordering: .relaxed) }
      let error = try failure {
        try connection.transaction { () throws(SQLiteError) in try endless.run() }
      }
      #expect(error.code.isInterrupt)
      #expect(error.transaction != .untouched)
    }
    #expect(errors == [])
    try connection.close()
    interrupter.interrupt()
    try Self.expectGapless(scratch, upTo: 0)
  }
}

extension SQL {
  fileprivate static let highest = SQL("SELECT max(number) FROM taken")
  fileprivate static let take = SQL("INSERT INTO taken VALUES (?)")
}
