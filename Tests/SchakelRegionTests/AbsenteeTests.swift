import SchakelCore
import Testing

@testable import SchakelRegion

/// People who were invited and never came: nothing of them is kept.
@Suite struct AbsenteeTests {
  private struct Town {
    let region: TestRegion
    let space: SpaceID
    let cees: TestDevice
    var service: RegionService { region.service }

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      cees = try await region.device("cees", in: space, as: .coordinator)
    }

    func invite(_ name: String) async throws -> GivenInvitation {
      try await service.invite(.new(name: name), to: space, as: .contributor, by: cees.device)
    }

    func invite(handle: String, name: String) async throws -> GivenInvitation {
      try await service.invite(handle: handle, name: name, to: space, as: .contributor)
    }

    func knows(_ person: PersonID) throws -> Bool {
      try region.store.look { store throws(RegionError) in try store.person(person) != nil }
    }

    func pass(_ milliseconds: UInt64 = RegionService.invitationLifetime) {
      region.clock.advance(milliseconds)
    }

    /// Whether a word stands in any file of the region.
    func holds(_ word: String) -> Bool {
      shell("grep -rqa '\(word)' '\(region.scratch.path)'") == 0
    }
  }

  @Test("who never came goes with the invitation, whoever made it, and no file has the name")
  func gone() async throws {
    let town = try await Town()
    let invited = [
      try await town.invite("Kersenboom").person,
      try await town.invite(handle: "w17", name: "Perelaar").person,
    ]
    town.pass(RegionService.invitationLifetime - 1)
    #expect(try await town.service.forgetAbsentees() == 0)
    #expect(town.holds("Kersenboom") && town.holds("Perelaar"))
    town.pass(1)
    #expect(try await town.service.forgetAbsentees() == 2)
    for person in invited { #expect(try !town.knows(person)) }
    #expect(try town.service.person(named: "w17") == nil)
    for word in ["Kersenboom", "Perelaar", "w17"] { #expect(!town.holds(word), "\(word)") }
    #expect(try await town.service.forgetAbsentees() == 0)
    // The same person may be invited anew.
    let again = try await town.invite(handle: "w17", name: "Perelaar")
    #expect(again.person != invited[1])
    #expect(try await town.service.forgetAbsentees() == 0)
    _ = try await town.service.verifyAudit(of: nil).get()
  }

  @Test("who was invited in vain goes too where the invitation went with its maker's role")
  func maker() async throws {
    let town = try await Town()
    let invited = try await town.invite("Kersenboom").person
    _ = try await town.service.setRole(
      .none, of: town.cees.device.person, in: town.space, leavesNone: true)
    #expect(try await town.service.forgetAbsentees() == 1)
    #expect(try !town.knows(invited))
    #expect(try town.knows(town.cees.device.person), "one who left has been here")
  }

  @Test("who came, who was let in otherwise and who is invited again stay")
  func stays() async throws {
    let town = try await Town()
    let came = try await town.invite("a")
    _ = try await town.service.enrol(
      code: came.code, deviceName: "phone", replica: ReplicaID(rawValue: 77),
      publicKey: [UInt8](repeating: 7, count: 32))
    let member = try await town.invite("b").person
    _ = try await town.service.setRole(.reader, of: member, in: town.space)
    _ = try await town.service.setRole(.none, of: member, in: town.space)
    let again = try await town.invite(handle: "w17", name: "d").person
    town.pass()
    #expect(try await town.invite(handle: "w17", name: "d").person == again)
    let region = town.service.environment.identity.person
    let before = try town.knows(region)
    #expect(try await town.service.forgetAbsentees() == 0)
    for person in [came.person, member, again] { #expect(try town.knows(person)) }
    #expect(try town.knows(region) == before)
    #expect(try town.knows(town.cees.device.person))
  }

  @Test("a region whose clock is far from the last entry of its logs takes nobody out")
  func wrongClock() async throws {
    let town = try await Town()
    let invited = try await town.invite("Kersenboom").person
    town.pass(365 * 24 * 3_600_000)
    #expect(try await town.service.forgetAbsentees() == 0)
    #expect(try town.knows(invited))
    // Somebody wrote, so that it is as late as it seems.
    _ = try await town.service.setRole(
      .reader, of: town.cees.device.person, in: town.space, leavesNone: true)
    #expect(try await town.service.forgetAbsentees() == 1)
  }

  @Test("a region that waits to be opened takes nobody out")
  func closed() async throws {
    let town = try await Town()
    let invited = try await town.invite("Kersenboom").person
    town.pass()
    try await town.region.store.write(cost: 1) { transaction throws(RegionError) in
      try transaction.save(closed: true)
    }
    #expect(try await town.service.forgetAbsentees() == 0)
    #expect(try town.knows(invited))
  }
}
