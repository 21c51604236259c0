import Synchronization
import Testing

@testable import SchakelStore

@Suite struct MigrationTests {
  private static let first = Migration(1, "notes") { connection throws(SQLiteError) in
    try connection.execute("CREATE TABLE note (i); INSERT INTO note VALUES (1)")
  }
  private static let second = Migration(3, "areas") { connection throws(SQLiteError) in
    try connection.execute("CREATE TABLE area (i)")
  }
  private static let failing = Migration(4, "broken") { connection throws(SQLiteError) in
    try connection.execute(
      "CREATE TABLE half (i); DELETE FROM note; INSERT INTO nowhere VALUES (1)")
  }

  @Test("migrations run once, in order")
  func forward() throws {
    let scratch = try Scratch()
    let connection = try scratch.open()
    try connection.migrate([Self.first])
    #expect(try connection.userVersion() == 1)
    try connection.migrate([Self.first, Self.second])
    try connection.migrate([Self.first, Self.second])
    #expect(try connection.userVersion() == 3)
    #expect(try connection.integers("SELECT i FROM note") == [1])
    #expect(try connection.integers("SELECT count(*) FROM area") == [0])
  }

  @Test("a migration that fails half way leaves the version before it, whole")
  func failsHalfWay() throws {
    let connection = try Scratch().open()
    let error = try failure {
      try connection.migrate([Self.first, Self.second, Self.failing])
    }
    #expect(error.operation == .migrating(version: 4, name: "broken"))
    #expect(error.transaction == .rolledBack)
    #expect(error.description.contains("migrating to version 4 (broken)"))
    #expect(try connection.userVersion() == 3)
    #expect(try connection.integers("SELECT i FROM note") == [1])
    let half = "SELECT count(*) FROM sqlite_master WHERE name = 'half'"
    #expect(try connection.integers(half) == [0])
  }

  @Test("a version beyond the last migration is refused")
  func newer() throws {
    let connection = try Scratch().open()
    try connection.migrate([Self.first, Self.second])
    let before = connection.totalChanges
    let error = try failure { try connection.migrate([Self.first]) }
    #expect(error.code == .newerVersion)
    #expect(error.advice.contains("Upgrade"))
    #expect(connection.totalChanges == before)
  }

  @Test("many who migrate at once migrate once")
  func atOnce() throws {
    let scratch = try Scratch()
    let holder = try scratch.open()
    let arrived = Atomic<Int>(0)
    let late = Mutex<[String]>([])
    let errors = withThread({
      let thrown = inThreads(3) { _ in
        let connection = Result { try scratch.open() }
        arrived.add(1, ordering: .relaxed)
        try connection.get().migrate([Self.first, Self.second])
      }
      late.withLock { $0 = thrown }
    }) {
      // Meanwhile all three find version 0, and wait for the lock.
      try holder.transaction { () throws(SQLiteError) in
        while arrived.load(ordering: .relaxed) < 3 { Platform.sleep(microseconds: 1_000) }
        Platform.sleep(microseconds: 20_000)
      }
    }
    #expect(errors + late.withLock { $0 } == [])
    #expect(try scratch.open().integers("SELECT i FROM note") == [1])
  }
}
