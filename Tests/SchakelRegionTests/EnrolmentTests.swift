import SchakelCore
import Synchronization
import Testing

@testable import SchakelRegion

/// Invitations and credentials.
@Suite struct EnrolmentTests {
  struct Town {
    let region: TestRegion
    let space: SpaceID
    var service: RegionService { region.service }

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
    }

    func enrol(
      _ code: [UInt8], replica: UInt64 = 1, key: UInt8 = 1
    ) async throws -> Enrolment {
      try await service.enrol(
        code: code, deviceName: "phone", replica: ReplicaID(rawValue: replica),
        publicKey: [UInt8](repeating: key, count: 32))
    }

    func device(_ enrolment: Enrolment) async throws -> Device? {
      try await service.authenticate(token: Array((enrolment.token ?? "").utf8))
    }
  }

  @Test("an invitation makes a device of a person in a space, and its token opens the door")
  func enrols() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(
      handle: "W-17", name: "Anna", to: town.space, as: .coordinator)
    #expect(invitation.code.count == Invitation.codeBytes)
    let enrolment = try await town.enrol(invitation.code)
    #expect(enrolment.person == invitation.person)
    #expect(enrolment.personName == "Anna")
    #expect(enrolment.regionName == "Noord")
    #expect(enrolment.spaces.map(\.role) == [.coordinator])
    #expect(enrolment.spaces.map(\.name) == ["West"])
    #expect(enrolment.token?.utf8.count == 64)
    let device = try #require(try await town.device(enrolment))
    #expect(device.person == invitation.person)
    #expect(device.replica == ReplicaID(rawValue: 1))
    #expect(try town.service.memberships(of: device).map(\.space) == [town.space])
  }

  @Test("a token that another took the place of opens no door, though its first use was under way")
  func replacedToken() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(
      handle: "a", to: town.space, as: .contributor)
    let hashes = try await [town.enrol(invitation.code), town.enrol(invitation.code)].map {
      Secret.token(Array(($0.token ?? "").utf8)).hash(.portable)
    }
    let replica = ReplicaID(rawValue: 1)
    #expect(try await !town.service.noteFirstUse(of: hashes[0]))
    let record = try town.region.store.look { store throws(RegionError) in
      try store.device(replica)
    }
    #expect(record?.lastContact == nil)
    #expect(try await town.service.noteFirstUse(of: hashes[1]))
  }

  @Test("requests that come together with a new token wait for one write, and are all let in")
  func firstUses() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(
      handle: "a", to: town.space, as: .contributor)
    let token = Array(try await town.enrol(invitation.code).token?.utf8 ?? "".utf8)
    let (store, service, gate) = (town.region.store, town.service, Gate())
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await store.write(cost: 1) { _ throws(RegionError) in gate.wait() }
        return true
      }
      await gate.waitUntilEntered()
      let begun = Begun()
      for _ in 0..<50 {
        group.addTask {
          begun.count.withLock { $0 += 1 }
          return try await service.authenticate(token: token) != nil
        }
      }
      while begun.count.withLock({ $0 }) < 50 || store.waitingWrites == 0 { await Task.yield() }
      // What these do until they wait is short.
      for _ in 0..<1_000 { await Task.yield() }
      let waiting = store.waitingWrites
      gate.open()
      #expect(waiting == 1)
      let isLetIn = try await group.reduce(true) { $0 && $1 }
      #expect(isLetIn)
    }
  }

  @Test("an invitation that would outlive every time that is kept is refused, the longest is good")
  func longestLife() async throws {
    let town = try await Town()
    let longest = Limits.milliseconds - town.region.clock.now
    for lifetime in [longest + 1, UInt64.max / 2, UInt64.max] {
      let error = try await failure {
        _ = try await town.service.invite(
          handle: "a", to: town.space, as: .contributor, lifetime: lifetime)
      }
      #expect(error.code == .invalidInput)
    }
    let invitation = try await town.service.invite(
      handle: "a", to: town.space, as: .contributor, lifetime: longest)
    #expect(try await town.enrol(invitation.code).token != nil)
  }

  @Test("unknown, used and expired codes get one and the same error")
  func uniformErrors() async throws {
    let town = try await Town()
    let used = try await town.service.invite(handle: "a", to: town.space, as: .contributor)
    _ = try await town.device(try await town.enrol(used.code))
    let expired = try await town.service.invite(
      handle: "a", to: town.space, as: .contributor, lifetime: 1_000)
    town.region.clock.advance(1_000)
    let codes = [used.code, expired.code, [], [UInt8](repeating: 0, count: 16)]
    var messages: [String] = []
    for code in codes {
      let error = try await failure { _ = try await town.enrol(code, replica: 2) }
      #expect(error.code == .invitationNotValid)
      messages.append(error.description)
    }
    #expect(Set(messages).count == 1)
  }

  @Test("a code is good until the moment it expires, and not then")
  func expiry() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(
      handle: "a", to: town.space, as: .reader, lifetime: 1_000)
    town.region.clock.advance(999)
    _ = try await town.enrol(invitation.code)
    let error = try await failure {
      _ = try await town.service.invite(
        handle: "a", to: town.space, as: .reader, lifetime: .max)
    }
    #expect(error.code == .invalidInput)
  }

  @Test("a code is used once, even when two devices use it at the same moment")
  func singleUse() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(
      handle: "a", to: town.space, as: .contributor)
    let enrolled = await withTaskGroup(of: Bool.self) { group in
      for number: UInt64 in 1...8 {
        group.addTask {
          (try? await town.enrol(invitation.code, replica: number, key: UInt8(number))) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(enrolled == 1)
    #expect(try town.service.devices().count == 1)
  }

  @Test("a lost answer is asked for again, until the token was used once")
  func lostAnswer() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(
      handle: "a", to: town.space, as: .contributor)
    let lost = try await town.enrol(invitation.code)
    let again = try await town.enrol(invitation.code)
    #expect(lost.token != again.token)
    #expect(try await town.device(lost) == nil)
    #expect(try town.service.devices().count == 1)
    // Another key or another replica is another device.
    for (replica, key) in [(1, 2), (2, 1)] as [(UInt64, UInt8)] {
      let error = try await failure {
        _ = try await town.enrol(invitation.code, replica: replica, key: key)
      }
      #expect(error.code == .invitationNotValid)
    }
    #expect(try await town.device(again) != nil)
    let late = try await failure { _ = try await town.enrol(invitation.code) }
    #expect(late.code == .invitationNotValid)
  }

  @Test("a replica's name belongs to one device")
  func replicaTaken() async throws {
    let town = try await Town()
    let first = try await town.service.invite(handle: "a", to: town.space, as: .contributor)
    _ = try await town.enrol(first.code)
    let second = try await town.service.invite(handle: "b", to: town.space, as: .contributor)
    let error = try await failure { _ = try await town.enrol(second.code, key: 9) }
    #expect(error.code == .replicaTaken)
    // The invitation is not spent by it.
    _ = try await town.enrol(second.code, replica: 2)
  }

  @Test("a person's second device and second space are in the log of every space concerned")
  func secondDeviceAndSpace() async throws {
    let town = try await Town()
    let watcher = try await town.region.device("w", in: town.space, as: .auditor)
    try await watcher.sync(town.space)
    let first = try await town.service.invite(handle: "a", to: town.space, as: .contributor)
    let phone = try #require(try await town.device(try await town.enrol(first.code)))
    let east = try await town.service.addSpace(name: "East").id
    let second = try await town.service.invite(handle: "a", to: east, as: .reader)
    #expect(second.person == first.person)
    let joined = try await town.service.join(code: second.code, with: phone)
    #expect(joined.token == nil)
    #expect(joined.spaces.map(\.name) == ["West", "East"])
    // The same again is the same.
    #expect(try await town.service.join(code: second.code, with: phone).spaces == joined.spaces)
    let third = try await town.service.invite(handle: "a", to: east, as: .reader)
    _ = try await town.enrol(third.code, replica: 2, key: 2)
    try await watcher.sync(town.space)
    let entries = try #require(watcher.spaces[town.space]?.entries)
    let devices = entries.compactMap { if case .device(let device) = $0 { device } else { nil } }
    #expect(devices.suffix(2).map(\.replica.rawValue) == [1, 2])
    let observer = try await town.region.device("o", in: east, as: .auditor)
    try await observer.sync(east)
    let known = observer.spaces[east]?.entries.compactMap {
      if case .device(let device) = $0 { device.replica.rawValue } else { nil as UInt64? }
    }
    #expect(known?.prefix(2) == [1, 2])
    let status = try await town.service.status()
    // Epoch, member and the first device; then the second device alone.
    #expect(status.spaces[1].entries == 6)
  }

  @Test("an invitation for somebody else does not open a second space")
  func joinForAnother() async throws {
    let town = try await Town()
    let anna = try await town.region.device("a", in: town.space)
    let east = try await town.service.addSpace(name: "East").id
    let invitation = try await town.service.invite(handle: "b", to: east, as: .reader)
    let error = try await failure {
      _ = try await town.service.join(code: invitation.code, with: anna.device)
    }
    #expect(error.code == .invitationNotValid)
    _ = try await town.enrol(invitation.code, replica: 5)
  }

  @Test("tokens that were never given out open nothing")
  func wrongTokens() async throws {
    let town = try await Town()
    let invitation = try await town.service.invite(handle: "a", to: town.space, as: .reader)
    let enrolment = try await town.enrol(invitation.code)
    let token = Array(try #require(enrolment.token).utf8)
    var wrong = [[], [UInt8](repeating: 0, count: 64), token + [48], Array(token.dropLast())]
    wrong += token.indices.map { index in
      var other = token
      other[index] ^= 1
      return other
    }
    wrong.append(invitation.code)
    for token in wrong { #expect(try await town.service.authenticate(token: token) == nil) }
    #expect(try await town.service.authenticate(token: token) != nil)
  }

  @Test("what is empty, too long or of the wrong length is refused by name")
  func invalidInput() async throws {
    let town = try await Town()
    let long = String(repeating: "x", count: 257)
    let service = town.service
    let code = try await service.invite(handle: "a", to: town.space, as: .reader).code
    let attempts: [() async throws -> Void] = [
      { _ = try await service.addSpace(name: "") },
      { _ = try await service.addSpace(name: long) },
      { _ = try await service.invite(handle: "", to: town.space, as: .reader) },
      { _ = try await service.invite(handle: long, to: town.space, as: .reader) },
      { _ = try await service.invite(handle: "a", name: "", to: town.space, as: .reader) },
      { _ = try await service.invite(handle: "a", to: town.space, as: .none) },
      {
        _ = try await service.enrol(
          code: code, deviceName: "", replica: ReplicaID(rawValue: 1),
          publicKey: [UInt8](repeating: 0, count: 32))
      },
      {
        _ = try await service.enrol(
          code: code, deviceName: "d", replica: ReplicaID(rawValue: 1), publicKey: [])
      },
    ]
    for attempt in attempts {
      #expect(try await failure { try await attempt() }.code == .invalidInput)
    }
    let unknown = try await failure {
      _ = try await service.invite(handle: "a", to: SpaceID(rawValue: 1), as: .reader)
    }
    #expect(unknown.code == .noAccess)
    let found = { (name: String, space: String) async throws in
      _ = try await service.found(name: name, firstSpace: space)
    }
    #expect(try await failure { try await service.found(name: "Zuid") }.code == .alreadyFounded)
    #expect(try await failure { try await found("Zuid", "West") }.code == .alreadyFounded)
  }

  @Test("a store without a region says so")
  func notFounded() async throws {
    let region = try await TestRegion(
      scratch: Scratch(), clock: FakeClock(), random: FakeRandom(seed: 1))
    #expect(throws: RegionError.self) { try region.service.name() }
    let error = try await failure { _ = try await region.service.addSpace(name: "West") }
    #expect(error.code == .notFounded)
    #expect(try await failure { _ = try await region.service.status() }.code == .notFounded)
    #expect(try await failure { try await region.service.beginServing() }.code == .notFounded)
  }

  @Test("a region and its first space are made in one write, or not at all")
  func founding() async throws {
    let region = try await TestRegion(
      scratch: Scratch(), clock: FakeClock(), random: FakeRandom(seed: 1))
    let service = region.service
    let error = try await failure {
      _ = try await service.found(name: "Noord", firstSpace: "")
    }
    #expect(error.code == .invalidInput)
    #expect(try await failure { _ = try service.name() }.code == .notFounded)
    let space = try await service.found(name: "Noord", firstSpace: "West")
    #expect(try region.commits() == 1)
    #expect(try service.spaces() == [space])
    let anna = try await region.device("a", in: space.id)
    try await anna.sync(space.id)
  }
}

private final class Begun: Sendable {
  let count = Mutex(0)
}
