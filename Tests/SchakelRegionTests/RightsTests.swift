import SchakelCore
import Testing

@testable import SchakelRegion

/// Who may read and write what.
@Suite struct RightsTests {
  struct Town {
    let region: TestRegion
    let west: SpaceID
    let east: SpaceID
    let anna: TestDevice
    let erik: TestDevice

    init() async throws {
      region = try await TestRegion.make()
      west = try await region.service.addSpace(name: "West").id
      east = try await region.service.addSpace(name: "East").id
      anna = try await region.device("a", in: west)
      erik = try await region.device("e", in: east)
      anna.create("in the west", in: west)
      try await anna.sync(west)
    }

    func entries(of space: SpaceID) async throws -> UInt64 {
      try await region.service.status().spaces.first { $0.id == space }?.entries ?? 0
    }
  }

  @Test("a space that is not mine and one that does not exist are answered alike")
  func noAccess() async throws {
    let town = try await Town()
    for space in [town.west, SpaceID(rawValue: 12345)] {
      town.erik.create("intruder", in: space)
      let answer = try await town.erik.exchange(space)
      #expect(answer == SyncAnswer.Space(space: space, status: .noAccess))
    }
    #expect(try await town.region.service.status().changes == 1)
    for space in [town.west, SpaceID(rawValue: 12345)] {
      let document = try #require(town.anna.spaces[town.west]?.documents.keys.first)
      let history = try await failure {
        _ = try await town.region.service.history(
          HistoryRequest(space: space, document: document), for: town.erik.device)
      }
      #expect(history.code == .noAccess)
      let feed = try await failure {
        _ = try await town.region.service.documents(
          in: space, after: nil, limit: 10, for: town.erik.device)
      }
      #expect(feed.code == .noAccess)
    }
  }

  @Test("a reader hands in what others wrote, and it counts as theirs")
  func readerHandsIn() async throws {
    let town = try await Town()
    let reader = try await town.region.device("r", in: town.west, as: .reader)
    town.anna.create("by Anna, handed in", in: town.west)
    let answer = try await reader.exchange(town.west, push: [town.anna.run(2...2, in: town.west)])
    #expect(answer.status == .ok)
    #expect(answer.outcomes.isEmpty)
    try await reader.sync(town.west)
    #expect(reader.spaces[town.west]?.documents.count == 2)
  }

  @Test("a stranger's run leaves no trace, whoever hands it in")
  func strangers() async throws {
    let town = try await Town()
    let before = try await town.entries(of: town.west)
    // Erik is registered, but was never in the west.
    town.erik.create("by Erik", in: town.west)
    var answer = try await town.anna.exchange(
      town.west, push: [town.erik.run(1...1, in: town.west)])
    #expect(answer.status == .runRefused)
    #expect(answer.streams.map(\.writer) == [town.erik.writer])
    // Nobody registered this one.
    let ghost = TestDevice(
      Device(
        DeviceRecord(
          replica: ReplicaID(rawValue: 99), person: town.anna.device.person, name: "ghost",
          publicKey: town.anna.key, status: .active, created: 0, lastContact: nil, agent: "")),
      key: town.anna.key, region: town.region)
    ghost.create("by nobody", in: town.west)
    answer = try await town.anna.exchange(town.west, push: [ghost.run(1...1, in: town.west)])
    #expect(answer.status == .runRefused)
    #expect(try await town.entries(of: town.west) == before)
  }

  @Test("a run with a bad seal is refused whole, and the rest of the push is taken")
  func badSeals() async throws {
    let town = try await Town()
    let (anna, west) = (town.anna, town.west)
    let bob = try await town.region.device("b", in: west)
    anna.create("two", in: west)
    anna.create("three", in: west)
    let good = anna.seal(in: west, at: 3)
    let short = anna.seal(in: west, at: 2)
    let changes = Array(anna.own[west]!.changes[1...])
    let bad: [(String, Seal?)] = [
      ("none", nil),
      ("another key", anna.seal(in: west, at: 3, by: bob.key)),
      ("over less", short),
      (
        "another writer",
        Seal(writer: bob.writer, counter: 3, tip: good.tip, signature: good.signature)
      ),
      (
        "another counter",
        Seal(writer: anna.writer, counter: 4, tip: good.tip, signature: good.signature)
      ),
      (
        "another tip",
        Seal(writer: anna.writer, counter: 3, tip: short.tip, signature: good.signature)
      ),
    ]
    for (name, seal) in bad {
      let before = try await town.entries(of: west)
      let run = ChangeRun(writer: anna.writer, first: 2, changes: changes, seal: seal)
      bob.create("beside \(name)", in: west)
      let answer = try await bob.exchange(west, push: [run] + bob.outbox(in: west))
      #expect(answer.status == .runRefused, "\(name)")
      #expect(answer.receipt == nil)
      #expect(answer.streams.contains { $0.writer == anna.writer && $0.counter == 1 })
      #expect(try await town.entries(of: west) == before + 2, "\(name)")
      bob.own[west]?.acknowledged += 1
    }
    let run = ChangeRun(writer: anna.writer, first: 2, changes: changes, seal: good)
    #expect(try await bob.exchange(west, push: [run]).status == .ok)
  }

