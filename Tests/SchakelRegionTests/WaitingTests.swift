import SchakelCore
import Testing

@testable import SchakelRegion

/// Changes that arrive before what they build on.
@Suite struct WaitingTests {
  /// Three devices; Bob has Anna's note by another way than the region.
  struct Street {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bob: TestDevice
    let carla: TestDevice
    let note: DocumentID

    init(limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion.make(limits: limits)
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("a", in: space)
      bob = try await region.device("b", in: space)
      carla = try await region.device("c", in: space)
      try await carla.sync(space)
      note = anna.create("by Anna", in: space)
    }

    /// Bob edits Anna's note as it stands on her device.
    func editByBob(_ text: String) {
      let context = anna.state(of: note, in: space).vector
      bob.edit(note, text, in: space, context: context)
    }
  }

  @Test("a change without its context waits, is named, and is applied by what it waited for")
  func waits() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    street.editByBob("by Bob")
    let answer = try await bob.exchange(space)
    #expect(answer.outcomes == [.init(bob.dot(1), .waiting(for: [anna.dot(1)]))])
    #expect(answer.receipt != nil)
    #expect(answer.digest == 0)
    try await street.carla.sync(space)
    #expect(street.carla.spaces[space]?.documents.isEmpty == true)
    #expect(street.carla.spaces[space]?.waiting.count == 1)
    // Bob hands in what he has of Anna, under her seal.
    let handedIn = try await bob.exchange(space, push: [anna.run(1...1, in: space)])
    #expect(handedIn.outcomes.isEmpty)
    #expect(handedIn.status == .ok)
    for device in [street.carla, anna, bob] { try await device.sync(space) }
    for device in [street.carla, anna, bob] {
      let state = try #require(device.spaces[space]?.documents[street.note])
      #expect(titles(of: state).count == 2)
      #expect(device.spaces[space]?.waiting.isEmpty == true)
      #expect(device.digest(of: space) == device.spaces[space]?.digest)
    }
    #expect(try await street.region.service.status().spaces[0].waiting == 0)
  }

  @Test("what waits for something that waits is asked for by what is missing to both")
  func chain() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    street.editByBob("one")
    bob.edit(
      street.note, "two", in: space,
      context: {
        var vector = anna.state(of: street.note, in: space).vector
        vector.record(bob.dot(1), check: bob.own[space]!.links[0].check)
        return vector
      }())
    let answer = try await bob.exchange(space)
    #expect(
      answer.outcomes == [
        .init(bob.dot(1), .waiting(for: [anna.dot(1)])),
        .init(bob.dot(2), .waiting(for: [anna.dot(1)])),
      ])
    try await anna.sync(space)
    let state = try #require(anna.spaces[space]?.documents[street.note])
    #expect(state.vector.counter(of: bob.writer) == 2)
    #expect(try await street.region.service.status().spaces[0].waiting == 0)
  }

  @Test("what waits on another history is refused, also when the writer's next change comes first")
  func otherHistoryOvertaken() async throws {
    let street = try await Street()
    let (space, anna, bob, carla) = (street.space, street.anna, street.bob, street.carla)
    try await anna.sync(space)
    let note = anna.state(of: street.note, in: space).vector
    carla.edit(street.note, "by Carla", in: space, context: note)
    var context = note
    context.record(carla.dot(1), check: carla.own[space]!.links[0].check)
    // Both of Anna's wait for Carla's; Bob has another second change of Anna's than this one.
    anna.edit(street.note, "two", in: space, context: context)
    var other = note
    other.record(anna.dot(2), check: ~anna.own[space]!.links[1].check)
    context.record(anna.dot(2), check: anna.own[space]!.links[1].check)
    anna.edit(street.note, "three", in: space, context: context)
    bob.edit(street.note, "on another two", in: space, context: other)
    _ = try await anna.exchange(space)
    let push = bob.outbox(in: space)
    #expect(try await bob.exchange(space, push: push).outcomes.map(\.dot) == [bob.dot(1)])
    _ = try await carla.exchange(space)
    let answer = try await bob.exchange(space, push: push)
    #expect(answer.outcomes == [.init(bob.dot(1), .void(.contradictory))])
    let dora = try await street.region.device("d", in: space)
    try await dora.sync(space)
    let state = try #require(dora.spaces[space]?.documents[street.note])
    #expect(!titles(of: state).contains("on another two"))
    #expect(state.vector.counter(of: anna.writer) == 3)
  }

  @Test("what comes in the same push releases what waited in it")
  func samePush() async throws {
    let street = try await Street()
    street.editByBob("by Bob")
    let push = [
      street.bob.run(1...1, in: street.space), street.anna.run(1...1, in: street.space),
    ]
    let answer = try await street.bob.exchange(street.space, push: push)
    #expect(answer.outcomes.isEmpty)
    #expect(answer.digest != 0)
    try await street.carla.sync(street.space)
    #expect(street.carla.spaces[street.space]?.waiting.isEmpty == true)
  }

  @Test("a replay says again that a change waits, and that it waits no longer")
  func replay() async throws {
    let street = try await Street()
    street.editByBob("by Bob")
    let push = street.bob.outbox(in: street.space)
    let first = try await street.bob.exchange(street.space, push: push)
    let second = try await street.bob.exchange(street.space, push: push)
    #expect(first.outcomes == second.outcomes)
    try await street.anna.sync(street.space)
    #expect(try await street.bob.exchange(street.space, push: push).outcomes.isEmpty)
  }

  @Test("a device that starts from states has what waits, and applies it in its time")
  func bootstrapWithWaiting() async throws {
    let street = try await Street()
    let space = street.space
    street.editByBob("by Bob")
    let received = street.region.clock.now
    try await street.bob.sync(space)
    street.region.clock.advance(1_000)
    let dora = try await street.region.device("d", in: space)
    try await dora.sync(space)
    #expect(dora.spaces[space]?.waiting.map(\.dot) == [street.bob.dot(1)])
    #expect(dora.spaces[space]?.waiting.map(\.received) == [received])
    try await street.anna.sync(space)
    try await dora.sync(space)
    try await street.carla.sync(space)
    #expect(dora.spaces[space]?.documents == street.carla.spaces[space]?.documents)
    #expect(dora.spaces[space]?.waiting.isEmpty == true)
  }

  @Test("a writer who leaves out its own waiting edit is refused, and the edit survives")
  func omitsWaiting() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    street.editByBob("one")
    bob.edit(street.note, "two", in: space, context: anna.state(of: street.note, in: space).vector)
    let answer = try await bob.exchange(space)
    #expect(answer.outcomes.contains(.init(bob.dot(2), .void(.contradictory))))
    try await anna.sync(space)
    try await street.carla.sync(space)
    let state = try #require(street.carla.spaces[space]?.documents[street.note])
    #expect(titles(of: state).contains("one"))
    #expect(state.vector.counter(of: bob.writer) == 2)
    #expect(anna.spaces[space]?.documents[street.note] == state)
  }

  @Test("a change that waited for another history is refused when this one comes")
  func waitedForFork() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    // Bob saw a copy of Anna's device, which wrote something else under the same dot.
    let copy = anna.emptied()
    copy.create("by the copy", in: space, id: street.note)
    bob.edit(
      street.note, "by Bob", in: space, context: copy.state(of: street.note, in: space).vector)
    bob.create("another note", in: space)
    let waiting = try await bob.exchange(space)
    #expect(waiting.outcomes == [.init(bob.dot(1), .waiting(for: [anna.dot(1)]))])
    try await anna.sync(space)
    for device in [street.carla, bob, anna] { try await device.sync(space) }
    #expect(street.carla.spaces[space]?.voids.map(\.dot) == [bob.dot(1)])
    #expect(street.carla.spaces[space]?.waiting.isEmpty == true)
    #expect(street.carla.spaces[space]?.documents.count == 2)
    let replay = try await bob.exchange(space, push: [bob.run(1...2, in: space)])
    #expect(replay.outcomes == [.init(bob.dot(1), .void(.contradictory))])
    #expect(try await street.region.service.status().spaces[0].waiting == 0)
    let history = try await street.region.service.history(
      HistoryRequest(space: space, document: street.note), for: anna.device)
    #expect(history.items.count == 1)
    #expect(history.voids.map(\.dot) == [bob.dot(1)])
  }

  @Test("a change that builds on another history than the region's is refused at once")
  func buildsOnFork() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    try await anna.sync(space)
    let copy = anna.emptied()
    copy.create("by the copy", in: space, id: street.note)
    bob.edit(
      street.note, "by Bob", in: space, context: copy.state(of: street.note, in: space).vector)
    let answer = try await bob.exchange(space)
    #expect(answer.outcomes == [.init(bob.dot(1), .void(.contradictory))])
  }

  @Test("a context that names a dot of another document can never be, and is refused")
  func contextElsewhere() async throws {
    let street = try await Street()
    let (space, anna, bob) = (street.space, street.anna, street.bob)
    anna.create("another", in: space)
    try await anna.sync(space)
    var context = anna.state(of: street.note, in: space).vector
    context.record(anna.dot(2), check: 0)
    bob.edit(street.note, "by Bob", in: space, context: context)
    let answer = try await bob.exchange(space)
    #expect(answer.outcomes == [.init(bob.dot(1), .void(.contradictory))])
  }

  @Test("a change that waits for itself, or for what its writer has yet to write, is refused")
  func waitsForItself() async throws {
    for counter: UInt64 in [1, 7] {
      let street = try await Street()
      let (space, bob) = (street.space, street.bob)
      var context = street.anna.state(of: street.note, in: space).vector
      context.record(bob.dot(counter), check: 0)
      bob.edit(street.note, "by Bob", in: space, context: context)
      let answer = try await bob.exchange(space)
      #expect(answer.outcomes == [.init(bob.dot(1), .void(.unreadable))])
    }
  }

  @Test("what waits is refused once it was written again, not when another with its dot was")
  func writtenAgain() async throws {
    let street = try await Street()
    let (space, note, bob) = (street.space, street.note, street.bob)
    try await street.anna.sync(space)
    let seen = street.anna.state(of: note, in: space).vector
    var context = seen
    context.record(street.anna.dot(2), check: 7)
    bob.edit(note, "by Bob", in: space, context: context)
    try await bob.exchange(space)
    let check = try #require(bob.own[space]).links[0].check
    let later = bob.emptied()
    later.incarnation = Incarnation(rawValue: 2)
    context = seen
    for (named, voids) in [(check ^ 1, []), (check, [bob.dot(1)])] {
      later.edit(
        note, "again", in: space, context: context, origin: .change(bob.dot(1), check: named))
      try await later.exchange(space)
      let written = try #require(later.own[space])
      context.record(later.dot(UInt64(written.links.count)), check: written.links.last!.check)
      try await street.carla.sync(space)
      #expect(street.carla.spaces[space]?.voids.map(\.dot) == voids)
    }
  }

  @Test("what waits in one document is bounded, and what is beyond it is refused")
  func bounded() async throws {
    var limits = RegionLimits()
    limits.waitingPerDocument = 3
    let street = try await Street(limits: limits)
    let space = street.space
    for _ in 0..<5 {
      let device = try await street.region.device("\(street.region.random.next())", in: space)
      device.edit(
        street.note, "early", in: space,
        context: street.anna.state(of: street.note, in: space).vector)
      try await device.sync(space)
    }
    let status = try await street.region.service.status().spaces[0]
    #expect(status.waiting == 3)
    #expect(status.voids == 2)
    try await street.anna.sync(space)
    try await street.carla.sync(space)
    let state = try #require(street.carla.spaces[space]?.documents[street.note])
    #expect(state.siblings(of: "title").count == 4)
    #expect(state.vector.entries.count == 6)
  }
}
