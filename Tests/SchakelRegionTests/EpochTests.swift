import SchakelCore
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

    /// The devices of a region that was opened again.
    func device(_ device: TestDevice, in region: TestRegion) -> TestDevice {
      let same = TestDevice(device.device, key: device.key, region: region)
      (same.spaces, same.own) = (device.spaces, device.own)
      return same
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
    let bob = town.device(town.bob, in: region)
    let answer = try await bob.sync(town.space)
    #expect(answer.entries.isEmpty && answer.bootstrap == nil)
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
    var anna = town.device(town.anna, in: region)
    let lost = anna.create("written after the backup", in: town.space)
    try await anna.sync(town.space)
    try region.service.close()
    shell("cat '\(file).backup' > '\(file)'; rm -f '\(file)-wal' '\(file)-shm'")

    region = try await town.region.reopened()
    #expect(region.store.wasPutBack)
    #expect(try await region.service.status().epoch != epoch)
    let bob = town.device(town.bob, in: region)
    let answer = try await bob.exchange(town.space)
    #expect(answer.status == .ok)
    #expect(answer.bootstrap == nil)
    #expect(answer.entries.count == 1)
    try bob.absorb(answer)

    anna = town.device(anna, in: region)
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
    let anna = town.device(town.anna, in: region)
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
    let late = town.device(anna, in: region)
    #expect(try await late.exchange(town.space, push: []).status == .cursorUnknown)
    // Another history grows past that position.
    let bob = town.device(town.bob, in: region)
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
    let copy = try Scratch()
    shell("cp '\(town.region.scratch.path)'/region.sqlite* '\(copy.path)/'")
    let clone = try await TestRegion(
      scratch: copy, clock: town.region.clock, random: town.region.random)
    #expect(clone.store.wasPutBack)
    #expect(try await clone.service.status().epoch != epoch)
    shell("rm '\(town.region.scratch.file()).high-water'")
    let region = try await town.region.reopened()
    #expect(region.store.wasPutBack)
    // A false alarm costs nothing: every device goes on where it was.
    let bob = town.device(town.bob, in: region)
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
      #expect(answer.bootstrap != nil)
    }
  }
}
