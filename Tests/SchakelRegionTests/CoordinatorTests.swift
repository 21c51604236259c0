import SchakelCore
import Testing

@testable import SchakelRegion

/// People whom a coordinator lets in, and roles that they give, from a device.
@Suite struct CoordinatorTests {
  /// Cees leads the west, where anna writes; dina leads the east, where emil writes. Cees reads the east.
  private struct Town {
    let region: TestRegion
    let west: SpaceID
    let east: SpaceID
    let cees: TestDevice
    let anna: TestDevice
    let dina: TestDevice
    let emil: TestDevice
    var service: RegionService { region.service }

    init(limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion.make(limits: limits)
      west = try await region.service.addSpace(name: "West").id
      east = try await region.service.addSpace(name: "East").id
      cees = try await region.device("cees", in: west, as: .coordinator)
      anna = try await region.device("anna", in: west)
      dina = try await region.device("dina", in: east, as: .coordinator)
      emil = try await region.device("emil", in: east)
    }

    func invite(
      _ invitee: Invitee, as role: Role = .contributor, to space: SpaceID? = nil,
      by device: TestDevice? = nil
    ) async throws -> GivenInvitation {
      try await service.invite(
        invitee, to: space ?? west, as: role, by: (device ?? cees).device)
    }

    func give(_ role: Role, _ person: PersonID, by device: TestDevice) async throws -> Bool {
      try await service.setRole(role, of: person, in: west, by: device.device).isNews
    }

    func enrol(_ code: [UInt8], as replica: UInt64 = 77) async throws -> Enrolment {
      try await service.enrol(
        code: code, deviceName: "phone", replica: ReplicaID(rawValue: replica),
        publicKey: [UInt8](repeating: 7, count: 32))
    }

    func isRefused(_ code: [UInt8], as replica: UInt64 = 77) async throws -> Bool {
      try await failure { _ = try await enrol(code, as: replica) }.code == .invitationNotValid
    }

    /// The roles that a space's log tells of, each with who gave it.
    func roles(in id: SpaceID) throws -> [LogEntry.Member] {
      try service.store.look { store throws(RegionError) in
        guard let space = try store.space(id) else { throw .noAccess }
        var members: [LogEntry.Member] = []
        try store.entries(in: space.number, after: 0, wantsBytes: { _, _, _ in true }) {
          record throws(RegionError) in
          guard record.tag == .member else { return true }
          if case .member(let member) = try LogEntry(record) { members.append(member) }
          return true
        }
        return members
      }
    }

    func audit() async throws { _ = try await service.verifyAudit(of: nil).get() }
  }

  @Test(
    "a coordinator lets somebody new in, the log says who did, and an auditor agrees",
    arguments: [Role.reader, .contributor, .coordinator, .auditor])
  func letsIn(_ role: Role) async throws {
    let town = try await Town()
    let given = try await town.invite(.new(name: "Farah"), as: role)
    #expect(given.expires == town.region.clock.now + RegionService.invitationLifetime)
    #expect(try town.roles(in: town.west).count == 2, "nothing changes before it is used")
    let enrolment = try await town.enrol(given.code)
    #expect(enrolment.personName == "Farah" && enrolment.person == given.person)
    #expect(enrolment.spaces.map(\.space) == [town.west])
    let last = try #require(try town.roles(in: town.west).last)
    #expect(last.person == given.person && last.role == role)
    #expect(last.actor == town.cees.device.person)
    #expect(try town.roles(in: town.west).dropLast().allSatisfy { $0.actor == nil })
    let member = try #require(try await town.service.members(of: town.west).last)
    #expect(member.actor == town.cees.device.person)
    #expect(member.handle == "invited-" + given.person.text)
    #expect(try town.service.person(named: member.handle) == given.person)
    #expect(try await town.isRefused(given.code, as: 78))
    try await town.audit()
  }

