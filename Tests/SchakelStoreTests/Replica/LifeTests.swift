import SchakelCore
import Testing

@testable import SchakelStore

@Suite("One home, many lives")
struct LifeTests {
  /// The counters of every change on disk, in order, whatever its stream.
  private func counters(_ replica: Replica) throws -> [UInt64] {
    try replica.read { connection throws(ReplicaError) in
      do throws(SQLiteError) {
        return try connection.integers("SELECT key FROM changes ORDER BY key")
          .map { ChangeKey(rawValue: $0).counter }
      } catch {
        throw ReplicaError(error)
      }
    }
  }

  @Test("two replicas on one home give out every counter once")
  func twoOnOneHome() throws {
    let home = try Scratch().path
    let devices = [try TestReplica(1, home: home), try TestReplica(2, person: 1, home: home)]
    let id = try devices[0].note("samen")
    let errors = inThreads(2) { [replicas = devices.map(\.replica)] index in
      for number in 0..<30 {
        try replicas[index].create(
          "fieldNote", ["title": [Value("\(index) \(number)")]], in: TestReplica.space)
        try replicas[index].edit(id, [.set("place", Value("\(index) \(number)"))])
      }
    }
    #expect(errors == [])
    #expect(try counters(devices[0].replica) == (1...121).map { UInt64($0) })
    #expect(devices[0].replica.identity.writer == devices[1].replica.identity.writer)
    for device in devices {
      #expect(try device.replica.list(limit: 100).count == 61)
      #expect(try device.replica.check() == [])
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try device.replica.parallelEdits().isEmpty)
    }
  }

  @Test("what one replica learns about itself, the other on the same home knows at its next write")
  func sharedIdentity() throws {
    let early = try TestReplica(1, enrolled: false)
    #expect(throws: ReplicaError.self) { try early.note("te vroeg") }
    let late = try TestReplica(2, person: 7, home: early.home)
    _ = try early.note("nu wel")
    #expect(early.replica.identity == late.replica.identity)
    #expect(throws: ReplicaError.self) {
      try early.replica.adopt(
        Enrolment(person: PersonID(rawValue: 8), name: "Een ander", spaces: []))
    }
  }

  @Test("a mark that two replicas raise in turn never falls")
  func mark() throws {
    let home = try Scratch().path
    let devices = [try TestReplica(1, home: home), try TestReplica(2, person: 1, home: home)]
    for round in 0..<6 {
      _ = try devices[round % 2].note("\(round)")
      #expect(devices[0].replica.mark.read()?.written == UInt64(round + 1))
    }
  }

  @Test("a mark that is written late does not fall")
  func lateMark() throws {
    let home = try Scratch().path
    let device = try TestReplica(1, home: home)
    _ = try device.note("a")
    let early = try #require(device.replica.mark.read())
    let other = try TestReplica(2, person: 1, home: home)
    _ = try other.note("b")
    // The first had not come to write what it had committed.
    device.replica.mark.write(early)
    #expect(other.replica.mark.read()?.written == 2)
    for count in 0..<40 { _ = try device.note("\(count)") }
    device.replica.mark.write(early)
    #expect(device.replica.mark.read()?.written == 42)
  }

  @Test("a process killed between its writes leaves each of them whole")
  func killed() async throws {
    let home = try Scratch().path
    let id = try TestReplica(1, home: home).note("begin")
    for round in 0..<3 {
      await #expect(processExitsWith: .signal(9)) {
        [home = home as String, id = id.text as String, round = round as Int] in
        let device = try TestReplica(UInt64(round + 10), person: 1, home: home)
        let id = DocumentID(text: id)!
        for number in 0..<20 {
          _ = try device.note("\(round) \(number)")
          try device.replica.edit(id, [.set("place", Value("\(round) \(number)"))])
          if number == 7 { try device.replica.indexPending(limit: 3) }
        }
        killThisProcess()
      }
    }
    let survivor = try TestReplica(99, person: 1, home: home)
    #expect(try counters(survivor.replica) == (1...121).map { UInt64($0) })
    #expect(try survivor.replica.check() == [])
    #expect(try survivor.replica.document(id)?["place"]?.text == "2 19")
    #expect(try survivor.replica.search("\"1 1", limit: 100).count == 11)
  }

  @Test("a process killed inside a write leaves nothing of it")
  func killedInside() async throws {
    let home = try Scratch().path
    let id = try TestReplica(1, home: home).note("begin")
    await #expect(processExitsWith: .signal(9)) { [home = home as String, id = id.text as String] in
      let device = try TestReplica(2, person: 1, home: home)
      try device.replica.write { transaction throws(ReplicaError) in
        _ = try transaction.edit(DocumentID(text: id)!, [.set("title", Value("half"))])
        try transaction.flush()
        killThisProcess()
      }
    }
    let survivor = try TestReplica(3, person: 1, home: home)
    #expect(try survivor.replica.document(id)?.title == "begin")
    #expect(try counters(survivor.replica) == [1])
    _ = try survivor.note("verder")
    #expect(try counters(survivor.replica) == [1, 2])
    #expect(try survivor.replica.check() == [])
  }

  @Test("processes that write at once give out every counter once")
  func twoProcesses() async throws {
    let home = try Scratch().path
    let device = try TestReplica(1, home: home)
    async let other = #expect(processExitsWith: .success) { [home = home as String] in
      let other = try TestReplica(2, person: 1, home: home)
      for number in 0..<40 { _ = try other.note("daar \(number)") }
    }
    for number in 0..<40 { _ = try device.note("hier \(number)") }
    _ = await other
    #expect(try counters(device.replica) == (1...80).map { UInt64($0) })
    #expect(try device.replica.check() == [])
  }

  @Test("unless it is told otherwise, a replica waits for the disk at every commit")
  func waitsForTheDisk() throws {
    let replica = try Replica.open(home: try Scratch().path)
    let synchronous = try replica.pool.write { connection throws(SQLiteError) in
      try connection.pragma("synchronous")
    }
    #expect(synchronous == 2)
  }

  // MARK: Put back

  /// Which files are put back, and whether that must show.
  enum Restored: CaseIterable {
    /// Yesterday's database beside today's mark.
    case oldDatabase
    /// Today's database without a mark.
    case noMark
    /// Today's database with a mark that is not whole.
    case tornMark
    /// Both, copied to another home.
    case copied
    /// Yesterday's, both, written over today's in place, which keeps the file's number.
    case bothInPlace
  }

  @Test("a counter that was given out is not given out again", arguments: Restored.allCases)
  func putBack(_ how: Restored) throws {
    let device = try TestReplica(1)
    let id = try device.note("gisteren")
    try device.replica.close()
    let files = ["/replica.sqlite", "/replica.mark"]
    let yesterday = try files.map { try #require(contents(of: device.home + $0)) }
    let today = try TestReplica(2, person: 1, home: device.home)
    try today.replica.edit(id, [.set("title", Value("vandaag"))])
    let before = today.replica.identity
    try today.replica.close()
    var home = device.home
    switch how {
    case .oldDatabase: try write(yesterday[0], to: home + files[0])
    case .noMark: try write([], to: home + files[1])
    case .tornMark:
      try write(Array(try #require(contents(of: home + files[1])).dropLast(3)), to: home + files[1])
    case .copied:
      let copy = try Scratch().path
      for file in files { try write(try #require(contents(of: home + file)), to: copy + file) }
      home = copy
    case .bothInPlace:
      for (file, bytes) in zip(files, yesterday) { try write(bytes, to: home + file) }
    }
    let after = try TestReplica(3, person: 1, home: home)
    _ = try after.note("morgen")
    let now = after.replica.identity
    #expect(now.replica == before.replica)
    if how == .bothInPlace {
      // Nothing on the device can tell; the region does, at the next sync.
      #expect(now.incarnation == before.incarnation)
    } else {
      #expect(now.incarnation != before.incarnation)
    }
    #expect(try after.replica.check() == [])
    let isYesterday = how == .oldDatabase || how == .bothInPlace
    #expect(try after.replica.document(id)?.title == (isYesterday ? "gisteren" : "vandaag"))
    #expect(try after.replica.status().waiting == (isYesterday ? 2 : 3))
  }

  @Test("a new life goes on in its next session")
  func stableLife() throws {
    let device = try TestReplica(1)
    _ = try device.note("a")
    try device.replica.close()
    try write([], to: device.home + "/replica.mark")
    let second = try TestReplica(2, person: 1, home: device.home)
    let identity = second.replica.identity
    _ = try second.note("b")
    try second.replica.close()
    let third = try TestReplica(3, person: 1, home: device.home)
    #expect(third.replica.identity == identity)
    _ = try third.note("c")
    #expect(try counters(third.replica) == [1, 1, 2])
    #expect(try third.replica.check() == [])
  }

  @Test("what is written while a new life begins is of that life, and waits")
  func writtenMeanwhile() throws {
    let device = try TestReplica(1)
    let replica = device.replica
    let errors = inThreads(2) { [replica] thread in
      for number in 0..<150 {
        if thread == 0 {
          try replica.create(
            "fieldNote", ["title": [Value("\(number)")]], in: TestReplica.space)
        } else {
          try Self.beginLife(of: replica)
        }
      }
    }
    #expect(errors == [])
    let foreign = try replica.read { connection throws(ReplicaError) in
      try connection.rows(SQL("SELECT no FROM documents WHERE own IS NULL")) {
        row throws(SQLiteError) in try row.int64(at: 0)
      }
    }
    #expect(foreign == [])
    let present = try replica.read { connection throws(ReplicaError) in
      try Replica.allSpaces(connection).reduce(0) { $0 + $1.counter }
    }
    #expect(replica.mark.read()?.written == present)
    #expect(replica.mark.read()?.incarnation == replica.identity.incarnation.rawValue)
    let identity = replica.identity
    try replica.close()
    let again = try TestReplica(2, person: 1, home: device.home)
    #expect(again.replica.identity == identity)
    #expect(try again.replica.check() == [])
  }

  /// The region says that it knows more of the present stream than is here.
  private static func beginLife(of replica: Replica) throws {
    let request = try replica.syncRequest(agent: "test") { _ in
      [UInt8](repeating: 0, count: Seal.signatureBytes)
    }
    var space = SyncAnswer.Space(space: TestReplica.space)
    space.streams = [
      StreamTip(writer: replica.identity.writer, counter: Limits.counter, tip: .zero)
    ]
    _ = try replica.absorb(SyncAnswer(time: 1, spaces: [space]), to: request) { _, _ in false }
  }
}
