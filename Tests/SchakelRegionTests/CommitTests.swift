import SchakelCore
import SchakelStore
import Synchronization
import Testing

@testable import SchakelRegion

/// What is on the disk when an answer is given, and what is there when none could be.
@Suite struct CommitTests {
  @Test("writes in flight together share commits, and each is answered after its own")
  func groupCommit() async throws {
    let region = try await TestRegion.make(options: { $0.synchronous = .full })
    let space = try await region.service.addSpace(name: "West").id
    var devices: [TestDevice] = []
    for number in 0..<16 { devices.append(try await region.device("d\(number)", in: space)) }
    let before = try region.commits()
    let requests = devices.map { device in
      device.create("note", in: space)
      return (device.request(space), device.device)
    }
    let service = region.service
    let receipts = try await withThrowingTaskGroup(of: UInt64.self) { group in
      for (request, device) in requests {
        group.addTask {
          let answer = try await service.sync(request, from: device)
          return try #require(answer.spaces[0].receipt).position
        }
      }
      return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
    }
    // Each push stands at its own place of the log.
    #expect(receipts.count == 16)
    #expect(try await region.service.status().changes == 16)
    #expect(try region.commits() > before)
    #expect(try region.commits() <= before + 16 + 16)
  }

  @Test("jobs that wait for a commit under way share the next one")
  func gathered() async throws {
    let region = try await TestRegion.make()
    let gate = Gate()
    let store = region.store
    let before = try region.commits()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await store.write(cost: 1) { _ throws(RegionError) in gate.wait() }
      }
      await gate.waitUntilEntered()
      for _ in 0..<10 {
        group.addTask { try await store.write(cost: 1) { _ throws(RegionError) in } }
      }
      while store.waitingWrites < 10 { await Task.yield() }
      gate.open()
      try await group.waitForAll()
    }
    #expect(try region.commits() == before + 2)
  }

  /// The share of one device, in turns: the server lets it have so many requests under way
  /// (`requests-per-device`), and what it sends beyond those is refused before it comes here.
  @Test("who waits behind the writes of one device waits for those alone that came before")
  func turns() async throws {
    let mostAtOnce = 8
    var limits = RegionLimits()
    // Each has a transaction to itself, as large pushes have.
    limits.groupBytes = 1
    let region = try await TestRegion.make(limits: limits)
    let (store, gate, turns) = (region.store, Gate(), Turns())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await store.write(cost: 1) { _ throws(RegionError) in gate.wait() } }
      await gate.waitUntilEntered()
      for _ in 0..<mostAtOnce {
        group.addTask {
          repeat {
            try await store.write(cost: 1) { _ throws(RegionError) in
              turns.taken.withLock { $0.append("hostile") }
            }
          } while !turns.isOver.withLock { $0 }
        }
      }
      while store.waitingWrites < mostAtOnce { await Task.yield() }
      group.addTask {
        for _ in 0..<20 {
          try await store.write(cost: 1) { _ throws(RegionError) in
            turns.taken.withLock { $0.append("honest") }
          }
        }
        turns.isOver.withLock { $0 = true }
      }
      while store.waitingWrites < mostAtOnce + 1 { await Task.yield() }
      gate.open()
      try await group.waitForAll()
    }
    let taken = turns.taken.withLock { $0 }
    // The first came last of nine; how soon it comes again is its own.
    #expect(taken.firstIndex(of: "honest") == mostAtOnce)
    #expect(taken.count { $0 == "honest" } == 20)
  }

  @Test("a write that fails is undone alone, and the others of its group are kept")
  func oneFails() async throws {
    let region = try await TestRegion.make()
    let gate = Gate()
    let store = region.store
    let results = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        (try? await store.write(cost: 1) { _ throws(RegionError) in gate.wait() }) != nil
      }
      await gate.waitUntilEntered()
      for number in 0..<6 {
        group.addTask {
          let result: Void? = try? await store.write(cost: 1) { transaction throws(RegionError) in
            let person = PersonRecord(
              id: PersonID(rawValue: UInt64(number)), handle: "p\(number)", name: "")
            try transaction.add(person, created: 0)
            if number % 3 == 0 { throw RegionError.noAccess }
          }
          return result != nil
        }
      }
      while store.waitingWrites < 6 { await Task.yield() }
      gate.open()
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(results == 5)
    let people = try store.look { store throws(RegionError) in
      var found: [Bool] = []
      for number in 0..<6 { found.append(try store.person(handle: "p\(number)") != nil) }
      return found
    }
    #expect(people == [false, true, true, false, true, true])
  }

  @Test("a push that was acknowledged survives a process that is killed")
  func survivesKill() async throws {
    let region = try await TestRegion.make(options: { $0.synchronous = .full })
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    for number in 0..<20 {
      anna.create("note \(number)", in: space)
      let answer = try await anna.exchange(space)
      try anna.absorb(answer)
      // What a killed process leaves behind: the files as they are at this moment.
      let left = try Scratch()
      shell("cp '\(region.scratch.path)'/* '\(left.path)/'")
      let again = try await TestRegion(scratch: left, clock: region.clock, random: region.random)
      let status = try await again.service.status()
      #expect(status.changes == UInt64(number) + 1)
      let space = try again.store.look { store throws(RegionError) in try store.space(space) }
      #expect((space?.hash.prefix64 ?? 0) != 0)
      try again.service.close()
    }
  }

  @Test("a store that nobody set otherwise waits for the disk at every commit")
  func waitsForDisk() async throws {
    let scratch = try Scratch()
    let store = try SQLiteRegionStore(scratch.file())
    let full: Int64 = 2
    let synchronous = try await store.write(cost: 1) { transaction throws(RegionError) in
      try (transaction as? SQLiteRegionView)?.pragma("synchronous")
    }
    #expect(synchronous == full)
    let journal = try await store.write(cost: 1) { transaction throws(RegionError) in
      try (transaction as? SQLiteRegionView)?.pragma("wal_autocheckpoint")
    }
    #expect(journal == Int64(SQLiteRegionStore.options.checkpointPages))
  }

  @Test("a full disk refuses a push whole, and takes it when there is room")
  func fullDisk() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let bob = try await region.device("b", in: space)
    try await bob.sync(space)
    try await region.leavePages(12)
    for number in 0..<400 { anna.create("a note of some length, number \(number)", in: space) }
    let error = try await failure { _ = try await anna.exchange(space) }
    #expect(error.code == .storage)
    #expect(error.isFull)
    let status = try await region.service.status()
    #expect(status.changes == 0)
    #expect(status.documents == 0)
    // Others are served meanwhile, and write what still fits.
    bob.create("small", in: space)
    try await bob.sync(space)
    #expect(bob.spaces[space]?.documents.count == 1)
    try await region.leavePages(1 << 20)
    try await anna.sync(space)
    try await bob.sync(space)
    #expect(bob.spaces[space]?.documents.count == 401)
    #expect(bob.spaces[space]?.documents == anna.spaces[space]?.documents)
  }

  @Test("a push that fills the disk does not take those that share its commit along")
  func fullDiskInGroup() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let large = try await region.device("large", in: space)
    let small = try await region.device("small", in: space)
    try await region.leavePages(12)
    for number in 0..<400 { large.create("a note of some length, number \(number)", in: space) }
    small.create("small", in: space)
    let gate = Gate()
    let (store, service) = (region.store, region.service)
    let requests = [(large.request(space), large.device), (small.request(space), small.device)]
    let taken = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        (try? await store.write(cost: 1) { _ throws(RegionError) in gate.wait() }) == nil
      }
      await gate.waitUntilEntered()
      for (request, device) in requests {
        group.addTask { (try? await service.sync(request, from: device)) != nil }
      }
      while store.waitingWrites < 2 { await Task.yield() }
      gate.open()
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(taken == 1)
    #expect(try await region.service.status().changes == 1)
  }

  @Test("writers at once come to one log in which each stream has no gap")
  func concurrentWriters() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    var devices: [TestDevice] = []
    for number in 0..<6 { devices.append(try await region.device("d\(number)", in: space)) }
    let service = region.service
    for round in 0..<5 {
      let requests = devices.map { device in
        for number in 0..<20 { device.create("\(round).\(number)", in: space) }
        let counter = UInt64(round) * 20
        return (
          device.request(space, push: [device.run(counter + 1...counter + 20, in: space)]),
          device.device
        )
      }
      let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
        for (request, device) in requests {
          group.addTask {
            try await service.sync(request, from: device).spaces[0].receipt != nil
          }
          // The same push twice at once.
          group.addTask {
            try await service.sync(request, from: device).spaces[0].receipt != nil
          }
        }
        return try await group.allSatisfy { $0 }
      }
      #expect(taken)
    }
    #expect(try await region.service.status().changes == 600)
    let follower = try await region.device("f", in: space)
    try await follower.sync(space)
    #expect(follower.spaces[space]?.documents.count == 600)
    #expect(follower.spaces[space]?.streams.values.allSatisfy { $0.counter == 100 } == true)
  }

  @Test("those who watch are told after the commit, of the spaces that moved")
  func watchers() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    let moved = Mutex<[SpaceID]>([])
    region.service.whenMoved { spaces in moved.withLock { $0 += spaces } }
    try await anna.sync(space)
    #expect(moved.withLock { $0 }.isEmpty)
    anna.create("note", in: space)
    let push = anna.outbox(in: space)
    _ = try await anna.exchange(space, push: push)
    try await region.settle()
    #expect(moved.withLock { $0 } == [space])
    _ = try await anna.exchange(space, push: push)
    try await region.settle()
    #expect(moved.withLock { $0 } == [space])
  }

  @Test("those who write are answered before those who watch are told")
  func answeredFirst() async throws {
    let region = try await TestRegion.make()
    let store = region.store
    let (gate, isAnswered) = (Gate(), Gate())
    store.whenMoved { _ in gate.wait() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await store.write(cost: 1) { transaction throws(RegionError) in
          transaction.noteMoved(SpaceID(rawValue: 1))
        }
        isAnswered.open()
        isAnswered.wait()
      }
      for _ in 0..<500 where !isAnswered.hasEntered { try await Task.sleep(for: .milliseconds(10)) }
      #expect(isAnswered.hasEntered)
      gate.open()
      try await group.waitForAll()
    }
  }

  @Test("a closed region refuses, and has written what it had taken")
  func closed() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    anna.create("note", in: space)
    try await anna.sync(space)
    try region.service.close()
    anna.create("too late", in: space)
    let error = try await failure { _ = try await anna.exchange(space) }
    #expect(error.code == .storage)
    let again = try await region.reopened()
    #expect(try await again.service.status().changes == 1)
  }
}