  @Test("nobody but a coordinator of the space invites to it or gives a role in it")
  func coordinatorsOnly() async throws {
    let town = try await Town()
    let reader = try await town.region.device("gina", in: town.west, as: .reader)
    let auditor = try await town.region.device("hans", in: town.west, as: .auditor)
    for device in [town.anna, town.dina, reader, auditor] {
      for invitee in [Invitee.new(name: "x"), .person(town.emil.device.person)] {
        let error = try await failure { _ = try await town.invite(invitee, by: device) }
        #expect(error.code == .noAccess)
      }
      let error = try await failure {
        _ = try await town.service.setRole(
          .coordinator, of: device.device.person, in: town.west, by: device.device)
      }
      #expect(error.code == .noAccess)
    }
    let nowhere = try await failure {
      _ = try await town.invite(.new(name: "x"), to: SpaceID(rawValue: 12345))
    }
    #expect(nowhere.code == .noAccess)
    #expect(try town.roles(in: town.west).allSatisfy { $0.actor == nil })
  }

  @Test(
    "a device that is out of use invites nobody, and what it invited to and nobody used is void")
  func revoked() async throws {
    let town = try await Town()
    let open = try await town.invite(.new(name: "x"))
    let used = try await town.invite(.new(name: "y"))
    _ = try await town.enrol(used.code)
    _ = try await town.service.revoke(town.cees.device.replica)
    let again = try await failure { _ = try await town.invite(.new(name: "z")) }
    #expect(again.code == .deviceRevoked)
    let role = try await failure {
      _ = try await town.service.setRole(
        .reader, of: town.anna.device.person, in: town.west, by: town.cees.device)
    }
    #expect(role.code == .deviceRevoked)
    #expect(try await town.isRefused(open.code, as: 78))
    let members = try await town.service.members(of: town.west)
    #expect(members.filter { $0.actor == town.cees.device.person }.map(\.name) == ["y"])
    try await town.audit()
  }

  @Test(
    "an invitation of one who is coordinator no more lets nobody in, also when they are one again")
  func lowered() async throws {
    let town = try await Town()
    let open = try await town.invite(.new(name: "x"))
    let cees = town.cees.device.person
    _ = try await town.service.setRole(.coordinator, of: town.anna.device.person, in: town.west)
    _ = try await town.service.setRole(.contributor, of: cees, in: town.west)
    #expect(try await town.isRefused(open.code))
    _ = try await town.service.setRole(.coordinator, of: cees, in: town.west)
    #expect(try await town.isRefused(open.code))
    #expect(!(try await town.enrol(try await town.invite(.new(name: "x")).code).spaces.isEmpty))
    try await town.audit()
  }

  @Test("with a code for a colleague no device is let in, whoever holds it")
  func noDeviceOfOthers() async throws {
    let town = try await Town()
    let cees = town.cees.device.person
    _ = try await town.service.setRole(.reader, of: cees, in: town.east)
    let emil = town.emil.device.person
    let given = try await town.invite(.person(emil))
    #expect(given.person == emil)
    // Cees holds the code too, and would read and write in the east as emil.
    #expect(try await town.isRefused(given.code))
    // Emil's own device takes it.
    let joined = try await town.service.join(code: given.code, with: town.emil.device)
    #expect(Set(joined.spaces.map(\.space)) == [town.west, town.east])
    let last = try #require(try town.roles(in: town.west).last)
    #expect(last.person == emil && last.actor == cees)
    // Nor by the operator's lead: somebody new who was let in elsewhere meanwhile is no longer new.
    let fresh = try await town.invite(.new(name: "Farah"))
    _ = try await town.service.setRole(.reader, of: fresh.person, in: town.east)
    #expect(try await town.isRefused(fresh.code))
    try await town.audit()
  }

