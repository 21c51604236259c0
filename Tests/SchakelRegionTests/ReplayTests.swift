import SchakelCore
import Testing

@testable import SchakelRegion

/// What is pushed twice, late, in pieces or in two versions.
@Suite struct ReplayTests {
  private func region() async throws -> (TestRegion, SpaceID, TestDevice) {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    return (region, space, try await region.device("a", in: space))
  }

  @Test("a push heard twice is heard once, and is receipted twice")
  func duplicate() async throws {
    let (region, space, anna) = try await region()
    let document = anna.create("note", in: space)
    anna.edit(document, "edited", in: space)
    let push = anna.outbox(in: space)
    let first = try await anna.exchange(space, push: push)
    let second = try await anna.exchange(space, push: push)
    #expect(first.head == second.head)
    #expect(first.receipt?.hash == second.receipt?.hash)
    #expect(second.status == .ok)
    #expect(try await region.service.status().changes == 2)
  }

  @Test("of a run that overlaps only what is new is taken")
  func overlap() async throws {
    let (region, space, anna) = try await region()
    for number in 1...6 { anna.create("note \(number)", in: space) }
    _ = try await anna.exchange(space, push: [anna.run(1...4, in: space)])
    _ = try await anna.exchange(space, push: [anna.run(2...6, in: space)])
    let bob = try await region.device("b", in: space)
    try await bob.sync(space)
    #expect(bob.spaces[space]?.documents.count == 6)
    #expect(try await region.service.status().changes == 6)
    try await anna.sync(space)
  }

  @Test("a run after a gap is not taken, and the answer says where the stream stands")
  func gap() async throws {
    let (region, space, anna) = try await region()
    for number in 1...4 { anna.create("note \(number)", in: space) }
    let early = try await anna.exchange(space, push: [anna.run(3...4, in: space)])
    #expect(early.streams.map(\.counter) == [0])
    #expect(early.receipt == nil)
    #expect(try await region.service.status().changes == 0)
    _ = try await anna.exchange(space, push: [anna.run(1...2, in: space)])
    let late = try await anna.exchange(space, push: [anna.run(3...4, in: space)])
    #expect(late.streams.map(\.counter) == [4])
    #expect(late.receipt != nil)
    #expect(try await region.service.status().changes == 4)
  }

  @Test("runs of one push follow each other")
  func runsInOnePush() async throws {
    let (region, space, anna) = try await region()
    for number in 1...6 { anna.create("note \(number)", in: space) }
    let runs = [anna.run(1...2, in: space), anna.run(3...3, in: space), anna.run(4...6, in: space)]
    let answer = try await anna.exchange(space, push: runs)
    #expect(answer.receipt != nil)
    #expect(try await region.service.status().changes == 6)
    try await anna.sync(space)
  }

  @Test("runs that do not fit add nothing to the log", arguments: [0, 1])
  func emptyRuns(overlap: Int) async throws {
    let (region, space, anna) = try await region()
    anna.create("note", in: space)
    _ = try await anna.exchange(space)
    let before = try await region.service.status().spaces[0].entries
    let run =
      overlap == 0
      ? ChangeRun(writer: anna.writer, first: 2, changes: [], seal: nil)
      : anna.run(1...1, in: space)
    _ = try await anna.exchange(space, push: [run])
    #expect(try await region.service.status().spaces[0].entries == before)
  }

  @Test("the same dot with other content is a fork: kept, reported and never merged")
  func fork() async throws {
    let (region, space, anna) = try await region()
    anna.create("one", in: space)
    try await anna.sync(space)
    let copy = anna.copied()
    anna.create("two, here", in: space)
    copy.create("two, there", in: space)
    copy.create("three, there", in: space)
    try await anna.sync(space)
    let answer = try await copy.exchange(space, push: [copy.run(1...3, in: space)])
    #expect(answer.outcomes == [SyncAnswer.Outcome(copy.dot(2), .fork)])
    #expect(answer.streams.map(\.counter) == [2])
    #expect(answer.receipt == nil)
    // What the log has at the fork is sent: the copy has something else there.
    #expect(answer.entries.contains { if case .changes = $0 { true } else { false } })
    let status = try await region.service.status()
    #expect(status.changes == 2)
    #expect(status.spaces[0].forks == 1)
    let since = RegionStatus.day(of: region.clock.now - RegionStatus.recent) * 24 * 3_600_000
    #expect(status.warnings == [.forks(space, count: 1, since: since)])
    _ = try await copy.exchange(space, push: [copy.run(2...3, in: space)])
    #expect(try await region.service.status().spaces[0].forks == 1)
  }

  @Test("other content for a dot without the device's seal is nobody's word, and leaves no trace")
  func forgedFork() async throws {
    let (region, space, anna) = try await region()
    anna.create("one", in: space)
    try await anna.sync(space)
    let mallory = TestDevice(anna.device, key: region.random.bytes(32), region: region)
    mallory.create("one, forged", in: space)
    let answer = try await mallory.exchange(space, push: [mallory.run(1...1, in: space)])
    #expect(answer.status == .runRefused)
    #expect(answer.outcomes.isEmpty)
    #expect(try await region.service.status().spaces[0].forks == 0)
  }

  @Test("of a run that is not taken nothing is said to be the device's own")
  func notTaken() async throws {
    let (_, space, anna) = try await region()
    anna.create("one", in: space)
    try await anna.sync(space)
    let copy = anna.copied()
    for number in 2...3 { anna.create("\(number), here", in: space) }
    for number in 2...4 { copy.create("\(number), there", in: space) }
    try await anna.sync(space)
    // It begins behind the place where the two went apart, so that its seal tells nothing here.
    let answer = try await copy.exchange(space, push: [copy.run(3...4, in: space)])
    #expect(answer.status == .runRefused)
    let own = answer.entries.contains { if case .own = $0 { true } else { false } }
    #expect(!own)
    let counters = answer.entries.flatMap { entry -> [UInt64] in
      guard case .changes(let run, _) = entry else { return [] }
      return run.changes.indices.map { run.first + UInt64($0) }
    }
    #expect(counters == [2, 3])
  }

  @Test("a fork behind refused changes is told by its seal")
  func forkAfterVoid() async throws {
    let (region, space, anna) = try await region()
    anna.create("one", in: space)
    anna.create("not mine", in: space, author: PersonID(rawValue: 1))
    anna.create("three", in: space)
    let copy = anna.emptied()
    copy.own = anna.own
    anna.create("four, here", in: space)
    copy.create("four, there", in: space)
    try await anna.sync(space)
    let answer = try await copy.exchange(space)
    #expect(answer.outcomes.contains(SyncAnswer.Outcome(copy.dot(4), .fork)))
    #expect(try await region.service.status().spaces[0].forks == 1)
  }

  @Test("the forks that are kept of one stream are bounded, the answers are not")
  func manyForks() async throws {
    var limits = RegionLimits()
    limits.forksPerStream = 2
    let region = try await TestRegion.make(limits: limits)
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    anna.create("here", in: space)
    try await anna.sync(space)
    for number in 0..<5 {
      let copy = anna.emptied()
      copy.create("there \(number)", in: space)
      let answer = try await copy.exchange(space)
      #expect(answer.outcomes.map(\.outcome) == [.fork])
    }
    #expect(try await region.service.status().spaces[0].forks == 2)
  }
}
