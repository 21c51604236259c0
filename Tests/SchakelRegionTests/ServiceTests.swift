import SchakelCore
import SchakelStore
import Testing

@testable import SchakelRegion

/// History, the feed of documents, receipts of fast clocks, and what an operator asks.
@Suite struct ServiceTests {
  struct Town {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice
    var service: RegionService { region.service }

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      try await bob.sync(space)
    }
  }

  @Test("the whole file is read while devices write, and stops when nobody wants it")
  func fileCheck() async throws {
    let town = try await Town()
    town.anna.create("one", in: town.space)
    let service = town.service
    async let report = service.checkFile()
    try await town.anna.sync(town.space)
    #expect(try await report == .sound)
    let task = Task { () throws(RegionError) in
      // Cancelled before it begins, so that no clock decides what is tested.
      while !Task.isCancelled { await Task.yield() }
      return try await service.checkFile()
    }
    task.cancel()
    let error = await #expect(throws: RegionError.self) { try await task.value }
    #expect(error?.code == .storage && error?.database?.code.isInterrupt == true)
  }

  @Test("a document's history builds its state anew")
  func history() async throws {
    let town = try await Town()
    let (anna, bob, space) = (town.anna, town.bob, town.space)
    let note = anna.create("one", in: space)
    anna.create("another", in: space)
    try await anna.sync(space)
    try await bob.sync(space)
    anna.edit(note, "by Anna", in: space)
    anna.edit(note, "not by Anna", in: space, author: bob.device.person)
    bob.edit(note, "by Bob", in: space)
    try await anna.sync(space)
    try await bob.sync(space)
    let history = try await town.service.history(
      HistoryRequest(space: space, document: note), for: bob.device)
    #expect(history.token == nil)
    #expect(history.items.map(\.writer) == [bob.writer, anna.writer, anna.writer])
    #expect(history.voids.map(\.dot) == [anna.dot(4)])
    #expect(try HistoryAnswer(encoded: history.encoded) == history)
    var state = DocumentState()
    var voids = history.voids
    for item in history.items.reversed() {
      let change = try Change(encoded: item.change, writer: item.writer)
      #expect(try state.apply(change, check: item.check) == .applied)
      voids.removeAll {
        state.recordVoid($0.dot, previous: $0.previous, check: $0.link.check) == .applied
      }
    }
    #expect(voids.isEmpty)
    #expect(state == bob.spaces[space]?.documents[note])
  }

  @Test("a document that is not in the space has no history there")
  func unknownHistory() async throws {
    let town = try await Town()
    let east = try await town.service.addSpace(name: "East").id
    let erik = try await town.region.device("e", in: east)
    let note = erik.create("elsewhere", in: east)
    try await erik.sync(east)
    let nowhere = DocumentID(milliseconds: 1, random: (2, 3))
    for document in [note, nowhere] {
      let error = try await failure {
        _ = try await town.service.history(
          HistoryRequest(space: town.space, document: document), for: town.anna.device)
      }
      #expect(error.code == .unknownDocument)
    }
  }

  @Test("the feed brings each document once, as it stands, and again when it changed")
  func feed() async throws {
    let town = try await Town()
    let (anna, space) = (town.anna, town.space)
    var notes: [DocumentID] = []
    for number in 0..<7 { notes.append(anna.create("note \(number)", in: space)) }
    anna.edit(notes[2], "note 2, edited", in: space)
    anna.create("not mine", in: space, author: PersonID(rawValue: 4))
    try await anna.sync(space)
    var cursor: Cursor?
    var seen: [DocumentID] = []
    var titles: [String] = []
    var more = true
    while more {
      let page = try await town.service.documents(
        in: space, after: cursor, limit: 3, for: anna.device)
      seen += page.items.map(\.document)
      titles += page.items.compactMap { $0.fields.first?.view.value?.text }
      (cursor, more) = (page.cursor, page.more)
      #expect(page.items.count <= 3)
    }
    #expect(seen == [notes[0], notes[1], notes[3], notes[4], notes[5], notes[6], notes[2]])
    #expect(titles.last == "note 2, edited")
    anna.edit(notes[4], "again", in: space)
    try await anna.sync(space)
    let next = try await town.service.documents(
      in: space, after: cursor, limit: 3, for: anna.device)
    #expect(next.items.map(\.document) == [notes[4]])
    #expect(!next.more)
    let rest = try await town.service.documents(
      in: space, after: next.cursor, limit: 3, for: anna.device)
    #expect(rest.items.isEmpty && !rest.more && rest.cursor == next.cursor)
  }

  @Test("the feed reads a document once, however often it was edited")
  func feedCost() async throws {
    let town = try await Town()
    let (anna, space) = (town.anna, town.space)
    for _ in 0..<3 {
      let note = anna.create("note", in: space)
      for number in 0..<20 { anna.edit(note, "edit \(number)", in: space) }
    }
    try await anna.sync(space)
    let before = town.region.store.documentsRead
    let page = try await town.service.documents(
      in: space, after: nil, limit: 10, for: anna.device)
    #expect(page.items.count == 3)
    #expect(town.region.store.documentsRead == before + 3)
  }

  @Test("the feed says of a cursor that is not its own that one begins again")
  func feedCursor() async throws {
    let town = try await Town()
    let error = try await failure {
      _ = try await town.service.documents(
        in: town.space, after: Cursor(epoch: EpochID(rawValue: 1), position: 2, mark: 3),
        limit: 3, for: town.anna.device)
    }
    #expect(error.code == .cursorUnknown)
  }

  @Test("a clock that runs ahead gains nothing: the first receipt goes with the state")
  func fastClock() async throws {
    let town = try await Town()
    let (anna, bob, space) = (town.anna, town.bob, town.space)
    anna.skew = 3_600_000
    let note = anna.create("from the future", in: space)
    try await anna.sync(space)
    let received = town.region.clock.now
    town.region.clock.advance(60_000)
    try await bob.sync(space)
    let first = try await town.region.device("c", in: space)
    try await first.sync(space)
    #expect(first.spaces[space]?.receipts[note]?[anna.dot(1)] == received)
    bob.edit(note, "later, by Bob", in: space, field: "place")
    anna.edit(note, "from the future again", in: space)
    try await anna.sync(space)
    try await bob.sync(space)
    let second = try await town.region.device("d", in: space)
    try await second.sync(space)
    let receipts = try #require(second.spaces[space]?.receipts[note])
    // The first value was replaced, and with it went its receipt.
    #expect(receipts[anna.dot(1)] == nil)
    #expect(receipts[anna.dot(2)] == received + 60_000)
    #expect(receipts[bob.dot(1)] == nil)
  }

  @Test("the status says what is there, who was here when, and what to look at")
  func status() async throws {
    let town = try await Town()
    let (anna, space) = (town.anna, town.space)
    anna.create("note", in: space)
    anna.create("not mine", in: space, author: PersonID(rawValue: 4))
    try await anna.sync(space)
    town.region.clock.advance(RegionStatus.silence + 1)
    try await anna.sync(space)
    // The contact is written beside, and nobody waits for it.
    for _ in 0..<1_000 where try town.service.devices()[0].agent.isEmpty {
      try await Task.sleep(for: .milliseconds(5))
    }
    let status = try await town.service.status()
    #expect(status.name == "Noord")
    #expect(status.changes == 1)
    #expect(status.documents == 2)
    #expect(status.spaces.map(\.members) == [2])
    #expect(status.spaces[0].voids == 1)
    #expect(status.diskBytes > 4_096)
    #expect(status.devices.map(\.handle) == ["a", "b"])
    #expect(status.devices[0].agent == "test/1")
    #expect(status.devices[0].lastContact == town.region.clock.now)
    let bob = try #require(status.devices[1].lastContact)
    #expect(status.warnings.contains(.silent(town.bob.device.replica, since: bob)))
  }

  @Test("what was refused is warned of for thirty days, and counted for ever")
  func passingWarnings() async throws {
    let town = try await Town()
    let (anna, space) = (town.anna, town.space)
    // Not of devices that are silent: contacts are written beside, and nobody waits for that.
    let warnings = {
      try await town.service.status().warnings.filter { warning in
        if case .silent = warning { false } else { true }
      }
    }
    let day: UInt64 = 24 * 3_600_000
    anna.create("not mine", in: space, author: PersonID(rawValue: 4))
    try await anna.sync(space)
    let copy = anna.emptied()
    copy.create("by the copy", in: space)
    _ = try await copy.exchange(space)
    // Counted by the day: from the beginning of the one that is thirty days ago.
    func since() -> UInt64 { (town.region.clock.now / day - 30) * day }
    #expect(
      try await warnings() == [
        .forks(space, count: 1, since: since()), .voids(space, count: 1, since: since()),
      ])
    town.region.clock.advance(20 * day)
    anna.create("not mine either", in: space, author: PersonID(rawValue: 4))
    try await anna.sync(space)
    try await town.bob.sync(space)
    #expect(
      try await warnings() == [
        .forks(space, count: 1, since: since()), .voids(space, count: 2, since: since()),
      ])
    town.region.clock.advance(11 * day)
    try await anna.sync(space)
    try await town.bob.sync(space)
    #expect(try await warnings() == [.voids(space, count: 1, since: since())])
    town.region.clock.advance(20 * day)
    #expect(try await warnings() == [])
    // Now it was in days to come that these were refused: a clock that ran ahead warns of nothing.
    town.region.clock.turnBack(60 * day)
    try await anna.sync(space)
    try await town.bob.sync(space)
    #expect(try await warnings() == [])
    let status = try await town.service.status().spaces[0]
    #expect(status.voids == 2 && status.forks == 1)
  }

  @Test("what another process writes into the file is seen by the next question")
  func otherProcess() async throws {
    let town = try await Town()
    // A second store on the same file stands for the operator's command in a process of its own.
    let other = try SQLiteRegionStore(town.region.scratch.file())
    #expect(!other.wasPutBack)
    let operatorService = try await RegionService(
      store: other, environment: town.service.environment)
    let invitation = try await operatorService.invite(
      handle: "c", to: town.space, as: .contributor)
    let east = try await operatorService.addSpace(name: "East").id
    let enrolment = try await town.service.enrol(
      code: invitation.code, deviceName: "d", replica: ReplicaID(rawValue: 3),
      publicKey: [UInt8](repeating: 3, count: 32))
    #expect(enrolment.spaces.map(\.space) == [town.space])
    #expect(try town.service.spaces().map(\.id) == [town.space, east])
    town.anna.create("note", in: town.space)
    try await town.anna.sync(town.space)
    #expect(try await operatorService.status().changes == 1)
    try operatorService.close()
    #expect(try await !town.region.reopened().store.wasPutBack)
  }
}
