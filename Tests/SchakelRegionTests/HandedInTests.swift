import SchakelCore
import Testing

@testable import SchakelRegion

/// Streams with a refused change, brought by a device that has its link and the region's word, and
/// never had its bytes.
@Suite struct HandedInTests {
  /// Anna writes three changes of one note, the second of which is void. Bob has taken note of it.
  struct Village {
    var region: TestRegion
    let space: SpaceID
    var anna: TestDevice
    var bob: TestDevice
    /// May read.
    var reader: TestDevice
    private(set) var note = DocumentID(milliseconds: 0, random: (0, 0))
    /// As the log had them.
    private(set) var voids: [LogEntry.Void] = []

    init(backup: Bool = true) async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      reader = try await region.device("r", in: space, as: .reader)
      try await bob.sync(space)
      if backup { try await restart("cp '\(file)' '\(file).backup'") }
      note = anna.create("one", in: space)
      anna.edit(note, "two, as Bob", in: space, author: bob.device.person)
      anna.edit(note, "three", in: space)
      try await anna.sync(space)
      try await bob.sync(space)
      voids = bob.spaces[space]?.voids ?? []
    }

    private var file: String { region.scratch.file() }

    private mutating func restart(_ command: String) async throws {
      try region.service.close()
      shell(command)
      region = try await region.reopened()
      anna = anna.copied(to: region)
      bob = bob.copied(to: region)
      reader = reader.copied(to: region)
    }

    /// Puts the region back to before anybody wrote.
    mutating func putBack() async throws {
      try await restart("cat '\(file).backup' > '\(file)'; rm -f '\(file)-wal' '\(file)-shm'")
    }

    /// Anna's stream as Bob has it.
    var pastVoid: ChangeRun { run(links: [2]) }

    func run(links: [Int]) -> ChangeRun {
      let whole = anna.run(1...3, in: space)
      var changes = whole.changes
      for counter in links {
        changes[counter - 1] = RunItem.link(anna.own[space]!.links[counter - 1]).encoded
      }
      return ChangeRun(writer: whole.writer, first: 1, changes: changes, seal: whole.seal)
    }

    func push(
      _ run: ChangeRun, _ voids: [LogEntry.Void], by device: TestDevice
    ) async throws -> SyncAnswer.Space {
      var request = device.request(space, push: [run])
      request.spaces[0].voids = voids
      request = try SyncRequest(encoded: request.encoded)
      let answer = try await region.service.sync(request, from: device.device)
      return try #require(answer.spaces.first)
    }

