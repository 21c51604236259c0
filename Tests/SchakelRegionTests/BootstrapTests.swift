import SchakelCore
import Testing

@testable import SchakelRegion

/// Devices that start from states rather than from the log.
@Suite struct BootstrapTests {
  /// A space in which devices write, edit each other's documents apart and together, and are
  /// refused now and then; `follower` has followed its log from the beginning.
  struct Town {
    let region: TestRegion
    let space: SpaceID
    let follower: TestDevice
    let writers: [TestDevice]
    var documents: [DocumentID] = []

    init(seed: UInt64, rounds: Int, limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion.make(seed: seed, limits: limits)
      space = try await region.service.addSpace(name: "West").id
      follower = try await region.device("f", in: space, as: .reader)
      try await follower.sync(space)
      var writers: [TestDevice] = []
      for number in 0..<4 {
        writers.append(try await region.device("w\(number)", in: space))
      }
      writers[3].skew = 3_600_000
      self.writers = writers
      for _ in 0..<rounds { try await live() }
    }

    /// Something happens.
    mutating func live() async throws {
      let random = region.random
      region.clock.advance(random.next() % 5_000)
      let writer = writers[Int(random.next() % 4)]
      let text = "note \(random.next() % 1_000)"
      switch random.next() % 12 {
      case 0, 1: documents.append(writer.create(text, in: space))
      case 2, 3, 4:
        let known = writer.spaces[space]?.documents.keys.sorted() ?? []
        guard !known.isEmpty else { return }
        let document = known[Int(random.next() % UInt64(known.count))]
        writer.edit(document, text, in: space, field: random.next() % 2 == 0 ? "title" : "place")
      case 5: writer.create(text, in: space, author: PersonID(rawValue: 1))
      case 6, 7, 8:
        // On top of what another device has not pushed: it waits, or contradicts, or both.
        guard !documents.isEmpty else { return }
        let other = writers[Int(random.next() % 4)]
        let document = documents[Int(random.next() % UInt64(documents.count))]
        let context = other.state(of: document, in: space).vector
        // Titles that await a choice are left alone: where that is noticed late, a device has to make
        // the document anew, which these do not.
        let isOpen = Set(titles(of: writer.state(of: document, in: space))).count > 1
        if !context.isEmpty {
          let field: Name = isOpen ? "place" : "title"
          writer.edit(document, text, in: space, field: field, context: context)
        }
      case 9:
        if random.next() % 4 == 0 { writer.add(VoidTests.unreadable(random), in: space) }
      default: try await writer.sync(space)
      }
    }
  }

