import SchakelCore
import SchakelStore
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelRegion

/// How much of what goes on at once is one person's, and for how much of it others wait.
@Suite(.timeLimit(.minutes(10))) struct TurnTests {
  @Test(
    "nobody has more than their share, and who has no other read waits for one of each other at most",
    arguments: 0..<40)
  func turns(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let places = Int.random(in: 1...6, using: &random)
    let share = Int.random(in: 1...places, using: &random)
    let readers = (0..<Int.random(in: 1...7, using: &random)).map {
      $0 == 0 ? nil : PersonID(rawValue: UInt64($0))
    }
    var turns = Turns<Int>(places: places, share: share)
    var judge = Judge(places: places, share: share)
    for number in 0..<400 {
      let reader = readers.randomElement(using: &random) ?? nil
      if Bool.random(using: &random) {
        judge.came(reader, number)
        judge.began(turns.come(reader, number))
      } else {
        judge.left(reader)
        judge.began(turns.leave(reader))
      }
      judge.look()
    }
    while let reader = judge.underWay.keys.first {
      judge.left(reader)
      judge.began(turns.leave(reader))
      judge.look()
    }
    #expect(judge.line.isEmpty && turns.count == 0 && turns.free == places, "seed \(seed)")
  }

  /// Knows of each read who reads and what came before it, and nothing of how turns are given.
  private struct Judge {
    let places: Int
    let share: Int
    /// Those that wait, the first come first. others: the readers that waited when it came; passed: the
    /// reads of others that began since.
    var line: [(reader: PersonID?, number: Int, isOnly: Bool, others: Int, passed: Int)] = []
    var underWay: [PersonID?: Int] = [:]

    init(places: Int, share: Int) { (self.places, self.share) = (places, share) }

    mutating func came(_ reader: PersonID?, _ number: Int) {
      let isOnly = underWay[reader] == nil && !line.contains { $0.reader == reader }
      line.append((reader, number, isOnly, Set(line.map(\.reader)).count, 0))
    }

    mutating func left(_ reader: PersonID?) {
      guard let count = underWay[reader] else { return }
      underWay[reader] = count == 1 ? nil : count - 1
    }

    mutating func began(_ begun: [Turns<Int>.Begun]) {
      for each in begun {
        guard let place = line.firstIndex(where: { $0.number == each.item }) else {
          Issue.record("\(each.item) began twice, or never came")
          continue
        }
        let read = line.remove(at: place)
        #expect(!line[..<place].contains { $0.reader == read.reader }, "own reads keep their order")
        for index in line.indices where line[index].reader != read.reader {
          line[index].passed += 1
        }
        underWay[read.reader, default: 0] += 1
        #expect(each.ahead == (read.isOnly ? read.passed : nil))
        if read.isOnly { #expect(read.passed <= read.others) }
      }
    }

    /// Between two events.
    func look() {
      let busy = underWay.values.reduce(0, +)
      #expect(busy <= places && underWay.values.allSatisfy { $0 <= share })
      if busy < places {
        #expect(line.allSatisfy { underWay[$0.reader, default: 0] == share })
      }
    }
  }

  private final class Seen: Sendable {
    let begun = Mutex(0)
    let events = Mutex<[RegionEvent]>([])
  }

  @Test("however many reads one person has at once, another's wait for none of them")
  func share() async throws {
    let scratch = try Scratch()
    let store = try SQLiteRegionStore(scratch.file())
    let gate = Gate()
    let seen = Seen()
    store.measure { event in seen.events.withLock { $0.append(event) } }
    let (hostile, honest) = (PersonID(rawValue: 1), PersonID(rawValue: 2))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await store.read(for: hostile) { _ throws(RegionError) in
            seen.begun.withLock { $0 += 1 }
            gate.wait()
          }
        }
      }
      while store.waitingReads < 7 || seen.begun.withLock({ $0 }) < 1 { await Task.yield() }
      // Each of these is over before any of those is.
      for _ in 0..<20 { try await store.read(for: honest) { _ throws(RegionError) in } }
      #expect(seen.begun.withLock { $0 } == 1 && store.waitingReads == 7)
      gate.open()
      try await group.waitForAll()
    }
    #expect(seen.begun.withLock { $0 } == 8)
    let ahead = seen.events.withLock { $0 }
    #expect(ahead == Array(repeating: .reading(behind: 0), count: 21))
    try store.close()
  }

  private struct Read: Sendable {
    let person: PersonID
    let body: @Sendable () async throws -> Void

    init(_ person: PersonID, _ body: @escaping @Sendable () async throws -> Void) {
      (self.person, self.body) = (person, body)
    }
  }

  @Test("whatever a device reads counts for its person, and an honest device is answered meanwhile")
  func everyRead() async throws {
    let region = try await TestRegion.make()
    let (service, store) = (region.service, region.store)
    let space = try await service.addSpace(name: "West").id
    let hostile = try await region.device("hostile", in: space, as: .coordinator)
    let honest = try await region.device("honest", in: space)
    let lost = try await region.device("hostile", in: space, as: .coordinator).device
    _ = try await service.revoke(lost.replica)
    let auditor = try await region.device("auditor", in: space, as: .auditor).device
    let note = hostile.create("note", in: space)
    try await hostile.sync(space)
    let device = hostile.device
    let first = SyncRequest(
      agent: "test", limit: 1 << 20, spaces: [.init(space: space, cursor: nil, digest: 0)])
    let reads = [
      Read(device.person) { _ = try await service.sync(first, from: device) },
      Read(device.person) { _ = try await service.handIn(first, from: lost) },
      Read(device.person) {
        _ = try await service.history(
          HistoryRequest(space: space, document: note, limit: 1 << 20), for: device)
      },
      Read(device.person) {
        _ = try await service.heldChanges(HeldRequest(space: space), for: device)
      },
      Read(device.person) {
        _ = try await service.documents(in: space, after: nil, limit: 10, for: device)
      },
      Read(auditor.person) {
        _ = try await service.conflicts(ConflictQuery(), for: auditor.person)
      },
      Read(auditor.person) {
        try await service.exportAudit(for: auditor.person) { _ throws(RegionError) in }
      },
    ]
    for (number, read) in reads.enumerated() {
      let gate = Gate()
      try await withThrowingTaskGroup(of: Void.self) { group in
        // One of two connections.
        group.addTask {
          try await store.read(for: read.person) { _ throws(RegionError) in gate.wait() }
        }
        await gate.waitUntilEntered()
        group.addTask { try await read.body() }
        while store.waitingReads < 1 { await Task.yield() }
        _ = try await service.sync(first, from: honest.device)
        #expect(store.waitingReads == 1, "\(number)")
        gate.open()
        try await group.waitForAll()
      }
    }
  }

  @Test("of all that one person brings at once one waits to be written, and another's comes next")
  func intake() async throws {
    let region = try await TestRegion.make()
    let (service, store) = (region.service, region.store)
    let space = try await service.addSpace(name: "West").id
    let hostile = try await region.device("hostile", in: space)
    let lost = try await region.device("hostile", in: space)
    let honest = try await region.device("honest", in: space)
    for device in [hostile, lost, honest] { device.create("note", in: space) }
    _ = try await service.revoke(lost.device.replica)
    let (push, own) = (hostile.request(space), honest.request(space))
    let rest = lost.request(space)
    let (device, revoked, other) = (hostile.device, lost.device, honest.device)
    let gate = Gate()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await store.write(cost: 1) { _ throws(RegionError) in gate.wait() } }
      await gate.waitUntilEntered()
      for _ in 0..<6 { group.addTask { _ = try await service.sync(push, from: device) } }
      for _ in 0..<2 { group.addTask { _ = try await service.handIn(rest, from: revoked) } }
      while store.waitingWrites + service.intakeTurns.waiting < 8 { await Task.yield() }
      #expect(store.waitingWrites == 1)
      group.addTask { _ = try await service.sync(own, from: other) }
      while store.waitingWrites < 2 { await Task.yield() }
      #expect(service.intakeTurns.waiting == 7)
      gate.open()
      try await group.waitForAll()
    }
    #expect(service.intakeTurns.waiting == 0)
    #expect(try await service.status().changes == 2)
  }
}
