import SchakelCore
import Testing

@testable import SchakelRegion

@Suite struct SyncTests {
  @Test("what one device writes, every device of the space has")
  func allToAll() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let devices = [
      try await region.device("a", in: space), try await region.device("b", in: space),
      try await region.device("c", in: space),
    ]
    for round in 0..<3 {
      for (index, device) in devices.enumerated() {
        let document = device.create("note \(round).\(index)", in: space)
        device.edit(document, "note \(round).\(index), edited", in: space)
      }
      for device in devices { try await device.sync(space) }
    }
    for device in devices {
      let answer = try await device.sync(space)
      #expect(answer.head == answer.cursor)
      #expect(device.spaces[space]?.documents.count == 9)
      #expect(device.spaces[space]?.documents == devices[0].spaces[space]?.documents)
      #expect(answer.digest == device.digest(of: space))
    }
  }

  @Test("edits made apart are siblings on every device")
  func concurrentEdits() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    let document = anna.create("first", in: space)
    try await anna.sync(space)
    try await bob.sync(space)
    anna.edit(document, "by Anna", in: space)
    bob.edit(document, "by Bob", in: space)
    try await bob.sync(space)
    try await anna.sync(space)
    try await bob.sync(space)
    let state = try #require(anna.spaces[space]?.documents[document])
    #expect(titles(of: state).sorted() == ["by Anna", "by Bob"])
    #expect(bob.spaces[space]?.documents[document] == state)
  }

  @Test("a device's own changes come back as a mention, without their bytes")
  func ownChanges() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    try await anna.sync(space)
    for number in 0..<100 { anna.create("note \(number)", in: space) }
    let answer = try await anna.sync(space)
    #expect(answer.entries.count == 2)
    #expect(anna.spaces[space]?.ownMentioned == 100)
    #expect(anna.spaces[space]?.changesReceived == 0)
    #expect(answer.receipt != nil)
  }

  @Test("a device that lost what it wrote gets it back in full")
  func lostOwnChanges() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    try await anna.sync(space)
    let backup = (anna.spaces, anna.own)
    anna.create("lost", in: space)
    try await anna.sync(space)
    (anna.spaces, anna.own) = backup
    anna.incarnation = Incarnation(rawValue: 2)
    try await anna.sync(space)
    #expect(anna.spaces[space]?.changesReceived == 1)
    #expect(anna.spaces[space]?.documents.count == 1)
  }

  @Test("the receipt is the region's signature over the log's end, and comes with a push alone")
  func receipts() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    #expect(try await anna.sync(space).receipt == nil)
    anna.create("note", in: space)
    let answer = try await anna.exchange(space)
    let receipt = try #require(answer.receipt)
    let message = SyncAnswer.Receipt.message(
      space: space, epoch: receipt.epoch, position: receipt.position, hash: receipt.hash,
      time: receipt.time)
    #expect(FakeKeys.verify(FakeKeys.region, message, receipt.signature))
    #expect(answer.head?.position == receipt.position)
    #expect(answer.head?.mark == receipt.hash.prefix64)
  }

  @Test("with nothing new an answer has at most 200 bytes and costs the same few questions")
  func idle() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    var costs: [Int] = []
    for count in [0, 10, 200] {
      for number in 0..<count { anna.create("note \(number)", in: space) }
      try await anna.sync(space)
      try await bob.sync(space)
      let request = bob.request(space)
      let before = region.store.statementsRun
      let answer = try await region.service.sync(request, from: bob.device)
      costs.append(region.store.statementsRun - before)
      #expect(answer.encoded.count <= 200)
      #expect(request.encoded.count <= 200)
    }
    #expect(costs == [3, 3, 3])
  }

  @Test("an answer is bounded, and the next one goes on where it ended")
  func bounded() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    try await bob.sync(space)
    for number in 0..<50 { anna.create("note \(number)", in: space) }
    try await anna.sync(space)
    var answers = 0
    var more = true
    while more {
      let answer = try await bob.exchange(space, limit: 1_000)
      #expect(SyncAnswer(time: 0, spaces: [answer]).encoded.count < 2_000)
      try bob.absorb(answer)
      more = answer.more
      answers += 1
    }
    #expect(answers > 5)
    #expect(bob.spaces[space]?.documents.count == 50)
    #expect(bob.spaces[space]?.documents == anna.spaces[space]?.documents)
  }

  @Test("an answer brings something however little the device is willing to take")
  func tinyLimit() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    try await bob.sync(space)
    for number in 0..<5 { anna.create("note \(number)", in: space) }
    try await anna.sync(space)
    try await bob.sync(space, limit: 0)
    #expect(bob.spaces[space]?.documents.count == 5)
  }

  @Test("names come with the first answer, and again when they change")
  func names() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    try await anna.sync(space)
    #expect(anna.spaces[space]?.people.map(\.name) == ["Name of a"])
    _ = try await region.device("b", in: space, as: .reader)
    let joined = try await anna.sync(space)
    #expect(joined.people.map(\.name) == ["Name of b"])
    #expect(joined.people.map(\.role) == [.reader])
    _ = try await region.service.invite(handle: "b", name: "B. Renamed", to: space, as: .reader)
    #expect(try await anna.sync(space).people.map(\.name) == ["B. Renamed"])
    #expect(try await anna.sync(space).people.isEmpty)
  }

  @Test("one request serves all spaces of a device")
  func manySpaces() async throws {
    let region = try await TestRegion.make()
    let west = try await region.service.addSpace(name: "West").id
    let east = try await region.service.addSpace(name: "East").id
    let anna = try await region.device("a", in: west)
    let invitation = try await region.service.invite(handle: "a", to: east, as: .contributor)
    _ = try await region.service.join(code: invitation.code, with: anna.device)
    anna.create("in the west", in: west)
    anna.create("in the east", in: east)
    var request = anna.request(west)
    request.spaces += anna.request(east).spaces
    let answer = try await region.service.sync(request, from: anna.device)
    #expect(answer.spaces.map(\.space) == [west, east])
    #expect(answer.spaces.allSatisfy { $0.receipt != nil && $0.status == .ok })
    for space in answer.spaces { try anna.absorb(space) }
    try await anna.sync(west)
    try await anna.sync(east)
    #expect(anna.spaces[west]?.documents.count == 1)
    #expect(anna.spaces[east]?.documents.count == 1)
  }

  @Test("a version that is spoken is answered in itself; of others it is told which side is behind")
  func versions() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    // A region of a later day, which speaks three versions.
    let service = try await RegionService(
      store: region.store, environment: region.service.environment, limits: RegionLimits(),
      meter: { _ in }, versions: 2...4)
    let answered = { (version: UInt64) async throws -> UInt64 in
      var request = anna.request(space)
      request.version = version
      return try await service.sync(request, from: anna.device).version
    }
    for push in [false, true] {
      if push { anna.create("note", in: space) }
      for version: UInt64 in 2...4 { #expect(try await answered(version) == version) }
    }
    #expect(try await failure { _ = try await answered(1) }.code == .versionNotSpoken)
    for version: UInt64 in [5, .max] {
      #expect(try await failure { _ = try await answered(version) }.code == .versionNotYetSpoken)
    }
  }

  @Test("more changes than one request may bring are refused whole, and in parts they are taken")
  func tooManyChanges() async throws {
    var limits = RegionLimits()
    limits.changesPerRequest = 3
    let region = try await TestRegion.make(limits: limits)
    let (west, east) = (
      try await region.service.addSpace(name: "West").id,
      try await region.service.addSpace(name: "East").id
    )
    let anna = try await region.device("a", in: west)
    let both = try await region.service.invite(handle: "a", name: nil, to: east, as: .contributor)
    _ = try await region.service.join(code: both.code, with: anna.device)
    for number in 0..<2 {
      for space in [west, east] { anna.create("note \(number)", in: space) }
    }
    var request = anna.request(west)
    request.spaces += anna.request(east).spaces
    let refusal = try await failure {
      _ = try await region.service.sync(request, from: anna.device)
    }
    #expect(refusal.code == .tooManyChanges && refusal.message.contains("takes 3 at once"))
    #expect(try await region.service.status().changes == 0)
    for space in [west, east] { try await anna.sync(space) }
    #expect(try await region.service.status().changes == 4)
    anna.create("a third", in: west)
    try await anna.sync(west)
    #expect(try await region.service.status().changes == 5)
  }
}
