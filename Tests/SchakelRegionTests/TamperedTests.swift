import SchakelCore
import SchakelStore
import Testing

@testable import SchakelRegion

/// Databases in which somebody has written. Whatever number stands in whatever column, a question is
/// answered or refused; none ends the program.
@Suite struct TamperedTests {
  /// A region with something of everything.
  struct Town {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice
    let note: DocumentID
    let push: [ChangeRun]

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      _ = try await region.service.invite(handle: "c", to: space, as: .reader)
      note = anna.create("one", in: space)
      anna.edit(note, "two, as Bob", in: space, author: bob.device.person)
      anna.edit(note, "three", in: space)
      push = anna.outbox(in: space)
      try await anna.sync(space)
      try await bob.sync(space)
      // What waits: Bob builds on a change that Anna has not handed in.
      anna.create("later", in: space)
      let later = anna.create("unseen", in: space)
      bob.edit(later, "early", in: space, context: anna.state(of: later, in: space).vector)
      bob.edit(note, "four", in: space)
      try await bob.sync(space)
    }

    /// Asks everything there is to ask; refusals are answers.
    func askAll(_ region: TestRegion) async {
      let (service, space, note) = (region.service, space, note)
      let anna = Self.device(anna, in: region)
      let bob = Self.device(bob, in: region)
      let newcomer = TestDevice(bob.device, key: bob.key, region: region)
      let asks: [() async throws -> Swift.Void] = [
        { _ = try await service.status() }, { _ = try service.spaces() },
        { _ = try service.devices() }, { _ = try service.memberships(of: anna.device) },
        { _ = try await service.fingerprint(of: space) },
        { _ = try await bob.exchange(space) }, { _ = try await newcomer.exchange(space) },
        { _ = try await newcomer.exchange(space, limit: 10) },
        { _ = try await anna.exchange(space, push: push) }, { _ = try await anna.exchange(space) },
        {
          _ = try await service.history(
            HistoryRequest(space: space, document: note), for: bob.device)
        },
        { _ = try await service.documents(in: space, after: nil, limit: 100, for: bob.device) },
        { _ = try await region.device("d", in: space) },
        { _ = try await service.addSpace(name: "East") },
      ]
      for ask in asks {
        do {
          try await ask()
        } catch {
          #expect(error is RegionError, "\(error)")
        }
      }
    }

    private static func device(_ device: TestDevice, in region: TestRegion) -> TestDevice {
      let same = TestDevice(device.device, key: device.key, region: region)
      (same.spaces, same.own) = (device.spaces, device.own)
      return same
    }
  }

  @Test("whatever number stands in whatever column, the region answers or refuses")
  func everyColumn() async throws {
    let town = try await Town()
    let file = town.region.scratch.file()
    try town.region.service.close()
    let columns = try Self.integerColumns(of: file)
    #expect(columns.count > 40)
    var damaged = 0
    for column in columns {
      for value in [-1, Int64.max] {
        let scratch = try Scratch()
        shell("cp '\(file)' '\(scratch.file())'")
        try Self.write(value, in: column, of: scratch.file())
        do {
          let region = try await TestRegion(
            scratch: scratch, clock: town.region.clock, random: town.region.random)
          await town.askAll(region)
          try region.service.close()
        } catch {
          damaged += 1
          #expect(error is RegionError, "\(column) \(value): \(error)")
        }
      }
    }
  }

  struct Column: CustomStringConvertible {
    let table: String
    let name: String
    var description: String { table + "." + name }
  }

  private static func integerColumns(of file: String) throws -> [Column] {
    let connection = try Connection(file)
    let tables = try connection.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).all { row throws(SQLiteError) in try row.text(at: 0) }
    return try tables.flatMap { table in
      try connection.prepare("PRAGMA table_info(\(table))").all {
        row throws(SQLiteError) in (try row.text(at: 1), try row.text(at: 2))
      }.filter { $0.1 == "INTEGER" }.map { Column(table: table, name: $0.0) }
    }
  }

  /// In one row, where the column is a key.
  private static func write(_ value: Int64, in column: Column, of file: String) throws {
    let connection = try Connection(file)
    let (table, name) = (column.table, column.name)
    do {
      try connection.execute("UPDATE \(table) SET \(name) = \(value)")
    } catch {
      // Where a rule of the table forbids it, nobody can have written it.
      try? connection.execute(
        "UPDATE \(table) SET \(name) = \(value) WHERE \(name) = (SELECT max(\(name)) FROM \(table))"
      )
    }
    try connection.close()
  }
}
