import SchakelCore
import Testing

@testable import SchakelRegion

/// What an operator does to devices that were let in.
@Suite struct DeviceTests {
  private struct Town {
    let region: TestRegion
    let west: SpaceID
    let east: SpaceID
    let anna: TestDevice
    let bram: TestDevice

    init() async throws {
      region = try await TestRegion.make()
      west = try await region.service.addSpace(name: "West").id
      east = try await region.service.addSpace(name: "East").id
      anna = try await region.device("a", in: west)
      bram = try await region.device("b", in: west)
    }

    var standing: LogEntry.Device.Status? {
      get throws {
        try region.service.devices().first { $0.replica == anna.device.replica }?.status
      }
    }

    func audit() async throws -> AuditReport {
      try await region.service.verifyAudit(of: nil).get()
    }

    /// The devices whose standing the log of a space tells, by its entries in order.
    func told(in space: SpaceID) throws -> [LogEntry.Device.Status] {
      let replica = anna.device.replica
      return try region.store.look { store throws(RegionError) in
        guard let number = try store.space(space)?.number else { return [] }
        var told: [LogEntry.Device.Status] = []
        try store.entries(in: number, after: 0, wantsBytes: { tag, _, _ in tag == .device }) {
          record throws(RegionError) in
          if record.tag == .device, case .device(let device) = try LogEntry(record),
            device.replica == replica
          {
            told.append(device.status)
          }
          return true
        }
        return told
      }
    }
  }

  @Test("a device is called what the operator calls it")
  func rename() async throws {
    let town = try await Town()
    try await town.region.service.rename(town.anna.device.replica, to: "Spare phone")
    let names = try town.region.service.devices().map(\.name)
    #expect(names == ["Spare phone", "phone of b"])
    for name in ["", String(repeating: "x", count: 10_000)] {
      let error = try await failure {
        try await town.region.service.rename(town.anna.device.replica, to: name)
      }
      #expect(error.code == .invalidInput)
    }
  }

  @Test("a device that is not there, and the region itself, are neither renamed nor revoked")
  func unknown() async throws {
    let town = try await Town()
    // The region writes, and is a device in its own log, once it has put texts together.
    let region = RegionIdentity(publicKey: FakeKeys.region, hashing: .portable).replica
    for replica in [ReplicaID(rawValue: 99), region] {
      let revoking = try await failure { _ = try await town.region.service.revoke(replica) }
      #expect(revoking.code == .unknownDevice)
      let renaming = try await failure {
        try await town.region.service.rename(replica, to: "Nobody's")
      }
      #expect(renaming.code == .unknownDevice)
    }
  }

