import SchakelCore
import Testing

@testable import SchakelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a power cut leaves of a device's files, and what somebody leaves who tidies up beside it.
@Suite("A write-ahead log that is not whole")
struct TornLogTests {
  /// The files of a device that was closed after a first write, and killed after a third; and what
  /// they were after the second.
  private struct Killed {
    let home: String
    let incarnation: Incarnation
    let database: [UInt8]
    let log: [UInt8]
    /// How long the log was after the second write.
    let length: Int
    /// The marks after the second and after the third.
    let marks: [[UInt8]]

    init() async throws {
      home = try Scratch().path
      let first = try TestReplica(1, home: home)
      _ = try first.note("eerste")
      incarnation = first.replica.identity.incarnation
      try first.replica.close()
      await #expect(processExitsWith: .signal(9)) { [home = home as String] in
        let device = try TestReplica(2, person: 1, home: home)
        for title in ["tweede", "derde"] {
          _ = try device.note(title)
          let mark = contents(of: home + "/replica.mark") ?? []
          try write(mark, to: home + "/mark." + title)
          try write(contents(of: home + "/replica.sqlite-wal") ?? [], to: home + "/wal." + title)
        }
        killThisProcess()
      }
      let home = home
      func file(_ name: String) throws -> [UInt8] { try #require(contents(of: home + "/" + name)) }
      database = try file("replica.sqlite")
      log = try file("replica.sqlite-wal")
      length = try file("wal.tweede").count
      marks = [try file("mark.tweede"), try file("mark.derde")]
      #expect(length < log.count && marks[0] != marks[1])
    }

    /// Puts the files back as they were, in place, but for the log, and opens them.
    func opened(log: [UInt8]?, mark: [UInt8]) throws -> TestReplica {
      try SchakelStoreTests.write(database, to: home + "/replica.sqlite")
      remove(home + "/replica.sqlite-shm")
      remove(home + "/replica.sqlite-wal")
      if let log { try SchakelStoreTests.write(log, to: home + "/replica.sqlite-wal") }
      try SchakelStoreTests.write(mark, to: home + "/replica.mark")
      return try TestReplica(9, person: 1, home: home)
    }

    /// Unsafe: the path is read during the call.
    private func remove(_ path: String) { _ = unsafe unlink(path) }
  }

  private static let all = ["derde", "eerste", "tweede"]
  private static let before = ["eerste", "tweede"]

  private func titles(_ device: TestReplica) throws -> [String] {
    try device.replica.list(limit: 10).map(\.title).sorted()
  }

  @Test("a write that the power cut short is there whole or not at all, and those before it are")
  func shortWrite() async throws {
    let killed = try await Killed()
    let step = max(1, (killed.log.count - killed.length) / 12)
    var found: Set<[String]> = []
    for end in stride(from: killed.length, through: killed.log.count, by: step) + [killed.log.count]
    {
      let cut = Array(killed.log[..<end])
      let emptied = cut + [UInt8](repeating: 0, count: killed.log.count - end)
      for log in [cut, emptied] {
        // It had not returned: the mark is still that of the write before.
        let device = try killed.opened(log: log, mark: killed.marks[0])
        let titles = try titles(device)
        #expect(titles == Self.before || titles == Self.all)
        found.insert(titles)
        #expect(try device.replica.check() == [])
        _ = try device.note("verder")
        #expect(try device.replica.status().waiting == titles.count + 1)
        #expect(try device.replica.check() == [])
        try device.replica.close()
      }
    }
    #expect(found.count == 2)
  }

  @Test(
    "a write that had returned and that is gone all the same is noticed before the next",
    arguments: [true, false])
  func lostWrite(hasLog: Bool) async throws {
    let killed = try await Killed()
    let log = hasLog ? Array(killed.log[..<killed.length]) : nil
    let device = try killed.opened(log: log, mark: killed.marks[1])
    // As it was closed, or as it was after the second write: either way less than the mark says.
    let left = hasLog ? Self.before : ["eerste"]
    #expect(try titles(device) == left)
    _ = try device.note("verder")
    #expect(try titles(device) == left + ["verder"])
    // A new life begins, so that no counter is given out twice; the region, which may have what is
    // gone here, gives it back as another life's.
    #expect(device.replica.identity.incarnation != killed.incarnation)
    #expect(try device.replica.check() == [])
    try device.replica.close()
  }
}
