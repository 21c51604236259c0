import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelRegion
@testable import SchakelStore

@Suite("What became of what one wrote, whatever way it comes")
struct NoticeTests {
  /// Anna and Bram gave a note different titles, and know it; Carla coordinates.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let carla: TestDevice
    let note: DocumentID

    init(limits: RegionLimits = RegionLimits()) async throws {
      region = try await TestRegion(limits: limits)
      anna = try await region.device(1, person: "anna")
      bram = try await region.device(2, person: "bram")
      carla = try await region.device(3, person: "carla", role: .coordinator)
      note = try anna.note("bankje")
      for device in [anna, bram, carla] { try await device.sync() }
      try anna.replica.edit(note, [.set("title", Value("zitbank"))])
      try bram.replica.edit(note, [.set("title", Value("ligbed"))])
      for device in [anna, bram, carla, anna] { try await device.sync() }
    }

    func settle() throws {
      try carla.replica.resolve(note, "title", .write(Value("bank")), reason: "besproken")
    }

    func told(_ device: TestDevice) throws -> [String] {
      try device.replica.notices().map { notice in
        "\(notice.sort) by \(notice.by.name ?? "?"): \(notice.reason ?? "")"
      }
    }
  }

  @Test("by the region: once, to each who lost; and a group that one leaves keeps nothing of it")
  func pulled() async throws {
    let scene = try await Scene()
    try scene.settle()
    for device in [scene.carla, scene.anna, scene.bram, scene.anna] { try await device.sync() }
    for device in [scene.anna, scene.bram] {
      #expect(try scene.told(device) == ["settled by Voorbeeld carla: besproken"])
    }
    #expect(try scene.told(scene.carla) == [])
    try await scene.region.setRole(.none, of: scene.anna, in: scene.region.space)
    try await scene.anna.sync()
    #expect(try scene.told(scene.anna) == [])
    #expect(try scene.anna.replica.conflictCount == 0)
  }

  @Test("by a bundle, and not again by the region")
  func bundled() async throws {
    let scene = try await Scene()
    try scene.settle()
    let bundle = try scene.carla.replica.exportBundle(
      of: scene.region.space, signer: scene.carla.signer)
    _ = try scene.anna.replica.importBundle(bundle.bundle, verifier: FakeSignature.verify)
    #expect(try scene.told(scene.anna) == ["settled by Voorbeeld carla: besproken"])
    try scene.anna.replica.markSeen(try scene.anna.replica.notices())
    for device in [scene.carla, scene.anna, scene.anna] { try await device.sync() }
    #expect(try scene.anna.replica.newNoticeCount == 0)
    #expect(try scene.told(scene.anna).count == 1)
  }

  @Test("by a state, where the change itself does not come: then nobody knows why")
  func farBehind() async throws {
    var limits = RegionLimits()
    limits.tailEntries = 20
    let scene = try await Scene(limits: limits)
    try scene.settle()
    for device in [scene.carla, scene.bram] { try await device.sync() }
    let other = try scene.bram.note("iets anders")
    for number in 0..<40 {
      try scene.bram.replica.edit(other, [.set("place", Value("plein \(number)"))])
    }
    try await scene.bram.sync()
    let exchange = try await scene.anna.exchange()
    #expect(exchange.answer.spaces.first?.bootstrap != nil)
    try scene.anna.take(exchange)
    try await scene.anna.sync()
    #expect(try scene.told(scene.anna) == ["settled by Voorbeeld carla: "])
    #expect(try scene.told(scene.bram) == ["settled by Voorbeeld carla: besproken"])
    for device in [scene.anna, scene.bram] { #expect(try device.replica.check() == []) }
  }
}
