import SchakelCore
import Testing

@testable import SchakelStore

@Suite("How a replica stands")
struct StatusTests {
  private func counts(_ device: TestReplica) throws -> [Int] {
    let counts = try device.replica.status().counts
    // The same, asked one by one.
    for state in ItemState.allCases {
      var filter = DocumentFilter()
      filter.states = [state]
      #expect(try device.replica.count(filter) == counts[state], "\(state)")
    }
    return [
      counts.drafts, counts.onThisDevice, counts.synchronised, counts.problem, counts.deleted,
    ]
  }

  @Test("every contribution is counted in one state")
  func counted() throws {
    let device = try TestReplica(1)
    #expect(try counts(device) == [0, 0, 0, 0, 0])
    let first = try device.note("a")
    _ = try device.note("b")
    _ = try device.replica.draft("fieldNote", ["title": [Value("c")]])
    #expect(try counts(device) == [1, 2, 0, 0, 0])
    try device.acknowledge()
    #expect(try counts(device) == [1, 0, 2, 0, 0])
    try device.replica.edit(first, [.set("place", Value("p"))])
    try device.replica.edit(first, [.set("place", Value("q"))])
    #expect(try counts(device) == [1, 1, 1, 0, 0])
    #expect(try device.replica.status().waiting == 2)
    try device.replica.delete(first)
    #expect(try counts(device) == [1, 0, 1, 0, 1])
    #expect(try device.replica.status().waiting == 3)
  }

  @Test("what an earlier life wrote and did not hand in still waits")
  func earlierLife() throws {
    let device = try TestReplica(1)
    let id = try device.note("a")
    let before = device.replica.identity
    try device.replica.close()
    try write([], to: device.home + "/replica.mark")
    let again = try TestReplica(2, person: 1, home: device.home)
    #expect(again.replica.identity.incarnation != before.incarnation)
    #expect(try again.replica.document(id)?.state == .onThisDevice)
    #expect(try counts(again) == [0, 1, 0, 0, 0])
    #expect(try again.replica.status().waiting == 1)
    try again.acknowledge()
    #expect(try again.replica.document(id)?.state == .onThisDevice)
  }

  @Test("synchronised is said at the region's position, with its digest and nothing waiting")
  func synchronised() throws {
    let device = try TestReplica(1)
    #expect(try !device.replica.status().isSynchronised)
    _ = try device.note("a")
    try device.acknowledge()
    /// Changes one thing, asks, and puts it back.
    func said(_ change: @escaping (inout SpaceRow) -> Void) throws -> Bool {
      let before = try device.replica.write { transaction throws(ReplicaError) in
        let before = try transaction.space(TestReplica.space)
        var space = before
        space.epoch = EpochID(rawValue: 1)
        space.logHash = .zero
        space.position = 9
        space.headPosition = 9
        space.headDigest = space.digest
        space.synchronisedAt = 77
        change(&space)
        transaction.update(space)
        return before
      }
      let said = try device.replica.status().isSynchronised
      #expect(try device.replica.standing().isSynchronised == said)
      try device.replica.write { transaction throws(ReplicaError) in transaction.update(before) }
      return said
    }
    #expect(try said { _ in })
    #expect(try !said { $0.acknowledged = 0 })
    #expect(try !said { $0.headPosition = 10 })
    #expect(try !said { $0.headDigest &+= 1 })
    #expect(try !said { $0.bootstrap = [1] })
    #expect(try !said { $0.logHash = nil })
    #expect(try !said { $0.role = .none })
    #expect(try device.replica.status().synchronisedAt == nil)
  }

  @Test("status names the person, the device, the region and the spaces")
  func names() throws {
    let device = try TestReplica(1, enrolled: false)
    #expect(try device.replica.status().owner == nil)
    #expect(try device.replica.status().spaces.isEmpty)
    let enrolled = try TestReplica(3, person: 1, home: device.home)
    try enrolled.replica.rememberServer("https://regio.example")
    try enrolled.replica.rememberDeviceName("telefoon")
    let status = try device.replica.status()
    #expect(status.owner?.name == "Voorbeeld 1")
    #expect(status.server == "https://regio.example")
    #expect(status.deviceName == "telefoon")
    #expect(status.enrolledAt != nil)
    #expect(status.spaces.map(\.name) == ["Voorbeeldwijk"])
    #expect(status.spaces.map(\.role) == [.contributor])
  }

  @Test("a change that builds on one that is not here is a problem until that one comes")
  func waiting() throws {
    let (anna, bob, carl) = (try TestReplica(1), try TestReplica(2), try TestReplica(3))
    let id = try anna.note("a")
    try bob.hear(anna)
    try carl.hear(anna)
    try bob.replica.edit(id, [.set("place", Value("p"))])
    try carl.hear(bob)
    try carl.replica.edit(id, [.set("body", Value("b"))])
    let outcomes = try anna.hear(carl)
    #expect(outcomes == [.waiting(for: [Dot(writer: bob.replica.identity.writer, counter: 1)])])
    #expect(try anna.replica.status().waitingForOthers == 1)
    #expect(try counts(anna) == [0, 0, 0, 1, 0])
    #expect(try anna.replica.check() == [])
    try anna.hear(bob)
    #expect(try anna.replica.status().waitingForOthers == 0)
    #expect(try counts(anna) == [0, 1, 0, 0, 0])
    #expect(try anna.replica.document(id)?["body"]?.text == "b")
    #expect(try anna.replica.check() == [])
  }

  @Test("a dot that was given out twice is a problem of its document")
  func forks() throws {
    let device = try TestReplica(1)
    let id = try device.note("a")
    let dot = try #require(try device.replica.history(id).items.first?.dot)
    try device.replica.write { transaction throws(ReplicaError) in
      try transaction.noteFork(dot, in: try transaction.space(TestReplica.space))
    }
    #expect(try counts(device) == [0, 0, 0, 1, 0])
    #expect(try device.replica.status().forks.map(\.dot) == [dot])
    #expect(try device.replica.document(id)?.state == .problem)
  }
}