    /// Everybody, and somebody new, comes to the same.
    func agree() async throws {
      let newcomer = try await region.device("n\(region.random.next())", in: space)
      for device in [bob, anna, newcomer, bob] { try await device.sync(space) }
      #expect(newcomer.spaces[space]?.documents == bob.spaces[space]?.documents)
      #expect(anna.spaces[space]?.documents == bob.spaces[space]?.documents)
      let state = try #require(bob.spaces[space]?.documents[note])
      // What the refused change had replaced stays.
      #expect(titles(of: state) == ["one", "three"])
      #expect(state.vector.counter(of: anna.writer) == 3)
    }
  }

  @Test("a region that was put back gets a stream past a refused change from whoever has it")
  func pastVoid() async throws {
    var village = try await Village()
    #expect(village.voids.map(\.dot) == [village.anna.dot(2)])
    try await village.putBack()
    let answer = try await village.push(village.pastVoid, village.voids, by: village.bob)
    #expect(answer.status == .cursorUnknown)
    #expect(answer.outcomes == [.init(village.anna.dot(2), .void(.wrongAuthor))])
    #expect(answer.receipt != nil)
    try await village.agree()
    // Her own push brings the bytes, which are no other change.
    let own = try await village.push(village.run(links: []), [], by: village.anna)
    #expect(own.status == .ok)
    #expect(own.outcomes == [.init(village.anna.dot(2), .void(.wrongAuthor))])
    try await village.agree()
  }

  @Test("without the region's own word on it a link alone is not taken, nor the run it is in")
  func unexplained() async throws {
    var village = try await Village()
    try await village.putBack()
    let void = try #require(village.voids.first)
    let other = LogEntry.Void(
      dot: void.dot, link: village.anna.own[village.space]!.links[0], document: void.document,
      previous: void.previous, reason: void.reason, received: void.received
    ).signed(in: village.space) { FakeKeys.sign($0, by: FakeKeys.region) }
    let forged = void.signed(in: village.space) { FakeKeys.sign($0, by: village.bob.key) }
    let elsewhere = void.signed(in: SpaceID(rawValue: 7)) {
      FakeKeys.sign($0, by: FakeKeys.region)
    }
    for voids in [[], [other], [forged], [elsewhere]] {
      let answer = try await village.push(village.pastVoid, voids, by: village.bob)
      #expect(answer.status == .runRefused)
      #expect(answer.streams.contains { $0.writer == village.anna.writer && $0.counter == 0 })
    }
    #expect(try await village.region.service.status().spaces[0].changes == 0)
    // The link of a change that was not refused explains nothing either.
    let answer = try await village.push(village.run(links: [1, 2]), village.voids, by: village.bob)
    #expect(answer.status == .runRefused)
  }

  @Test("what was void is void again after a restore, though its writer may write by then")
  func keepsItsWord() async throws {
    var village = try await Village()
    let note = village.reader.create("not allowed", in: village.space)
    try await village.reader.sync(village.space)
    try await village.bob.sync(village.space)
    let void = try #require(
      village.bob.spaces[village.space]?.voids.first { $0.reason == .notAllowed })
    try await village.putBack()
    let service = village.region.service
    let invitation = try await service.invite(
      handle: "r", to: village.space, as: .contributor)
    _ = try await service.join(code: invitation.code, with: village.reader.device)
    let run = village.reader.run(1...1, in: village.space)
    let answer = try await village.push(run, [void], by: village.reader)
    #expect(answer.outcomes == [.init(village.reader.dot(1), .void(.notAllowed))])
    try await village.bob.sync(village.space)
    #expect(village.bob.spaces[village.space]?.documents[note]?.fields.isEmpty == true)
  }

  @Test("who hands in a change without its words cannot take them from it")
  func wordless() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let (anna, bob) = (
      try await region.device("a", in: space), try await region.device("b", in: space)
    )
    let note = anna.create("words", in: space)
    anna.edit(note, "more words", in: space)
    let whole = anna.run(1...2, in: space)
    for wordless in [[0], [1], [0, 1]] {
      var changes = whole.changes
      for index in wordless {
        changes[index] = try Change(encoded: changes[index], writer: anna.writer)
          .erased(.portable).encoded
      }
      let run = ChangeRun(writer: whole.writer, first: 1, changes: changes, seal: whole.seal)
      #expect(try await bob.exchange(space, push: [run]).status == .runRefused)
    }
    try await anna.sync(space)
    try await bob.sync(space)
    let state = try #require(bob.spaces[space]?.documents[note])
    #expect(titles(of: state) == ["more words"])
  }

  @Test("a link alone of what is here is passed over, and another link is a fork")
  func known() async throws {
    let village = try await Village(backup: false)
    let head = try await village.push(village.run(links: [1, 2, 3]), [], by: village.bob).head
    let again = try await village.push(village.pastVoid, village.voids, by: village.bob)
    #expect(again.status == .ok)
    #expect(again.head == head)
    #expect(again.outcomes == [.init(village.anna.dot(2), .void(.wrongAuthor))])
    var changes = village.pastVoid.changes
    changes[1] = RunItem.link(Hashing.portable.sha256([1])).encoded
    let tip = changes.reduce(village.anna.genesis(village.anna.writer, village.space)) {
      RunItem($1).link(after: $0, hashing: .portable) ?? $0
    }
    let message = Seal.message(
      stream: Stream(space: village.space, writer: village.anna.writer), counter: 3, tip: tip)
    let fork = ChangeRun(
      writer: village.anna.writer, first: 1, changes: changes,
      seal: Seal(
        writer: village.anna.writer, counter: 3, tip: tip,
        signature: FakeKeys.sign(message, by: village.anna.key)))
    let forked = try await village.push(fork, village.voids, by: village.bob)
    #expect(forked.outcomes.contains(.init(village.anna.dot(2), .fork)))
  }

  @Test("every void in the log is under the region's signature, for its space and no other")
  func signed() async throws {
    let village = try await Village(backup: false)
    let void = try #require(village.voids.first)
    let holds = { (space: SpaceID) in
      FakeKeys.verify(FakeKeys.region, void.message(in: space), void.signature)
    }
    #expect(holds(village.space))
    #expect(!holds(SpaceID(rawValue: 1)))
  }
}