  @Test(
    "who is in none of a coordinator's spaces is as unknown as nobody, by handle and by pseudonym")
  func unseen() async throws {
    let town = try await Town()
    let region = town.service.environment.identity.person
    var messages: Set<String> = []
    for person in [town.emil.device.person, PersonID(rawValue: 12345), region] {
      for space in [town.west] {
        let error = try await failure { _ = try await town.invite(.person(person), to: space) }
        #expect(error.code == .unknownPerson)
        let role = try await failure {
          _ = try await town.service.setRole(
            .reader, of: person, in: space, by: town.cees.device)
        }
        #expect(role.code == .unknownPerson)
        messages.formUnion([error.message, role.message])
      }
    }
    #expect(messages.count == 1)
    // The operator's own name for somebody is a name like any other here.
    let given = try await town.invite(.new(name: "emil"))
    #expect(given.person != town.emil.device.person)
    let device = try await town.enrol(given.code)
    #expect(device.spaces.map(\.space) == [town.west])
  }

  @Test("an invitation changes nobody's role: who is in the space by then is let in no more")
  func alreadyIn() async throws {
    let town = try await Town()
    let anna = town.anna.device.person
    let error = try await failure { _ = try await town.invite(.person(anna), as: .coordinator) }
    #expect(error.code == .alreadyMember)
    _ = try await town.service.setRole(.none, of: anna, in: town.west)
    let first = try await town.invite(.person(anna), as: .coordinator)
    let second = try await town.invite(.person(anna), as: .reader)
    _ = try await town.service.join(code: first.code, with: town.anna.device)
    _ = try await town.service.setRole(.contributor, of: town.cees.device.person, in: town.west)
    // She leads alone now, and stays what she is.
    let late = try await failure {
      _ = try await town.service.join(code: second.code, with: town.anna.device)
    }
    #expect(late.code == .invitationNotValid)
    #expect(try await town.service.members(of: town.west).contains { $0.role == .coordinator })
  }

  @Test("a role that a coordinator gives or takes is in the log with them, and the last one stays")
  func roles() async throws {
    let town = try await Town()
    let (cees, anna) = (town.cees.device.person, town.anna.device.person)
    for role in [Role.none, .reader] {
      let error = try await failure { _ = try await town.give(role, cees, by: town.cees) }
      #expect(error.code == .lastCoordinator)
    }
    #expect(try await town.give(.coordinator, anna, by: town.cees))
    #expect(try await !town.give(.coordinator, anna, by: town.cees))
    #expect(try await town.give(.none, cees, by: town.cees), "one who leads no longer alone may go")
    let gone = try await failure { _ = try await town.give(.reader, anna, by: town.cees) }
    #expect(gone.code == .noAccess)
    #expect(
      try await town.give(.reader, cees, by: town.anna), "and one who was there may be let in again"
    )
    let said = try town.roles(in: town.west).suffix(3)
    #expect(said.map(\.role) == [.coordinator, .none, .reader])
    #expect(said.map(\.actor) == [cees, cees, anna])
    let stranger = try await failure {
      _ = try await town.give(.reader, town.emil.device.person, by: town.anna)
    }
    #expect(stranger.code == .unknownPerson)
    try await town.audit()
  }

  @Test(
    "one person's invitations of a week are bounded, used or not; others' and later ones are not held up"
  )
  func bounded() async throws {
    var limits = RegionLimits()
    limits.invitationsPerPerson = 3
    let town = try await Town(limits: limits)
    _ = try await town.service.setRole(.coordinator, of: town.anna.device.person, in: town.west)
    _ = try await town.enrol(try await town.invite(.new(name: "a")).code)
    for name in ["b", "c"] { _ = try await town.invite(.new(name: name)) }
    let error = try await failure { _ = try await town.invite(.new(name: "d")) }
    #expect(error.code == .tooManyInvitations && error.message.contains("3"))
    _ = try await town.invite(.new(name: "d"), by: town.anna)
    town.region.clock.advance(RegionService.invitationLifetime)
    _ = try await town.invite(.new(name: "d"))
  }

  @Test("a name must be one, and an invitation brings a role")
  func input() async throws {
    let town = try await Town()
    for name in ["", String(repeating: "x", count: 257)] {
      let error = try await failure { _ = try await town.invite(.new(name: name)) }
      #expect(error.code == .invalidInput)
    }
    let error = try await failure { _ = try await town.invite(.new(name: "x"), as: .none) }
    #expect(error.code == .invalidInput)
  }
}
