import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("A device whose disk is full")
struct FullDiskTests {
  /// As if the disk had room for so many pages of the database, and no more.
  /// https://www.sqlite.org/pragma.html#pragma_max_page_count
  private func limit(_ device: TestDevice, pages: Int) throws {
    try device.replica.write { transaction throws(ReplicaError) in
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection.execute("PRAGMA max_page_count = \(pages)")
      }
    }
  }

  @Test("an answer that does not fit is not taken in by halves, and is when there is room")
  func answer() async throws {
    let region = try await TestRegion()
    let (anna, bram) = (try await region.device(1), try await region.device(2))
    try await anna.sync()
    for number in 0..<300 {
      try bram.note("\(number) " + String(repeating: "woord ", count: 40))
    }
    try await bram.sync()
    let own = try anna.note("van hier")
    let before = try anna.states()
    // Less than there is already: SQLite takes that for "no more than there is".
    try limit(anna, pages: 1)
    let error = await #expect(throws: ReplicaError.self) { try await anna.sync() }
    #expect(error?.database?.code.isFull == true && error?.isOfWriting == true)
    #expect(try anna.states() == before)
    #expect(try anna.replica.standing().waiting == 1 && anna.replica.check() == [])
    #expect(try anna.replica.document(own) != nil)

    try limit(anna, pages: 100_000)
    #expect(try await anna.sync().isSynchronised)
    try await bram.sync()
    #expect(try anna.states() == bram.states())
    #expect(try anna.states().count == 301 && anna.replica.check() == [])
  }
}
