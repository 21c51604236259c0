import SchakelCore
import Testing

@testable import SchakelRegion

/// Changes that are refused, on the record, and what is behind them.
@Suite struct VoidTests {
  struct Street {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice

    init(limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion.make(limits: limits)
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      try await bob.sync(space)
    }

    /// Anna pushes; Bob and a newcomer follow, and all three come to the same.
    func agree() async throws -> TestDevice {
      try await anna.sync(space)
      try await bob.sync(space)
      let newcomer = try await region.device("n\(region.random.next())", in: space)
      for device in [newcomer, anna, bob] { try await device.sync(space) }
      #expect(newcomer.spaces[space]?.documents == bob.spaces[space]?.documents)
      #expect(anna.spaces[space]?.documents == bob.spaces[space]?.documents)
      #expect(bob.spaces[space]?.waiting.isEmpty == true)
      return newcomer
    }
  }

  /// Bytes that are framed as a change and cannot be read.
  static func unreadable(_ random: FakeRandom) -> [UInt8] {
    var out = CBORWriter()
    out.arrayHead(2)
    out.byteString([0xa0])
    out.byteString(random.bytes(20))
    return out.bytes
  }

  @Test("a change that cannot be read is void, and those behind it go on")
  func unreadable() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    anna.create("before", in: space)
    anna.add(Self.unreadable(street.region.random), in: space)
    anna.create("after", in: space)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == [.init(anna.dot(2), .void(.unreadable))])
    #expect(answer.receipt != nil)
    _ = try await street.agree()
    #expect(street.bob.spaces[space]?.documents.count == 2)
    let void = try #require(street.bob.spaces[space]?.voids.first)
    #expect(void.document == nil)
    #expect(void.previous == 0)
  }

  @Test("a value nested as deep as may be is taken, and one deeper is void, in any kind of change")
  func deep() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("note", in: space)
    for depth in [Limits.depth, Limits.depth + 1, 4_000] {
      let new = DocumentID(
        milliseconds: street.region.clock.now, random: (UInt64(depth), 1))
      for (document, kind) in [(new, "fieldNote"), (note, nil)] as [(DocumentID, Name?)] {
        let header = ChangeHeader(
          counter: UInt64(anna.own[space]!.changes.count) + 1, document: document,
          time: anna.tick(), author: anna.device.person,
          context: anna.state(of: document, in: space).vector,
          operations: [Operation(.set, field: "place", replaces: [], count: 1)], kind: kind)
        let bytes = Self.nested(
          depth, under: header.encoded(writer: anna.writer), street.region.random)
        anna.add(bytes, in: space)
      }
    }
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == (4...7).map { .init(anna.dot($0), .void(.unreadable)) })
    _ = try await street.agree()
  }

  /// A change whose one value is a list in a list, and so on.
  private static func nested(
    _ depth: Int, under header: [UInt8], _ random: FakeRandom
  ) -> [UInt8] {
    var payload = CBORWriter()
    payload.arrayHead(2)
    payload.byteString(random.bytes(Limits.saltBytes))
    payload.arrayHead(1)
    for _ in 0..<depth { payload.arrayHead(1) }
    payload.unsigned(0)
    var out = CBORWriter()
    out.arrayHead(2)
    out.byteString(header)
    out.byteString(payload.bytes)
    return out.bytes
  }

  @Test("a change at another counter than it says is void")
  func wrongCounter() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    anna.create("one", in: space)
    anna.add(anna.own[space]!.changes[0], in: space)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == [.init(anna.dot(2), .void(.unreadable))])
    _ = try await street.agree()
  }

  @Test("an edit on top of an unreadable one of the same document is applied")
  func onTopOfUnreadable() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("one", in: space)
    anna.add(Self.unreadable(street.region.random), in: space)
    var context = anna.state(of: note, in: space).vector
    context.record(anna.dot(2), check: anna.own[space]!.links[1].check)
    anna.edit(note, "three", in: space, context: context)
    context.record(anna.dot(3), check: anna.own[space]!.links[2].check)
    anna.edit(note, "four", in: space, context: context)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == [.init(anna.dot(2), .void(.unreadable))])
    _ = try await street.agree()
    let state = try #require(street.bob.spaces[space]?.documents[note])
    #expect(titles(of: state).contains("four"))
    // Once by itself, once for the document that turned out to be meant.
    #expect(street.bob.spaces[space]?.voids.map(\.document) == [nil, note])
    #expect(try await street.region.service.status().spaces[0].waiting == 0)
  }

  @Test("an unreadable change behind one that waits does not pass it by")
  func unreadableBehindWaiting() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    let note = bob.create("by Bob", in: space)
    anna.edit(note, "one", in: space, context: bob.state(of: note, in: space).vector)
    anna.add(Self.unreadable(street.region.random), in: space)
    var context = bob.state(of: note, in: space).vector
    context.record(anna.dot(2), check: anna.own[space]!.links[1].check)
    anna.edit(note, "three", in: space, context: context)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes.contains(.init(anna.dot(1), .waiting(for: [bob.dot(1)]))))
    #expect(answer.outcomes.contains(.init(anna.dot(3), .waiting(for: [bob.dot(1)]))))
    _ = try await street.agree()
    let state = try #require(street.bob.spaces[space]?.documents[note])
    let titles = titles(of: state)
    #expect(titles.contains("one") && titles.contains("three"))
  }

  @Test("a reader's changes are void, and named to their writer")
  func readers() async throws {
    let street = try await Street()
    let (space, region) = (street.space, street.region)
    let reader = try await region.device("r", in: space, as: .reader)
    let note = reader.create("mine", in: space)
    reader.edit(note, "mine, edited", in: space)
    let answer = try await reader.exchange(space)
    #expect(
      answer.outcomes == [
        .init(reader.dot(1), .void(.notAllowed)), .init(reader.dot(2), .void(.notAllowed)),
      ])
    #expect(answer.receipt != nil)
    try await reader.sync(space)
    try await street.bob.sync(space)
    let state = try #require(street.bob.spaces[space]?.documents[note])
    #expect(state.fields.isEmpty)
    #expect(state.vector.counter(of: reader.writer) == 2)
  }

  @Test("a change under another person's pseudonym is void")
  func wrongAuthor() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("mine", in: space)
    anna.edit(note, "as Bob", in: space, author: street.bob.device.person)
    anna.edit(note, "as myself", in: space)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == [.init(anna.dot(2), .void(.wrongAuthor))])
    _ = try await street.agree()
    let state = try #require(street.bob.spaces[space]?.documents[note])
    // The last edit replaced what its writer saw, which was the refused one; the first stays.
    #expect(titles(of: state) == ["mine", "as myself"])
  }

  @Test("a change over the limit is void")
  func tooLarge() async throws {
    var limits = RegionLimits()
    limits.changeBytes = 500
    let street = try await Street(limits: limits)
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("small", in: space)
    anna.edit(note, String(repeating: "x", count: 600), in: space)
    anna.edit(note, "small again", in: space)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == [.init(anna.dot(2), .void(.tooLarge))])
    _ = try await street.agree()
  }

  @Test("a document does not grow beyond its limit")
  func tooLargeState() async throws {
    var limits = RegionLimits()
    limits.stateBytes = 4_000
    let street = try await Street(limits: limits)
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("one", in: space)
    for number in 0..<12 {
      anna.edit(
        note, String(repeating: "x", count: 500), in: space, field: Name("field\(number)"))
    }
    try await anna.sync(space)
    let voids = anna.own[space]!.outcomes.values.filter { $0 == .void(.tooLarge) }
    #expect(voids.count > 3 && voids.count < 12)
    _ = try await street.agree()
  }

  @Test("a document that exists is not made again")
  func documentExists() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    let note = anna.create("by Anna", in: space)
    try await anna.sync(space)
    bob.create("by Bob", in: space, id: note)
    let answer = try await bob.exchange(space)
    #expect(answer.outcomes == [.init(bob.dot(1), .void(.documentExists))])
    _ = try await street.agree()
  }

  @Test("a document that lives in another space is not made here")
  func otherSpace() async throws {
    let street = try await Street()
    let (region, west, anna) = (street.region, street.space, street.anna)
    let east = try await region.service.addSpace(name: "East").id
    let erik = try await region.device("e", in: east)
    let note = anna.create("in the west", in: west)
    try await anna.sync(west)
    erik.create("in the east", in: east, id: note)
    erik.create("another", in: east)
    let answer = try await erik.exchange(east)
    #expect(answer.outcomes == [.init(erik.dot(1), .void(.otherSpace))])
    try await erik.sync(east)
    #expect(erik.spaces[east]?.documents.count == 1)
    #expect(erik.spaces[east]?.voids.map(\.document) == [nil])
    _ = try await street.agree()
  }

  @Test("a writer who leaves out its own edit is refused")
  func contradictory() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("one", in: space)
    let old = anna.state(of: note, in: space).vector
    anna.edit(note, "two", in: space)
    anna.edit(note, "three", in: space, context: old)
    anna.create("another", in: space)
    let answer = try await anna.exchange(space)
    #expect(answer.outcomes == [.init(anna.dot(3), .void(.contradictory))])
    _ = try await street.agree()
    #expect(street.bob.spaces[space]?.documents.count == 2)
  }

  @Test("a replay says again why a change is void")
  func replay() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    anna.create("mine", in: space)
    anna.create("not mine", in: space, author: PersonID(rawValue: 5))
    let push = anna.outbox(in: space)
    let first = try await anna.exchange(space, push: push)
    let second = try await anna.exchange(space, push: push)
    #expect(first.outcomes == [.init(anna.dot(2), .void(.wrongAuthor))])
    #expect(second.outcomes == first.outcomes)
    #expect(second.head == first.head)
  }

  @Test("a device that skips the log is told which of its own changes are void")
  func toldAtBootstrap() async throws {
    let street = try await Street()
    let (space, anna) = (street.space, street.anna)
    let note = anna.create("mine", in: space)
    anna.edit(note, "not mine", in: space, author: PersonID(rawValue: 5))
    // The answer is lost, and with it the outcome.
    _ = try await anna.exchange(space)
    try await anna.sync(space)
    #expect(anna.spaces[space]?.voids.map(\.dot) == [anna.dot(2)])
    #expect(street.bob.spaces[space]?.voids.isEmpty == true)
  }
}
