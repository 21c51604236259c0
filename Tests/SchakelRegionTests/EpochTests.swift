import SchakelCore
import SchakelStore
import Testing

@testable import SchakelRegion

/// Databases that are put back, copied or moved.
@Suite struct EpochTests {
  struct Town {
    var region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      for number in 0..<5 { anna.create("note \(number)", in: space) }
      try await anna.sync(space)
      try await bob.sync(space)
    }

    func epoch() async throws -> EpochID { try await region.service.status().epoch }

    /// The region's files in another folder, opened there.
    func copied() async throws -> TestRegion {
      let copy = try Scratch()
      shell("cp '\(region.scratch.path)'/region.sqlite* '\(copy.path)/'")
      return try await TestRegion(scratch: copy, clock: region.clock, random: region.random)
    }
  }

  @Test("a region that is closed and opened is the same, in the same epoch")
  func reopened() async throws {
    let town = try await Town()
    let epoch = try await town.epoch()
    try town.region.service.close()
    let region = try await town.region.reopened()
    #expect(!region.store.wasPutBack)
    #expect(try await region.service.status().epoch == epoch)
    let bob = town.bob.copied(to: region)
    let answer = try await bob.sync(town.space)
    #expect(answer.entries.isEmpty && answer.bootstrap == nil)
  }

  @Test("a backup that is served is put back: devices hand in what is newer, and nothing is lost")
  func backup() async throws {
    let town = try await Town()
    let kept = try Scratch()
    #expect(try await town.region.service.backUp(to: kept.path + "/region.sqlite") == .sound)
    let status = try await town.region.service.status()
    let note = town.anna.create("after the backup", in: town.space)
    try await town.anna.sync(town.space)
    try await town.bob.sync(town.space)
    let again = try await TestRegion(
      scratch: kept, clock: town.region.clock, random: town.region.random)
    #expect(again.store.wasPutBack)
    let restored = try await again.service.status()
    #expect(
      restored.changes == status.changes && restored.spaces[0].digest == status.spaces[0].digest)
    try await again.service.beginServing()
    let anna = town.anna.copied(to: again)
    try anna.absorb(try await anna.exchange(town.space))
    try await anna.sync(town.space)
    let carla = try await again.device("c", in: town.space)
    try await carla.sync(town.space)
    #expect(carla.spaces[town.space]?.documents[note] != nil)
    #expect(try await again.service.verifyAudit(of: nil).get().spaces.count == 1)
  }

  @Test(
    "a database that was put back in place begins a new epoch, and loses nothing that devices have")
  func putBack() async throws {
    let town = try await Town()
    let file = town.region.scratch.file()
    let epoch = try await town.epoch()
    try town.region.service.close()
    shell("cp '\(file)' '\(file).backup'")
    // The region lives on; Anna is far ahead of the backup, Bob is not.
    var region = try await town.region.reopened()
    var anna = town.anna.copied(to: region)
    let lost = anna.create("written after the backup", in: town.space)
    try await anna.sync(town.space)
    try region.service.close()
    shell("cat '\(file).backup' > '\(file)'; rm -f '\(file)-wal' '\(file)-shm'")

    region = try await town.region.reopened()
    #expect(region.store.wasPutBack)
    try await region.service.beginServing()
    #expect(try await region.service.status().epoch != epoch)
    let bob = town.bob.copied(to: region)
    let answer = try await bob.exchange(town.space)
    #expect(answer.status == .ok)
    #expect(answer.bootstrap == nil)
    #expect(answer.entries.count == 1)
    try bob.absorb(answer)

    anna = anna.copied(to: region)
    let told = try await anna.exchange(town.space)
    #expect(told.status == .cursorUnknown)
    #expect(told.streams.map(\.counter) == [5])
    try anna.absorb(told)
    try await anna.sync(town.space)
    try await bob.sync(town.space)
    #expect(bob.spaces[town.space]?.documents[lost] != nil)
    #expect(bob.spaces[town.space]?.documents == anna.spaces[town.space]?.documents)
  }

  @Test("a log that went on otherwise does not recognise a cursor of the same position")
  func otherHistory() async throws {
    let town = try await Town()
    let file = town.region.scratch.file()
    try town.region.service.close()
    // Database and mark are turned back together: nothing on the server can notice.
    shell("cp '\(file)' '\(file).old'; cp '\(file).high-water' '\(file).high-water.old'")
    var region = try await town.region.reopened()
    let anna = town.anna.copied(to: region)
    anna.create("one history", in: town.space)
    try await anna.sync(town.space)
    try region.service.close()
    shell(
      """
      cat '\(file).old' > '\(file)'; cat '\(file).high-water.old' > '\(file).high-water'
      rm -f '\(file)-wal' '\(file)-shm'
      """)
    region = try await town.region.reopened()
    #expect(!region.store.wasPutBack)
    // Beyond the end.
    let late = anna.copied(to: region)
    #expect(try await late.exchange(town.space, push: []).status == .cursorUnknown)
    // Another history grows past that position.
    let bob = town.bob.copied(to: region)
    for number in 0..<4 { bob.create("other history \(number)", in: town.space) }
    try await bob.sync(town.space)
    let answer = try await late.exchange(town.space, push: [])
    #expect(answer.status == .cursorUnknown)
    #expect(answer.streams.map(\.counter) == [5])
    try late.absorb(answer)
    try await late.sync(town.space)
    try await bob.sync(town.space)
    #expect(late.spaces[town.space]?.documents == bob.spaces[town.space]?.documents)
    #expect(late.spaces[town.space]?.documents.count == 10)
  }

  @Test("a copied database begins a new epoch, and so does one without its mark")
  func copied() async throws {
    let town = try await Town()
    let epoch = try await town.epoch()
    try town.region.service.close()
    let clone = try await town.copied()
    #expect(clone.store.wasPutBack)
    #expect(try await clone.service.beginServing() == "Noord")
    #expect(try await clone.service.status().epoch != epoch)
    shell("rm '\(town.region.scratch.file()).high-water'")
    let region = try await town.region.reopened()
    #expect(region.store.wasPutBack)
    try await region.service.beginServing()
    // A false alarm costs nothing: every device goes on where it was.
    let bob = town.bob.copied(to: region)
    let answer = try await bob.exchange(town.space)
    #expect(answer.status == .ok && answer.bootstrap == nil)
    try region.service.close()
    #expect(try await !town.region.reopened().store.wasPutBack)
  }

  @Test(
    "a mark that is no mark is taken for a missing one",
    arguments: ["", "x", "schakel high water 1"])
  func damagedMark(_ content: String) async throws {
    let town = try await Town()
    try town.region.service.close()
    shell("printf '%s' '\(content)' > '\(town.region.scratch.file()).high-water'")
    #expect(try await town.region.reopened().store.wasPutBack)
  }

  @Test("a copy that is only looked into is as it was")
  func lookedInto() async throws {
    let town = try await Town()
    let epoch = try await town.epoch()
    try town.region.service.close()
    let copy = try await town.copied()
    let commits = try copy.commits()
    #expect(try copy.service.name() == "Noord")
    #expect(try await copy.service.status().epoch == epoch)
    #expect(try copy.service.spaces().count == 1)
    #expect(try copy.service.devices().count == 2)
    _ = try await town.bob.copied(to: copy).region.service.documents(
      in: town.space, after: nil, limit: 10, for: town.bob.device)
    #expect(try copy.commits() == commits)
    try copy.service.close()
    let again = try await copy.reopened()
    #expect(again.store.wasPutBack)
    #expect(try await again.service.status().epoch == epoch)
  }

  @Test("the new epoch of a copy begins with the first write, whoever writes, and once")
  func firstWrite() async throws {
    let town = try await Town()
    let epoch = try await town.epoch()
    try town.region.service.close()
    let copy = try await town.copied()
    let other = try await copy.reopened()
    #expect(other.store.wasPutBack)
    let position = try await copy.service.status().spaces[0].head.position
    // One that is refused begins nothing.
    _ = try await failure { _ = try await copy.service.found(name: "Noord") }
    #expect(try await copy.service.status().epoch == epoch)
    let space = town.space
    await withTaskGroup(of: Void.self) { group in
      for service in [copy.service, other.service] {
        for number in 0..<8 {
          group.addTask {
            _ = try? await service.invite(handle: "\(number)", to: space, as: .reader)
          }
        }
      }
    }
    let status = try await other.service.status()
    #expect(status.epoch != epoch)
    #expect(status.spaces[0].head.epoch == status.epoch)
    #expect(status.spaces[0].head.position == position + 1)
  }

  @Test("where no mark can be made nothing is written, and it is said")
  func noMark() async throws {
    let town = try await Town()
    let mark = town.region.scratch.file() + ".high-water"
    try town.region.service.close()
    shell("rm '\(mark)'; mkdir '\(mark)'")
    let region = try await town.region.reopened()
    let commits = try region.commits()
    let errors = [
      try await failure { try await region.service.beginServing() },
      try await failure { _ = try await region.service.addSpace(name: "East") },
    ]
    #expect(errors.map(\.code) == [.storage, .storage])
    #expect(errors[0].message.contains(mark))
    #expect(try region.commits() == commits)
    #expect(try region.service.spaces().count == 1)
    shell("rmdir '\(mark)'")
    try await region.service.beginServing()
    try region.service.close()
    #expect(try await !town.region.reopened().store.wasPutBack)
  }

  @Test("a commit whose mark could not be written stands, and is the last until it can")
  func fullMark() async throws {
    try #require(shell("test -c /dev/full") == 0, "this needs a device that is always full")
    let town = try await Town()
    let mark = town.region.scratch.file() + ".high-water"
    try town.region.service.close()
    shell("ln -sf /dev/full '\(mark)'")
    let region = try await town.region.reopened()
    _ = try await region.service.addSpace(name: "East")
    let error = try await failure { _ = try await region.service.addSpace(name: "South") }
    #expect(error.code == .storage)
    #expect(try region.service.spaces().map(\.name) == ["West", "East"])
  }

  @Test("a cursor that nobody gave out is not recognised")
  func forgedCursors() async throws {
    let town = try await Town()
    let good = try #require(town.bob.spaces[town.space]?.cursor)
    let forged = [
      Cursor(epoch: good.epoch, position: good.position, mark: good.mark ^ 1),
      Cursor(epoch: good.epoch, position: good.position - 1, mark: good.mark),
      Cursor(epoch: good.epoch, position: good.position + 1, mark: good.mark),
      Cursor(epoch: good.epoch, position: Limits.position, mark: good.mark),
      Cursor(epoch: good.epoch, position: 0, mark: good.mark),
      Cursor(epoch: EpochID(rawValue: 7), position: good.position, mark: good.mark),
    ]
    for cursor in forged {
      town.bob.spaces[town.space]?.cursor = cursor
      let answer = try await town.bob.exchange(town.space)
      #expect(answer.status == .cursorUnknown)
      #expect(answer.bootstrap == nil && answer.entries.isEmpty && answer.cursor == nil)
    }
  }
}
