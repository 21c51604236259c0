import SchakelCore
import Synchronization
import Testing

@testable import SchakelRegion

/// What a region tells of its own work.
@Suite struct MeterTests {
  private final class Meter: Sendable {
    private let events = Mutex<[RegionEvent]>([])

    func note(_ event: RegionEvent) { events.withLock { $0.append(event) } }

    func take() -> [RegionEvent] {
      events.withLock { events in
        defer { events = [] }
        return events
      }
    }
  }

  private func region(_ meter: Meter) async throws -> TestRegion {
    let region = try await TestRegion.make(meter: { meter.note($0) })
    _ = try await region.service.addSpace(name: "West")
    return region
  }

  @Test("changes, voids and forks are counted once each, when they are on the disk")
  func pushes() async throws {
    let meter = Meter()
    let region = try await region(meter)
    let space = try region.service.spaces()[0].id
    let anna = try await region.device("a", in: space)
    let taken = { meter.take().filter { if case .taken = $0 { true } else { false } } }
    _ = taken()
    anna.create("one", in: space)
    anna.create("not mine", in: space, author: PersonID(rawValue: 4))
    anna.create("two", in: space)
    let push = anna.outbox(in: space)
    _ = try await anna.exchange(space, push: push)
    #expect(taken() == [.taken(space, changes: 2, voids: 1, forks: 0)])
    _ = try await anna.exchange(space, push: push)
    #expect(taken() == [.taken(space, changes: 0, voids: 0, forks: 0)])
    let copy = anna.emptied()
    copy.create("by the copy", in: space)
    _ = try await copy.exchange(space)
    #expect(taken() == [.taken(space, changes: 0, voids: 0, forks: 1)])
    _ = try await anna.exchange(space, push: [])
    #expect(taken().isEmpty)
  }

  @Test("a commit says how many writes shared it and how long it took, a failure how many it met")
  func commits() async throws {
    let meter = Meter()
    let region = try await region(meter)
    let store = region.store
    let gate = Gate()
    _ = meter.take()
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await store.write(cost: 1) { _ throws(RegionError) in gate.wait() } }
      await gate.waitUntilEntered()
      for number in 0..<4 {
        group.addTask {
          try? await store.write(cost: 1) { _ throws(RegionError) in
            if number == 0 { throw RegionError.noAccess }
          }
        }
      }
      while store.waitingWrites < 4 { await Task.yield() }
      gate.open()
    }
    let events = meter.take()
    let commits = events.compactMap { event -> Int? in
      guard case .committed(let writes, let duration) = event, duration > .zero else { return nil }
      return writes
    }
    #expect(commits == [1, 3])
    #expect(events.contains(.failed(writes: 1)))
    let before = events.compactMap { event -> Int? in
      if case .queued(let before) = event { before } else { nil }
    }
    #expect(before.sorted() == [0, 0, 1, 2, 3])
    #expect(events.last { if case .waiting = $0 { true } else { false } } == .waiting(writes: 0))
    try region.service.close()
    let late: Void? = try? await store.write(cost: 1) { _ throws(RegionError) in }
    #expect(late == nil)
  }
}