extension TestRegion {
  /// The commits in the database's life.
  func commits() throws -> UInt64 {
    try store.look { store throws(RegionError) in
      try (store as? SQLiteRegionView)?.commits() ?? 0
    }
  }

  /// Leaves the database room for some more pages, as a disk does that is nearly full.
  func leavePages(_ count: Int64) async throws {
    try await store.write(cost: 1) { transaction throws(RegionError) in
      guard let view = transaction as? SQLiteRegionView else { return }
      let used = try view.pragma("page_count")
      _ = try view.pragma("max_page_count = \(used + count)")
    }
  }
}

extension SQLiteRegionView {
  fileprivate func pragma(_ pragma: String) throws(RegionError) -> Int64 {
    try carrying { () throws(SQLiteError) in
      try connection.prepare("PRAGMA \(pragma)").first { row throws(SQLiteError) in
        try row.int64(at: 0)
      } ?? 0
    }
  }
}

/// Holds up a write until a test lets it go.
final class Gate: Sendable {
  private let entered = Atomic<Bool>(false)
  private let opened = Atomic<Bool>(false)

  var hasEntered: Bool { entered.load(ordering: .sequentiallyConsistent) }

  /// On the writing thread, which nobody else needs.
  func wait() {
    entered.store(true, ordering: .sequentiallyConsistent)
    while !opened.load(ordering: .sequentiallyConsistent) { shell("sleep 0.01") }
  }

  /// Without holding a thread that the write may need.
  func waitUntilEntered() async {
    while !hasEntered { await Task.yield() }
  }

  func open() { opened.store(true, ordering: .sequentiallyConsistent) }
}

/// Who had its turn, in order.
private final class Turns: Sendable {
  let taken = Mutex<[String]>([])
  let isOver = Mutex(false)
}
