import Foundation
import SchakelCore
import SchakelStore
import SchakelTesting
import Simulator
import Testing

/// The disk itself, before anything is believed that is tested on it.
@Suite("A disk that loses what was not flushed")
struct FaultyDiskTests {
  private static let space = SpaceID(rawValue: 7)

  private struct Machine {
    let home = scratchFolder()
    let disk: FaultyDisk
    let clock = ManualClock(seed: 5)
    var replica: Replica

    init(_ synchronous: ConnectionOptions.Synchronous = .full) throws {
      disk = FaultyDisk(in: home)
      replica = try Replica.open(home: home, environment: clock.replica)
      try replica.adopt(
        Enrolment(
          person: PersonID(rawValue: 1), name: "Voorbeeld",
          spaces: [.init(id: FaultyDiskTests.space, name: "Wijk", role: .contributor)]))
      guard synchronous != .full else { return }
      try replica.close()
      replica = try Replica.open(home: home, environment: clock.replica, synchronous: synchronous)
    }

    func note(_ title: String) throws {
      _ = try replica.create("fieldNote", ["title": [Value(title)]], in: FaultyDiskTests.space)
    }

    mutating func restart(_ stop: FaultyDisk.Stop, seed: UInt64) throws -> Int {
      disk.stop()
      try? replica.close()
      let lost = disk.restart(stop, seed: seed)
      replica = try Replica.open(home: home, environment: clock.replica)
      return lost
    }

    var notes: Int {
      get throws { try replica.states(in: FaultyDiskTests.space).count }
    }

    var log: [UInt8] {
      get throws {
        Array(try Data(contentsOf: URL(fileURLWithPath: home + "/replica.sqlite-wal")))
      }
    }
  }

  @Test("what was flushed outlasts a loss of power, whatever is drawn", arguments: 1...8)
  func flushed(seed: UInt64) throws {
    var machine = try Machine()
    for number in 1...3 { try machine.note("bankje \(number)") }
    _ = try machine.restart(.power, seed: seed)
    #expect(try machine.notes == 3)
    #expect(try machine.replica.check().isEmpty)
  }

  @Test("what was not flushed may be gone, and is all there where only the process ended")
  func unflushed() throws {
    var left: Set<Int> = []
    for seed in UInt64(1)...12 {
      var machine = try Machine(.normal)
      for number in 1...3 { try machine.note("bankje \(number)") }
      #expect(try machine.restart(.power, seed: seed) > 0)
      left.insert(try machine.notes)
      #expect(try machine.replica.check().isEmpty)
      var killed = try Machine(.normal)
      try killed.note("bankje")
      #expect(try killed.restart(.process, seed: seed) == 0)
      #expect(try killed.notes == 1)
    }
    #expect(left.contains(0))
  }

  @Test("of a write that was under way some sectors are there and others are not")
  func torn() throws {
    var hasTorn = false
    for seed in UInt64(1)...20 {
      let machine = try Machine(.normal)
      let before = try machine.log
      try machine.note(String(repeating: "bankje ", count: 400))
      machine.disk.stop()
      let written = try machine.log
      try? machine.replica.close()
      machine.disk.restart(.power, seed: seed)
      let after = try machine.log
      let sectors = stride(from: 0, to: written.count, by: 512).map { start in
        let end = min(start + 512, written.count)
        return end <= after.count && after[start..<end] == written[start..<end]
      }
      let news = sectors[(before.count / 512)...]
      hasTorn = hasTorn || (news.contains(true) && news.contains(false))
    }
    #expect(hasTorn)
  }

  @Test("at whichever write or flush the power fails, what returned is there, all else whole")
  func everywhere() throws {
    var count: UInt64 = 0
    while true {
      count += 1
      var machine = try Machine()
      machine.disk.plan(.power, after: count)
      var returned = 0
      do {
        for number in 1...2 {
          try machine.note("bankje \(number)")
          returned = number
        }
        try machine.replica.close()
      } catch {}
      guard machine.disk.isDown else { break }
      _ = try machine.restart(.power, seed: count)
      #expect([returned, returned + 1].contains(try machine.notes), "at operation \(count)")
      #expect(try machine.replica.check().isEmpty, "at operation \(count)")
    }
    #expect(count > 10)
  }

  @Test("what is there again after a process ended in a commit outlasts a loss of power")
  func halfway() throws {
    var hasReturned = false
    for count in UInt64(1)...12 {
      var machine = try Machine()
      try machine.note("bankje")
      machine.disk.plan(.power, after: count)
      try? machine.note("plein")
      guard machine.disk.isDown else { break }
      _ = try machine.restart(.process, seed: count)
      let before = try machine.notes
      hasReturned = hasReturned || before == 2
      for seed in UInt64(1)...4 {
        _ = try machine.restart(.power, seed: seed)
        #expect(try machine.notes == before, "at operation \(count)")
      }
    }
    #expect(hasReturned)
  }

  @Test("a disk that is full, or fails once, refuses a write whole, and takes the next")
  func refuses() throws {
    for fault in [FaultyDisk.Fault.full, .error] {
      for count in UInt64(1)...6 {
        let machine = try Machine()
        try machine.note("bankje")
        machine.disk.plan(fault, after: count)
        let refused = (try? machine.note("plein")) == nil
        let failed = machine.disk.endPlan()
        #expect(!refused || failed)
        #expect(try machine.notes == (refused ? 1 : 2))
        try machine.note("straat")
        #expect(try machine.notes == (refused ? 2 : 3))
        #expect(try machine.replica.check().isEmpty)
      }
    }
  }

  @Test("at whichever write or flush the power fails, purging damages nothing, and ends well")
  func purging() throws {
    var count: UInt64 = 0
    while true {
      count += 1
      let folder = scratchFolder()
      let disk = FaultyDisk(in: folder)
      let path = folder + "/t.sqlite"
      var connection = try Connection(path)
      try connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY, said TEXT NOT NULL)")
      for step in 0..<200 {
        let said = String(repeating: "schuilnaam \(step) ", count: 1 + step % 9)
        try connection.prepare("INSERT INTO t VALUES (?, ?)").run(Int64(step * 89 % 211), said)
      }
      try connection.execute("DELETE FROM t WHERE i > 2")
      let before = try Self.rows(of: connection)
      disk.plan(.power, after: count)
      _ = try? Self.purge(connection)
      guard disk.isDown else { break }
      try? connection.close()
      disk.restart(.power, seed: count)
      connection = try Connection(path)
      #expect(try connection.check(.full) == .sound, "at operation \(count)")
      #expect(try Self.rows(of: connection) == before, "at operation \(count)")
      #expect(try Self.purge(connection))
      try connection.close()
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(bytes.range(of: Data("schuilnaam".utf8)) == nil, "at operation \(count)")
    }
    #expect(count > 10)
  }

  private static func purge(_ connection: Connection) throws -> Bool {
    try connection.purge { connection throws(SQLiteError) in
      try connection.execute("PRAGMA user_version = 7; UPDATE t SET said = '.' WHERE i <= 2")
    }
  }

  private static func rows(of connection: Connection) throws -> [Int64] {
    try connection.prepare("SELECT i FROM t").all { row throws(SQLiteError) in try row.int64(at: 0)
    }
  }

  @Test("files of other folders are none of its business")
  func elsewhere() throws {
    let machine = try Machine()
    machine.disk.stop()
    let other = try Replica.open(home: scratchFolder(), environment: machine.clock.replica)
    #expect(try other.drafts().isEmpty)
  }
}