  @Test("a change that was altered, dropped or swapped breaks the seal of its run")
  func alteredRuns() async throws {
    let town = try await Town()
    let (anna, west) = (town.anna, town.west)
    for number in 2...4 { anna.create("note \(number)", in: west) }
    let changes = Array(anna.own[west]!.changes[1...])
    var altered = changes
    altered[1][altered[1].count - 1] ^= 1
    for changes in [altered, Array(changes.dropLast()), [changes[1], changes[0], changes[2]]] {
      let run = ChangeRun(
        writer: anna.writer, first: 2, changes: changes, seal: anna.seal(in: west, at: 4))
      #expect(try await anna.exchange(west, push: [run]).status == .runRefused)
    }
    #expect(try await town.region.service.status().changes == 1)
  }

  @Test("a run that is not framed as changes is refused whole")
  func unframed() async throws {
    let town = try await Town()
    let run = ChangeRun(
      writer: town.anna.writer, first: 2, changes: [[0x01]],
      seal: town.anna.seal(in: town.west, at: 1))
    let answer = try await town.anna.exchange(town.west, push: [run])
    #expect(answer.status == .runRefused)
    #expect(answer.streams.map(\.counter) == [1])
  }

  @Test("counters beyond the format's end are refused, whatever the request says")
  func hugeCounters() async throws {
    let town = try await Town()
    let change = town.anna.own[town.west]!.changes[0]
    for first in [Limits.counter, Limits.counter - 1] {
      let run = ChangeRun(
        writer: town.anna.writer, first: first, changes: [change, change, change], seal: nil)
      // Past the wire's own check, which refuses the request.
      let request = town.anna.request(town.west, push: [run])
      #expect(throws: CBORError.self) { try SyncRequest(encoded: request.encoded) }
      let answer = try await town.region.service.sync(request, from: town.anna.device)
      #expect(answer.spaces[0].status == .runRefused)
    }
    let run = ChangeRun(
      writer: town.anna.writer, first: Limits.counter, changes: [change], seal: nil)
    #expect(try await town.anna.exchange(town.west, push: [run]).streams.map(\.counter) == [1])
  }

  @Test("a role that was taken back ends writing; what was written stays")
  func demoted() async throws {
    let town = try await Town()
    let invitation = try await town.region.service.invite(
      handle: "a", to: town.west, as: .reader)
    _ = try await town.region.service.join(code: invitation.code, with: town.anna.device)
    town.anna.create("too late", in: town.west)
    let answer = try await town.anna.exchange(town.west)
    #expect(answer.outcomes == [.init(town.anna.dot(2), .void(.notAllowed))])
    #expect(try await town.region.service.status().documents == 2)
  }

  @Test("who is let in after a push met a closed door is not told that it was taken")
  func letInMeanwhile() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    anna.create("note", in: space)
    // Bob hands in what is Anna's; of that stream nothing is said that he does not ask for.
    let request = bob.request(space, push: [anna.run(1...1, in: space)])
    let service = region.service
    let statuses = try service.store.look { store throws(RegionError) in
      var answer = SpaceAnswer(
        store: store, device: bob.device, environment: service.environment, limits: service.limits,
        budget: AnswerBudget(bytes: 1_024, entries: 16))
      let record = try store.space(space)
      var asked = request.spaces[0]
      let pushed = try answer.answer(asked, in: record, nil, isShort: false)
      asked.push = []
      let asking = try answer.answer(asked, in: record, nil, isShort: false)
      return [pushed?.status, asking?.status]
    }
    #expect(statuses == [.noAccess, .ok])
  }
}
