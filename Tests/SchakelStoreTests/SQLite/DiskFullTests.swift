import Foundation
import Testing

@testable import SchakelStore

@Suite struct DiskFullTests {
  /// A file that may grow to forty pages, with one row in it.
  private func nearlyFull(_ scratch: Scratch) throws -> Connection {
    let connection = try scratch.open()
    try connection.execute(
      "CREATE TABLE t (b BLOB); INSERT INTO t VALUES (x'01'); PRAGMA max_page_count = 40")
    return connection
  }

  private func insert(_ count: Int, into connection: Connection) throws(SQLiteError) {
    let statement = try connection.prepare("INSERT INTO t VALUES (?)")
    let page = [UInt8](repeating: 7, count: 4_000)
    for _ in 0..<count { try statement.run(page) }
  }

  @Test("a full disk loses the transaction, and nothing before it or after it")
  func full() throws {
    let scratch = try Scratch()
    let connection = try nearlyFull(scratch)
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try insert(100, into: connection)
      }
    }
    #expect(error.code.isFull)
    #expect(error.transaction != .untouched)
    #expect(error.advice.contains("Free space"))
    #expect(error.sql == "INSERT INTO t VALUES (?)")
    #expect(!connection.isInTransaction)
    #expect(try connection.integers("SELECT count(*) FROM t") == [1])

    try connection.execute("PRAGMA max_page_count = 4000")
    try connection.transaction { () throws(SQLiteError) in try insert(100, into: connection) }
    #expect(try connection.integers("SELECT count(*) FROM t") == [101])
    #expect(try connection.check(.full) == .sound)
  }

  @Test("when a full disk ends the transaction, giving up a savepoint does not bring it back")
  func savepoint() throws {
    let connection = try nearlyFull(Scratch())
    var inner: SQLiteError?
    let error = try failure {
      try connection.transaction { () throws(SQLiteError) in
        try insert(5, into: connection)
        do throws(SQLiteError) {
          try connection.savepoint { () throws(SQLiteError) in try insert(100, into: connection) }
        } catch {
          inner = error
        }
        try insert(5, into: connection)
      }
    }
    #expect(inner?.code.isFull == true)
    #expect(error.code == .transactionAborted)
    #expect(error.transaction == .rolledBackBySQLite)
    #expect(try connection.integers("SELECT count(*) FROM t") == [1])
  }

  @Test(
    "the end of a user's quota is a lack of room, and a disk that takes no changes is told apart")
  func quota() {
    let write = ResultCode(rawValue: 10 | 3 << 8)
    #expect(write.given(systemError: EDQUOT) == .full)
    #expect(write.given(systemError: EROFS) == .readOnlyDisk)
    #expect(ResultCode.readOnlyDisk.isReadOnly && !ResultCode.readOnlyDisk.isIOError)
    #expect(write.given(systemError: EIO) == write)
    #expect(ResultCode.corrupt.given(systemError: EDQUOT) == .corrupt)
  }
}
