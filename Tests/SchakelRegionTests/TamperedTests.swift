import SchakelCore
import SchakelStore
import SchakelTesting
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
      let anna = anna.copied(to: region)
      let bob = bob.copied(to: region)
      let newcomer = bob.emptied(in: region)
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
  }

  @Test("whatever number stands in whatever column, the region answers or refuses")
  func everyColumn() async throws {
    let town = try await Town()
    let file = town.region.scratch.file()
    try town.region.service.close()
    let columns = try DatabaseColumn.integers(of: file)
    #expect(columns.count > 40)
    var damaged = 0
    for column in columns {
      for value in [-1, Int64.max] {
        let scratch = try Scratch()
        shell("cp '\(file)' '\(scratch.file())'")
        try column.write(value, in: scratch.file())
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
}