  @Test(
    "states in pages come to the same bytes as the log from its beginning",
    arguments: [1, 2, 4, 5] as [UInt64])
  func equalsLog(seed: UInt64) async throws {
    let town = try await Town(seed: seed, rounds: 400)
    for writer in town.writers { try await writer.sync(town.space) }
    try await town.follower.sync(town.space)
    let reference = try #require(town.follower.spaces[town.space])
    #expect(reference.documents.count > 30)
    // The town is lively enough for this to say something.
    let reasons = Set(reference.voids.map(\.reason))
    #expect(reasons.isSuperset(of: [.wrongAuthor, .contradictory, .unreadable]))
    #expect(town.writers.contains { $0.hasWaited(in: town.space) })
    for limit in [1, 2_000, 1 << 20] {
      let newcomer = try await town.region.device("n\(limit)", in: town.space)
      try await newcomer.sync(town.space, limit: limit)
      try await town.follower.sync(town.space)
      let copy = try #require(newcomer.spaces[town.space])
      #expect(copy.documents == reference.documents)
      #expect(
        copy.documents.mapValues { $0.encoded() } == reference.documents.mapValues { $0.encoded() })
      #expect(copy.receipts.filter { !$0.value.isEmpty } == kept(reference))
      #expect(copy.changesReceived == 0)
      #expect(copy.streams == reference.streams)
      #expect(copy.cursor == town.follower.spaces[town.space]?.cursor)
    }
  }

  /// The receipts of dots that are still to be seen.
  private func kept(_ copy: TestDevice.SpaceCopy) -> [DocumentID: Receipts] {
    var kept: [DocumentID: Receipts] = [:]
    for (document, receipts) in copy.receipts {
      let dots = copy.documents[document]?.fields.flatMap { $0.siblings.map(\.dot) } ?? []
      let rest = receipts.sorted.filter { dots.contains($0.dot) }
      if !rest.isEmpty {
        kept[document] = Receipts(encoded: rest.map { ($0.dot, $0.milliseconds) })
      }
    }
    return kept
  }

  @Test("what is written while the pages come is not lost, and not told wrong")
  func movingTarget() async throws {
    var town = try await Town(seed: 9, rounds: 400)
    let newcomer = try await town.region.device("n", in: town.space)
    var pages = 0
    var more = true
    while more {
      let answer = try await newcomer.exchange(town.space, limit: 1_500)
      try newcomer.absorb(answer)
      more = answer.more
      pages += 1
      for _ in 0..<5 where pages < 20 { try await town.live() }
    }
    #expect(pages > 10)
    for writer in town.writers { try await writer.sync(town.space) }
    try await newcomer.sync(town.space)
    try await town.follower.sync(town.space)
    #expect(
      newcomer.spaces[town.space]?.documents == town.follower.spaces[town.space]?.documents)
  }

  @Test("the first page tells who is in the space, by name, role and key")
  func firstPage() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space, as: .reader)
    try await bob.sync(space)
    let entries = try #require(bob.spaces[space]?.entries)
    let members = entries.compactMap { if case .member(let member) = $0 { member } else { nil } }
    let devices = entries.compactMap { if case .device(let device) = $0 { device } else { nil } }
    #expect(members.map(\.person) == [anna.device.person, bob.device.person])
    #expect(members.map(\.role) == [.contributor, .reader])
    #expect(devices.map(\.replica) == [anna.device.replica, bob.device.replica])
    #expect(devices.map(\.publicKey) == [anna.key, bob.key])
    #expect(bob.spaces[space]?.people.map(\.name) == ["Name of a", "Name of b"])
  }

  @Test(
    "no page is longer than the device takes, and nothing of it is told twice or left out",
    arguments: [false, true])
  func bounded(saysWhatItHas: Bool) async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    var devices: [TestDevice] = []
    for number in 0..<12 {
      let device = try await region.device("\(number)", in: space)
      device.create("note", in: space)
      device.create("not mine", in: space, author: PersonID(rawValue: 4))
      try await device.sync(space)
      devices.append(device)
    }
    // The last one lost its database, and what it was told of its refused changes.
    let limit = 600
    let lost = devices[11].emptied()
    var pages = 0
    repeat {
      var request = lost.request(space, limit: limit)
      if saysWhatItHas && pages == 0 {
        var vector = VersionVector()
        for device in devices {
          vector.record(device.dot(2), check: device.own[space]!.links[1].check)
        }
        request.spaces[0].vector = vector
      }
      let answer = try await region.service.sync(request, from: lost.device).spaces[0]
      let size = SyncAnswer(time: 0, spaces: [answer]).encoded.count
      #expect(size <= limit + 300)
      try lost.absorb(answer)
      pages += 1
    } while lost.spaces[space]?.token != nil
    #expect(pages > 4)
    let copy = try #require(lost.spaces[space])
    #expect(copy.streams.count == 12)
    #expect(copy.documents.count == 24)
    #expect(copy.people.map(\.name) == (0..<12).map { "Name of \($0)" })
    let entries = copy.entries
    #expect(entries.count { if case .member = $0 { true } else { false } } == 12)
    #expect(entries.count { if case .device = $0 { true } else { false } } == 12)
    let voids = saysWhatItHas ? devices.map { $0.dot(2) } : [lost.dot(2)]
    #expect(copy.voids.map(\.dot) == voids)
  }

  @Test("an empty space is one page")
  func emptySpace() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let answer = try await anna.exchange(space)
    #expect(answer.bootstrap?.token == nil)
    #expect(answer.more == false)
    #expect(answer.cursor == answer.head)
    #expect(answer.digest == 0)
  }

  @Test("a device that is far behind gets states, one that is a little behind gets the log")
  func farBehind() async throws {
    var limits = RegionLimits()
    limits.tailEntries = 30
    limits.bootstrapFactor = 2
    let region = try await TestRegion.make(limits: limits)
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    try await bob.sync(space)
    let note = anna.create("note", in: space)
    for number in 0..<10 { anna.edit(note, "\(number)", in: space) }
    try await anna.sync(space)
    try await bob.sync(space)
    #expect(bob.spaces[space]?.changesReceived == 11)
    for number in 0..<50 { anna.edit(note, "\(number)", in: space) }
    try await anna.sync(space)
    let answer = try await bob.exchange(space)
    #expect(answer.bootstrap?.states.count == 1)
    #expect(answer.status == .ok)
  }

  @Test("a token that the log does not confirm brings no page")
  func forgedToken() async throws {
    let town = try await Town(seed: 5, rounds: 100)
    let newcomer = try await town.region.device("n", in: town.space)
    let first = try await newcomer.exchange(town.space, limit: 500)
    let token = try #require(first.bootstrap?.token)
    for index in token.indices {
      var forged = token
      forged[index] ^= 1
      var request = newcomer.request(town.space, limit: 500)
      request.spaces[0].bootstrap = forged
      let answer = try await town.region.service.sync(request, from: newcomer.device)
      // Either it says what an honest one may say, or it is not taken.
      let page = answer.spaces[0].bootstrap
      #expect((page == nil) == (answer.spaces[0].status == .cursorUnknown))
      #expect(answer.spaces[0].cursor == nil || answer.spaces[0].cursor == answer.spaces[0].head)
    }
  }
}
