import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Where a space stands")
struct SpaceRowTests {
  /// What a device says of its space, read anew from the file.
  private static func stored(_ device: TestReplica) throws -> [String] {
    try device.replica.read { connection throws(ReplicaError) in
      try Replica.allSpaces(connection).map(describe)
    }
  }

  /// What the device goes by when it writes next.
  private static func known(_ device: TestReplica) throws -> [String] {
    try device.replica.write { transaction throws(ReplicaError) in
      [describe(try transaction.space(TestReplica.space))]
    }
  }

  private static func describe(_ space: SpaceRow) -> String {
    "\(space.counter) \(space.tip.text) \(space.clock.last.rawValue) \(space.digest) "
      + "\(space.documents)"
  }

  @Test("what is remembered from write to write is what stands in the file")
  func remembered() throws {
    let device = try TestReplica(1)
    var seen: [[String]] = []
    for number in 0..<5 {
      let id = try device.replica.create(
        "fieldNote", ["title": [Value("\(number)")]], in: TestReplica.space)
      try device.replica.edit(id, [.set("title", Value("anders"))])
      let known = try Self.known(device)
      #expect(try Self.stored(device) == known)
      seen.append(known)
    }
    #expect(seen.last?.first?.hasPrefix("10 ") == true)
    #expect(seen.last?.first?.hasSuffix(" 5") == true)
  }

  @Test("two that write in turn go on from where the other was")
  func twoWriters() throws {
    let one = try TestReplica(1)
    let other = try TestReplica(2, person: 1, home: one.home)
    for number in 0..<6 {
      let writer = number % 3 == 0 ? other : one
      try writer.replica.create(
        "fieldNote", ["title": [Value("\(number)")]], in: TestReplica.space)
    }
    #expect(try Self.known(one) == Self.known(other))
    #expect(try Self.known(one)[0].hasPrefix("6 "))
    #expect(try Self.stored(one) == Self.known(other))
  }

  @Test("a write that fails leaves nothing behind, neither in the file nor in memory")
  func failed() throws {
    let device = try TestReplica(1)
    let id = try device.replica.create(
      "fieldNote", ["title": [Value("a")]], in: TestReplica.space)
    let before = try Self.known(device)
    #expect(throws: ReplicaError.self) {
      try device.replica.write { transaction throws(ReplicaError) in
        _ = try transaction.edit(id, [.set("title", Value("b"))])
        throw ReplicaError(.damaged, "on purpose")
      }
    }
    #expect(try Self.known(device) == before)
    #expect(try Self.stored(device) == before)
    #expect(try device.replica.edit(id, [.set("title", Value("b"))]))
    #expect(try Self.known(device)[0].hasPrefix("2 "))
  }

  @Test("whatever writes the space's row writes what the last change said of it")
  func written() throws {
    let device = try TestReplica(1)
    try device.replica.create("fieldNote", ["title": [Value("a")]], in: TestReplica.space)
    let before = try Self.stored(device)
    try device.replica.forgetCursor(TestReplica.space)
    #expect(try Self.stored(device) == before)
    try device.replica.create("fieldNote", ["title": [Value("b")]], in: TestReplica.space)
    #expect(try Self.stored(device) == Self.known(device))
    #expect(try Self.stored(device)[0].hasPrefix("2 "))
  }

  @Test("a stream that a transaction has moved is not read from where it was")
  func movedStream() throws {
    let device = try TestReplica(1)
    let other = Writer(
      replica: ReplicaID(rawValue: 9), incarnation: Incarnation(rawValue: 9))
    try device.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      var stream = try transaction.stream(of: other, in: space)
      stream.acknowledged = 7
      transaction.update(stream)
      #expect(try transaction.existingStream(of: other, in: space)?.acknowledged == 7)
      #expect(try transaction.stream(no: stream.no).acknowledged == 7)
    }
    let stored = try device.replica.read { connection throws(ReplicaError) in
      try connection.rows(SQL("SELECT acknowledged FROM streams WHERE writer = ?"), other.bytes) {
        row throws(SQLiteError) in try row.int64(at: 0)
      }
    }
    #expect(stored == [7])
  }
}
