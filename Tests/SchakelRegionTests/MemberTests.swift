import SchakelCore
import Testing

@testable import SchakelRegion

/// Roles that an operator gives and takes.
@Suite struct MemberTests {
  /// Two spaces; cees leads the west, anna writes there and is in no other.
  private struct Town {
    let region: TestRegion
    let west: SpaceID
    let east: SpaceID
    let cees: TestDevice
    let anna: TestDevice
    var service: RegionService { region.service }

    init() async throws {
      region = try await TestRegion.make()
      west = try await region.service.addSpace(name: "West").id
      east = try await region.service.addSpace(name: "East").id
      cees = try await region.device("cees", in: west, as: .coordinator)
      anna = try await region.device("anna", in: west)
    }

    func set(
      _ role: Role, _ device: TestDevice, in space: SpaceID? = nil, leavesNone: Bool = false
    ) async throws -> Bool {
      try await service.setRole(
        role, of: device.device.person, in: space ?? west, leavesNone: leavesNone
      ).isNews
    }

    /// The entries about members and devices of a space's log, with what they say.
    func said(in id: SpaceID) throws -> [String] {
      let devices = [cees.device.replica: "cees", anna.device.replica: "anna"]
      let people = [cees.device.person: "cees", anna.device.person: "anna"]
      return try service.store.look { store throws(RegionError) in
        guard let space = try store.space(id) else { throw .noAccess }
        var said: [String] = []
        try store.entries(in: space.number, after: 0, wantsBytes: { _, _, _ in true }) {
          record throws(RegionError) in
          guard record.tag == .member || record.tag == .device else { return true }
          switch try LogEntry(record) {
          case .member(let member):
            said.append("\(people[member.person] ?? "?") \(member.role.text)")
          case .device(let device): said.append("device of \(devices[device.replica] ?? "?")")
          default: break
          }
          return true
        }
        return said
      }
    }
  }

  @Test("a role holds from the moment that it is given, is told once, and an auditor agrees")
  func given() async throws {
    let town = try await Town()
    town.anna.create("before", in: town.west)
    try await town.anna.sync(town.west)
    #expect(try await town.set(.reader, town.anna))
    #expect(try await !town.set(.reader, town.anna))
    town.anna.create("as a reader", in: town.west)
    let answer = try await town.anna.exchange(
      town.west,
      push: [
        town.anna.run(2...2, in: town.west)
      ])
    #expect(
      answer.outcomes.map(\.outcome) == [.void(.notAllowed)], "\(answer.outcomes)")
    #expect(try await town.set(.contributor, town.anna))
    #expect(
      try town.said(in: town.west) == [
        "cees coordinator", "device of cees", "anna contributor", "device of anna",
        "anna reader", "anna contributor",
      ])
    _ = try await town.service.verifyAudit(of: nil).get()
    let members = try await town.service.members(of: town.west)
    #expect(members.map(\.handle) == ["cees", "anna"])
    #expect(members.map(\.role) == [.coordinator, .contributor])
  }

  @Test("one who leaves is told so and of nothing else; one who was never there is told nothing")
  func left() async throws {
    let town = try await Town()
    try await town.anna.sync(town.west)
    // A device that has read nothing has nothing to remove.
    let second = try await town.region.device("anna", in: town.west)
    #expect(try await town.set(.none, town.anna))
    #expect(try await second.exchange(town.west) == .init(space: town.west, status: .noAccess))
    for space in [town.west, town.east, SpaceID(rawValue: 12345)] {
      var expected = SyncAnswer.Space(space: space, status: .noAccess)
      if space == town.west {
        expected.people = [.init(person: town.anna.device.person, name: "", role: .none)]
      }
      #expect(try await town.anna.exchange(space) == expected)
    }
    #expect(try await town.service.members(of: town.west).map(\.handle) == ["cees"])
    #expect(try town.service.memberships(of: town.anna.device).isEmpty)
    _ = try await town.service.verifyAudit(of: nil).get()
  }

  @Test("one who gets a first role in a space brings all devices along, without an invitation")
  func moved() async throws {
    let town = try await Town()
    #expect(try await town.set(.none, town.anna))
    #expect(try await town.set(.contributor, town.anna, in: town.east))
    #expect(try town.service.memberships(of: town.anna.device).map(\.space) == [town.east])
    #expect(try town.said(in: town.east) == ["anna contributor", "device of anna"])
    town.anna.create("in the east", in: town.east)
    #expect(try await town.anna.exchange(town.east).status == .ok)
    _ = try await town.service.verifyAudit(of: nil).get()
  }

  @Test("the last coordinator of a space stays one, unless somebody insists")
  func lastCoordinator() async throws {
    let town = try await Town()
    for role in [Role.none, .contributor, .auditor] {
      let error = try await failure { _ = try await town.set(role, town.cees) }
      #expect(error.code == .lastCoordinator)
    }
    #expect(try await !town.set(.coordinator, town.cees))
    #expect(try await town.set(.coordinator, town.anna))
    #expect(try await town.set(.reader, town.cees))
    #expect(try await town.set(.none, town.anna, leavesNone: true))
    #expect(try await town.service.members(of: town.west).map(\.role) == [.reader])
  }

  @Test("nobody is made a member who is not known, was erased, or is the region")
  func unknown() async throws {
    let town = try await Town()
    let region = town.service.environment.identity.person
    for person in [PersonID(rawValue: 1), region] {
      let error = try await failure {
        _ = try await town.service.setRole(.reader, of: person, in: town.west)
      }
      #expect(error.code == .unknownPerson)
    }
    let never = try await failure { _ = try await town.set(.none, town.anna, in: town.east) }
    #expect(never.code == .unknownPerson)
    let nowhere = try await failure {
      _ = try await town.set(.reader, town.anna, in: SpaceID(rawValue: 12345))
    }
    #expect(nowhere.code == .noAccess)
  }

  @Test("an invitation that was not used gives the role that was given since, and none to who left")
  func invitations() async throws {
    let town = try await Town()
    func invitation() async throws -> [UInt8] {
      try await town.service.invite(handle: "anna", to: town.west, as: .coordinator).code
    }
    let (lowered, gone) = (try await invitation(), try await invitation())
    #expect(try await town.set(.reader, town.anna))
    let enrolment = try await town.service.join(code: lowered, with: town.anna.device)
    #expect(enrolment.spaces.map(\.role) == [.reader])
    #expect(try await town.set(.none, town.anna))
    let error = try await failure {
      _ = try await town.service.join(code: gone, with: town.anna.device)
    }
    #expect(error.code == .invitationNotValid)
    // One that is given afterwards lets her in again.
    let again = try await town.service.join(
      code: try await invitation(), with: town.anna.device)
    #expect(again.spaces.map(\.role) == [.coordinator])
  }
}
