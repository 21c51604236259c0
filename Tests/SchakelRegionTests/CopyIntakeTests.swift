import SchakelCore
import Testing

@testable import SchakelRegion

/// What a region keeps of lives of devices' databases, and what it says of them.
@Suite struct CopyIntakeTests {
  private struct Village {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice
    let coordinator: PersonID

    init(limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion.make(limits: limits, admitsCopies: false)
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      coordinator = try await region.device("c", in: space, as: .coordinator).device.person
    }

    /// Anna's device in another life, with nothing on it.
    func copy(_ incarnation: UInt32) -> TestDevice {
      let copy = anna.emptied()
      copy.incarnation = Incarnation(rawValue: incarnation)
      return copy
    }

    /// What the region answers a device of Anna's that says these lives and pushes nothing.
    func say(_ lives: [UInt32], counter: UInt64 = 0) async throws -> SyncAnswer.Space {
      var request = anna.request(space, push: [])
      request.spaces[0].streams = lives.map { life in
        let writer = Writer(
          replica: anna.device.replica, incarnation: Incarnation(rawValue: life))
        return StreamTip(writer: writer, counter: counter, tip: anna.genesis(writer, space))
      }
      let answer = try await region.service.sync(request, from: anna.device)
      return try #require(answer.spaces.first)
    }

    var waiting: [UInt32] {
      get throws { try region.service.copies().map(\.incarnation.rawValue) }
    }
  }

  @Test("the first life is the one that said so first, though a copy be the first to write")
  func first() async throws {
    let village = try await Village()
    #expect(try await village.say([1]).unadmitted == [])
    let copy = village.copy(2)
    copy.create("of the copy", in: village.space)
    let answer = try await copy.exchange(village.space)
    #expect(answer.unadmitted == [copy.writer] && answer.status == .ok && answer.receipt == nil)
    // What the region has of the stream is told, which is nothing.
    let genesis = copy.genesis(copy.writer, village.space)
    #expect(answer.streams == [StreamTip(writer: copy.writer, counter: 0, tip: genesis)])
    #expect(try village.waiting == [2])
    village.anna.create("of the device", in: village.space)
    #expect(try await village.anna.exchange(village.space).unadmitted == [])
  }

  @Test("of a device that makes up lives so many are kept, and the others wait all the same")
  func many() async throws {
    var limits = RegionLimits()
    limits.waitingCopies = 2
    let village = try await Village(limits: limits)
    let answer = try await village.say([1, 2, 3, 4, 5], counter: 1)
    #expect(answer.unadmitted.map(\.incarnation.rawValue) == [2, 3, 4, 5])
    #expect(try village.waiting == [2, 3])
    let copy = village.copy(6)
    copy.create("one more", in: village.space)
    #expect(try await copy.exchange(village.space).unadmitted == [copy.writer])
    #expect(try village.waiting == [2, 3])
  }

  @Test("what another sealed, or hangs on nothing, leaves no trace of a life")
  func strangers() async throws {
    let village = try await Village()
    _ = try await village.say([1])
    let copy = village.copy(2)
    for title in ["one", "two"] { copy.create(title, in: village.space) }
    let whole = copy.run(1...2, in: village.space)
    let forged = ChangeRun(
      writer: whole.writer, first: 1, changes: whole.changes,
      seal: copy.seal(in: village.space, at: 2, by: village.bob.key))
    let answer = try await village.bob.exchange(village.space, push: [forged])
    #expect(answer.status == .runRefused && answer.unadmitted == [])
    let late = copy.run(2...2, in: village.space)
    let gap = try await village.bob.exchange(village.space, push: [late])
    #expect(gap.status == .ok && gap.unadmitted == [])
    #expect(try village.waiting == [])
    let held = try await village.bob.exchange(village.space, push: [whole])
    #expect(held.unadmitted == [copy.writer])
    #expect(try village.waiting == [2])
  }

  @Test("others' runs in the same push are taken, and those of a copy do not hold them up")
  func beside() async throws {
    let village = try await Village()
    _ = try await village.say([1])
    let copy = village.copy(2)
    copy.create("of the copy", in: village.space)
    village.bob.create("of Bob", in: village.space)
    let runs = [copy.run(1...1, in: village.space), village.bob.run(1...1, in: village.space)]
    let answer = try await village.bob.exchange(village.space, push: runs)
    #expect(answer.unadmitted == [copy.writer] && answer.receipt == nil)
    #expect(try await village.region.service.status().changes == 1)
  }

  @Test("the first life too is named where a copy has written before it, and the audit holds")
  func later() async throws {
    let village = try await Village()
    _ = try await village.say([1])
    let copy = village.copy(2)
    copy.create("of the copy", in: village.space)
    _ = try await copy.exchange(village.space)
    let service = village.region.service
    _ = try await service.admit(
      copy.device.replica, only: copy.incarnation, by: village.coordinator)
    try await copy.sync(village.space)
    village.anna.create("of the device", in: village.space)
    try await village.anna.sync(village.space)
    let report = try await service.verifyAudit(of: nil).get()
    let admissions = try #require(report.spaces.first).admissions
    #expect(admissions.map(\.writer) == [copy.writer, village.anna.writer])
    #expect(admissions.map(\.previous) == [village.anna.incarnation, nil])
    #expect(admissions.map(\.actor) == [village.coordinator, nil])
    try await village.bob.sync(village.space)
    #expect(village.bob.spaces[village.space]?.documents.count == 2)
  }

  @Test("to say the same lives again writes nothing")
  func idle() async throws {
    let village = try await Village()
    _ = try await village.say([1, 2], counter: 3)
    let before = try village.region.service.copies().map(\.since)
    village.region.clock.advance(60_000)
    _ = try await village.say([1, 2], counter: 3)
    #expect(try village.region.service.copies().map(\.since) == before)
    #expect(try village.region.service.copies().map(\.changes) == [3])
    _ = try await village.say([1, 2], counter: 4)
    #expect(try village.region.service.copies().map(\.changes) == [4])
  }
}