  @Test("a device that is revoked gets nothing, and is told so by its own token alone")
  func token() async throws {
    let town = try await Town()
    let (service, scratch) = (town.region.service, town.region)
    let invitation = try await service.invite(
      handle: "c", name: "Name of c", to: town.west, as: .contributor)
    let enrolment = try await service.enrol(
      code: invitation.code, deviceName: "phone", replica: ReplicaID(rawValue: 7),
      publicKey: scratch.random.bytes(32))
    let token = Array(try #require(enrolment.token).utf8)
    #expect(try await service.authenticate(token: token) != nil)
    #expect(try service.isInUse(ReplicaID(rawValue: 7)))
    #expect(try !service.wasRevoked(token: token))
    _ = try await service.revoke(ReplicaID(rawValue: 7))
    #expect(try await service.authenticate(token: token) == nil)
    #expect(try !service.isInUse(ReplicaID(rawValue: 7)))
    #expect(try service.wasRevoked(token: token))
    #expect(try !service.wasRevoked(token: Array("nobody's".utf8)))
    #expect(try service.isInUse(town.anna.device.replica))
  }

  @Test("what let a device in gives no other token once that is revoked, though it never came")
  func neverCame() async throws {
    let town = try await Town()
    let service = town.region.service
    let key = town.region.random.bytes(32)
    let invitation = try await service.invite(
      handle: "c", name: "Name of c", to: town.west, as: .contributor)
    func enrol() async throws -> Enrolment {
      try await service.enrol(
        code: invitation.code, deviceName: "phone", replica: ReplicaID(rawValue: 7), publicKey: key)
    }
    for _ in 0..<2 { #expect(try await enrol().token != nil) }
    _ = try await service.revoke(ReplicaID(rawValue: 7))
    let error = try await failure { _ = try await enrol() }
    #expect(error.code == .invitationNotValid)
  }

  @Test("what was accepted stands; what comes later is void, whoever hands it in")
  func later() async throws {
    let town = try await Town()
    let (anna, bram, west) = (town.anna, town.bram, town.west)
    let note = anna.create("before", in: west)
    try await anna.sync(west)
    anna.edit(note, "after", in: west)
    let (_, isNews) = try await town.region.service.revoke(anna.device.replica)
    #expect(isNews)
    #expect(try town.standing == .revoked)
    let answer = try await bram.exchange(west, push: [anna.run(2...2, in: west)])
    #expect(answer.outcomes.map(\.outcome) == [.void(.held)])
    bram.edit(note, "colleagues go on", in: west, field: "place")
    try await bram.sync(west)
    let state = try #require(bram.spaces[west]?.documents[note])
    #expect(state.siblings(of: "title").compactMap { $0.value?.text } == ["before"])
    _ = try await town.audit()
  }

  @Test("a device that was let through before is held to what it may do now")
  func letThrough() async throws {
    let town = try await Town()
    let (anna, west) = (town.anna, town.west)
    anna.create("too late", in: west)
    let note = town.bram.create("bench", in: west)
    try await town.bram.sync(west)
    _ = try await town.region.service.revoke(anna.device.replica)
    for run in [anna.run(1...1, in: west), town.bram.run(1...1, in: west)] {
      let error = try await failure { _ = try await anna.exchange(west, push: [run]) }
      #expect(error.code == .deviceRevoked)
    }
    let service = town.region.service
    let asked: [() async throws -> Void] = [
      { _ = try await anna.exchange(west) },
      {
        _ = try await service.history(
          HistoryRequest(space: west, document: note), for: anna.device)
      },
      { _ = try await service.documents(in: west, after: nil, limit: 10, for: anna.device) },
    ]
    for ask in asked {
      let error = try await failure { try await ask() }
      #expect(error.code == .deviceRevoked)
    }
    #expect(try await service.status().changes == 1)
    _ = try await town.audit()
  }

  @Test("the logs of the spaces that a coordinator has name them; nobody else decides it by name")
  func decided() async throws {
    let town = try await Town()
    let (service, replica) = (town.region.service, town.anna.device.replica)
    let joining = try await service.invite(
      handle: "a", name: "Name of a", to: town.east, as: .reader)
    _ = try await service.join(code: joining.code, with: town.anna.device)
    let invitation = try await service.invite(
      handle: "d", name: "Name of d", to: town.west, as: .coordinator)
    _ = try await service.enrol(
      code: invitation.code, deviceName: "desk", replica: ReplicaID(rawValue: 9),
      publicKey: town.region.random.bytes(32))
    let coordinator = try #require(try service.person(named: "d"))
    for person in [town.bram.device.person, PersonID(rawValue: 99)] {
      let error = try await failure { _ = try await service.revoke(replica, by: person) }
      #expect(error.code == .notCoordinator)
    }
    #expect(try town.standing == .active)
    let (revoked, _) = try await service.revoke(replica, by: coordinator)
    #expect(revoked.decidedBy == coordinator)
    // The operator says nothing on whose behalf.
    let (wiped, _) = try await service.wipe(replica)
    #expect(wiped.decidedBy == nil)
    let spaces = try await town.audit().spaces
    let west = try #require(spaces.first { $0.space.space == town.west })
    #expect(west.withdrawals.map(\.status) == [.revoked, .wiped])
    #expect(west.withdrawals.map(\.actor) == [coordinator, nil])
    let east = try #require(spaces.first { $0.space.space == town.east })
    #expect(east.withdrawals.map(\.actor) == [nil, nil])
  }

  @Test("the log of every space that its person was ever in tells of it, once")
  func log() async throws {
    let town = try await Town()
    let service = town.region.service
    let invitation = try await service.invite(
      handle: "a", name: "Name of a", to: town.east, as: .reader)
    _ = try await service.join(code: invitation.code, with: town.anna.device)
    let third = try await service.addSpace(name: "Third").id
    town.region.clock.advance(5_000)
    let decided = town.region.clock.now
    for round in 0..<2 {
      defer { town.region.clock.advance(1_000) }
      let (device, isNews) = try await service.revoke(town.anna.device.replica)
      #expect(device.status == .revoked)
      #expect(isNews == (round == 0))
    }
    #expect(try town.told(in: town.west) == [.active, .revoked])
    #expect(try town.told(in: town.east) == [.active, .revoked])
    #expect(try town.told(in: third) == [])
    // One who is let in elsewhere later comes with all devices, in the standing that they have.
    let later = try await service.invite(
      handle: "a", name: "Name of a", to: third, as: .contributor)
    _ = try await service.enrol(
      code: later.code, deviceName: "new", replica: ReplicaID(rawValue: 8),
      publicKey: town.region.random.bytes(32))
    #expect(try town.told(in: third) == [.revoked])
    let entry = try town.region.store.look { store throws(RegionError) in
      try store.device(town.anna.device.replica)?.entry()
    }
    #expect(entry?.time == decided)
    let report = try await town.audit()
    #expect(report.spaces.count == 3)
  }
}
