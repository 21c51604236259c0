import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Who takes a consent back is erased by that alone.
@Suite("Withdrawn consent")
struct ConsentTests {
  private static func profile(
    _ name: String, on device: TestDevice, in space: SpaceID
  ) throws -> DocumentID {
    try device.replica.create(
      "connectorProfile",
      ["name": [Value(name)], "consent": [Value("given")], "mandate": [Value("over de \(name)")]],
      in: space)
  }

  private static func withdraw(_ profile: DocumentID, on device: TestDevice) throws {
    try device.replica.edit(profile, [.set("consent", Value("withdrawn"))])
  }

  @Test("a profile goes everywhere by itself, on the record, and every device confirms")
  func goes() async throws {
    let scene = try await Cleaning()
    let profile = try Self.profile("kersenboomgaard", on: scene.anna, in: scene.region.space)
    try scene.anna.note("lindelaan")
    try await scene.syncAll()
    try scene.bram.replica.edit(profile, [.set("role", Value("perelaar"))])
    try await scene.syncAll()
    try Self.withdraw(profile, on: scene.bram)
    #expect(try !scene.files(with: "kersenboomgaard").isEmpty)
    try await scene.syncAll()
    try await scene.region.service.followErasures()
    #expect(try scene.files(with: "kersenboomgaard", "perelaar") == [])
    #expect(try !scene.files(with: "lindelaan").isEmpty)
    let records = try await scene.region.service.erasures()
    #expect(records.map(\.subject) == [.document(profile)])
    #expect(records.map(\.status) == [.approved])
    #expect(records.map(\.ground) == [RegionService.withdrawnConsent])
    #expect(records.map(\.requestedBy) == [scene.person(scene.bram)])
    #expect(try await scene.confirmed(1) == (4, 4))
    #expect(try await scene.audit().counts.erased == 3)
    for device in scene.devices { #expect(try device.replica.check() == []) }
    let states = try scene.devices.map { try $0.states() }
    #expect(states.allSatisfy { $0 == states[0] })
  }

  @Test("given and withdrawn apart is withdrawn, whoever comes first")
  func apart() async throws {
    for order in [[0, 1], [1, 0]] {
      let scene = try await Cleaning()
      let profile = try Self.profile("kersenboomgaard", on: scene.anna, in: scene.region.space)
      try await scene.syncAll()
      try Self.withdraw(profile, on: scene.bram)
      try scene.anna.replica.edit(
        profile, [.set("consent", Value("given")), .set("contact", Value("moerbei"))])
      for place in order { try await [scene.bram, scene.anna][place].sync() }
      try await scene.syncAll()
      try await scene.region.service.followErasures()
      #expect(try scene.files(with: "kersenboomgaard", "moerbei") == [])
      #expect(try await scene.region.service.erasures().map(\.status) == [.approved])
      _ = try await scene.audit()
    }
  }

  @Test(
    "what was taken back before it came here was never said, nor is an empty or unknown word a withdrawal"
  )
  func unsaid() async throws {
    let scene = try await Cleaning()
    let space = scene.region.space
    let profiles = try (1...3).map { try Self.profile("naam \($0)", on: scene.anna, in: space) }
    try await scene.syncAll()
    try Self.withdraw(profiles[0], on: scene.bram)
    try scene.bram.replica.edit(profiles[0], [.set("consent", Value("given"))])
    try scene.bram.replica.edit(profiles[1], [.set("consent", Value("on paper"))])
    try scene.bram.replica.edit(profiles[2], [.set("consent", .null)])
    // Not every kind asks for one.
    let note = try scene.bram.note("notitie")
    try scene.bram.replica.edit(note, [.set("consent", Value("withdrawn"))])
    try await scene.syncAll()
    #expect(try await scene.region.service.erasures().isEmpty)
    #expect(try scene.cees.replica.document(profiles[0])?.title == "naam 1")
    _ = try await scene.audit()
  }

  @Test("a profile that comes with its consent withdrawn goes as it comes, many in one push too")
  func born() async throws {
    let scene = try await Cleaning()
    let space = scene.region.space
    var profiles: [DocumentID] = []
    for number in 0..<5 {
      let profile = try Self.profile("kersenboom \(number)", on: scene.anna, in: space)
      try Self.withdraw(profile, on: scene.anna)
      profiles.append(profile)
    }
    try await scene.syncAll()
    #expect(try scene.files(with: "kersenboom") == [])
    let records = try await scene.region.service.erasures()
    #expect(records.map(\.subject) == [.documents(profiles.sorted())])
    // What comes later to any of them is erased as it comes.
    try scene.bram.replica.edit(profiles[3], [.set("role", Value("moerbei"))])
    try await scene.syncAll()
    #expect(try scene.files(with: "moerbei") == [])
    _ = try await scene.audit()
  }

  @Test("nobody's consent is withdrawn by somebody who may not write there")
  func reader() async throws {
    let scene = try await Cleaning()
    let profile = try Self.profile("kersenboomgaard", on: scene.anna, in: scene.region.space)
    try await scene.syncAll()
    try Self.withdraw(profile, on: scene.bram)
    _ = try await scene.region.service.revoke(scene.bram.replica.identity.replica)
    let bundle = try scene.bram.replica.exportBundle(
      of: scene.region.space, signer: scene.bram.signer
    ).bundle
    _ = try scene.anna.replica.importBundle(
      bundle, verifier: FakeSignature.verify, region: TestRegion.verifier)
    for device in [scene.anna, scene.cees, scene.anna] { try await device.sync() }
    #expect(try await scene.region.service.erasures().isEmpty)
    #expect(try scene.cees.replica.document(profile)?.title == "kersenboomgaard")
  }

  @Test("a copy elsewhere is asked for, and one coordinator of that space decides")
  func copies() async throws {
    let scene = try await Cleaning()
    let service = scene.region.service
    let other = try await service.addSpace(name: "Voorbeeldbuurt").id
    for (handle, device, role) in [
      ("anna", scene.anna, Role.contributor), ("cees", scene.cees, .coordinator),
    ] {
      try await scene.region.join(other, handle: handle, with: device, as: role)
      try await device.sync()
    }
    let profile = try Self.profile("kersenboomgaard", on: scene.anna, in: scene.region.space)
    try await scene.anna.sync()
    let copy = try scene.anna.replica.share(profile, in: other)
    try await scene.syncAll()
    try Self.withdraw(profile, on: scene.anna)
    try await scene.syncAll()
    #expect(try await service.erasures().count == 1)
    try await service.followErasures()
    try await service.followErasures()
    let asked = try await service.erasures().filter { $0.status == .requested }
    #expect(asked.map(\.subject) == [.document(copy)])
    #expect(asked.map(\.ground) == [RegionService.madeOfWithdrawn])
    let number = try #require(asked.first?.number)
    // Dina is no coordinator there, and Cees needs nobody else: the region asked.
    await expect(refusal: .notCoordinator) {
      _ = try await service.approveErasure(number, by: scene.person(scene.dina))
    }
    _ = try await service.approveErasure(number, by: scene.person(scene.cees))
    for device in [scene.anna, scene.cees, scene.anna, scene.cees] { try await device.sync() }
    #expect(try scene.files(with: "kersenboomgaard") == [])
    #expect(try await service.verifyAudit().get().spaces.count == 2)
  }

  @Test("a backup from before is put back without the profile")
  func putBack() async throws {
    let scene = try await Cleaning()
    let profile = try Self.profile("kersenboomgaard", on: scene.anna, in: scene.region.space)
    try await scene.syncAll()
    let backup = scratchFolder()
    _ = try await scene.region.service.backUp(to: backup + "/region.sqlite")
    try Self.withdraw(profile, on: scene.anna)
    try await scene.syncAll()
    try scene.region.service.close()
    let service = try await scene.putBack(backup)
    try await service.beginServing()
    _ = try await service.sweep()
    #expect(try scene.files(in: [backup], with: ["kersenboomgaard"]) == [])
    #expect(try await service.erasures().map(\.ground) == [RegionService.withdrawnConsent])
    // Whether there are copies is looked at again: who asked for them is in the database that is gone.
    try await service.followErasures()
    _ = try await service.verifyAudit().get()
    try service.close()
  }
}
