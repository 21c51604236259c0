import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelRegion

@Suite("A person whose membership of a space ends")
struct LostRightsTests {
  /// Anna is in two spaces and synchronised; `west` is the one that she will leave.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let west: SpaceID

    init() async throws {
      region = try await TestRegion()
      anna = try await region.device(1, person: "anna")
      west = region.space
      let east = try await region.service.addSpace(name: "Oost")
      try await region.join(east.id, handle: "anna", with: anna)
      #expect(try await anna.sync().isSynchronised)
    }
  }

  @Test("what she wrote there and never sent still waits, and synchronised is not said")
  func stranded() async throws {
    let scene = try await Scene()
    let notes = try (1...3).map { try scene.anna.note("uit West \($0)") }
    try scene.anna.replica.edit(notes[0], [.set("body", Value("twee wijzigingen, een bijdrage"))])
    try await scene.region.end(membershipOf: scene.anna, in: scene.west)
    for _ in 1...2 {
      let report = try await scene.anna.sync()
      #expect(!report.isSynchronised)
      #expect(report.waiting == 4)
      #expect(report.stranded == 3)
      let status = try scene.anna.replica.status()
      #expect(!status.isSynchronised)
      #expect(status.waiting == 4)
      #expect(status.stranded == 3)
      #expect(status.counts.onThisDevice == 3)
    }
    let told = try scene.anna.replica.status().spaces.first { $0.id == scene.west }
    #expect(told?.stranded == 3)
    for note in notes { #expect(try scene.anna.replica.document(note)?.state == .onThisDevice) }
  }

  @Test("with nothing unsent there, the rest is synchronised all the same")
  func nothingUnsent() async throws {
    let scene = try await Scene()
    try scene.anna.note("al verstuurd")
    try await scene.anna.sync()
    try await scene.region.end(membershipOf: scene.anna, in: scene.west)
    let report = try await scene.anna.sync()
    #expect(report.notices == [.noAccess(scene.west)])
    #expect(report.isSynchronised)
    #expect(report.stranded == 0)
    #expect(try scene.anna.replica.status().isSynchronised)
  }

  @Test("a membership that is given back takes along what waited for it")
  func givenBack() async throws {
    let scene = try await Scene()
    try scene.anna.note("wacht op toegang")
    try await scene.region.end(membershipOf: scene.anna, in: scene.west)
    #expect(try await scene.anna.sync().stranded == 1)
    try await scene.region.join(scene.west, handle: "anna", with: scene.anna)
    let report = try await scene.anna.sync()
    #expect(report.isSynchronised)
    #expect(report.stranded == 0)
    #expect(report.pushed == 1)
    let bram = try await scene.region.device(2)
    try await bram.sync()
    #expect(try bram.states().count == 1)
  }
}

extension TestRegion {
  /// As an operator does who takes a person out of a space.
  func end(membershipOf device: TestDevice, in id: SpaceID) async throws {
    guard let person = device.replica.identity.person else { return }
    let service = service
    try await service.store.write(cost: 0) { transaction throws(RegionError) in
      guard let space = try transaction.space(id) else { throw .noAccess }
      var log = SpaceLog(space, service.environment, service.limits)
      try service.addMember(person, .none, to: &log, transaction)
      try log.save(to: transaction)
    }
  }
}
