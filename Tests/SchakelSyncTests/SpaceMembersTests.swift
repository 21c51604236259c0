import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// What a device knows of the people of a space.
@Suite("The people of a space, on every device")
struct SpaceMembersTests {
  private func list(_ device: TestDevice) throws -> [PersonID: (role: Role, giver: String?)] {
    let members = try device.replica.members(
      of: device.region.space, regionKey: TestRegion.key)
    return Dictionary(
      uniqueKeysWithValues: members.map { ($0.author.person, ($0.role, $0.giver?.name)) })
  }

  @Test(
    "who gave a role is known from the log, from a bootstrap and after a new name, the region is nobody"
  )
  func givers() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna", role: .coordinator)
    let bram = try await region.device(2, person: "bram")
    // The region puts texts together, and so is in the log as a member.
    let note = try anna.note("straat", ["body": [Value("een\ntwee\ndrie")]])
    for device in [anna, bram] { try await device.sync() }
    try anna.replica.edit(note, [.set("body", Value("een\ntwee\ndrie\nvier"))])
    try bram.replica.edit(note, [.set("body", Value("nul\ntwee\ndrie"))])
    for device in [anna, bram, anna] { try await device.sync() }
    let people = try [anna, bram].map { try #require($0.replica.identity.person) }
    let token = try #require(anna.token)
    let leader = try #require(try await region.service.authenticate(token: Array(token.utf8)))
    _ = try await region.service.setRole(.reader, of: people[1], in: region.space, by: leader)
    let late = try await region.device(3, person: "cor")
    for device in [anna, bram, late] {
      try await device.sync()
      let list = try list(device)
      #expect(list[people[1]]?.role == .reader)
      #expect(list[people[1]]?.giver == "Voorbeeld anna")
      #expect(list[people[0]]?.role == .coordinator && list[people[0]]?.giver == nil)
    }
    #expect(try list(anna).count == 3, "the region is none of them")
    #expect(try anna.replica.members(of: region.space, regionKey: []).count == 4)
    // The operator says the role again with another name: that is the operator's word.
    _ = try await region.service.invite(
      handle: "bram", name: "Voorbeeld b", to: region.space, as: .reader)
    try await anna.sync()
    #expect(try list(anna)[people[1]]?.giver == nil)
    _ = try await region.service.setRole(.none, of: people[1], in: region.space, by: leader)
    try await anna.sync()
    #expect(try list(anna)[people[1]] == nil)
    _ = try await region.service.verifyAudit().get()
  }
}
