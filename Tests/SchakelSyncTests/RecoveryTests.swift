import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// A region was put back to before Anna's latest, and Carla has that as states alone: she came later.
@Suite("What a region lost and a device has by states alone")
struct RecoveryTests {
  /// Anna wrote; Carla and Dora heard of it as states.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let carla: TestDevice
    let dora: TestDevice
    let known: DocumentID
    let lost: DocumentID
    let deleted: DocumentID

    init(_ role: Role = .contributor) async throws {
      let first = try await TestRegion()
      var devices = [try await first.device(1, person: "anna")]
      devices.append(try await first.device(3, person: "carla", role: role))
      devices.append(try await first.device(4, person: "dora"))
      known = try devices[0].note("eerste titel", ["themes": [Value("wonen"), Value("zorg")]])
      deleted = try devices[0].note("gaat weg")
      try await devices[0].sync()
      let copy = try first.closeAndCopy()

      let later = try await TestRegion(folder: first.folder, clock: first.clock)
      devices = try devices.map { try $0.moved(to: later) }
      let edits = [
        .set("title", Value("tweede titel")), FieldEdit.remove("themes", [Value("zorg")]),
      ]
      try devices[0].replica.edit(known, edits)
      try devices[0].replica.delete(deleted)
      lost = try devices[0].note("verloren", ["body": [Value("wat er stond")]])
      try await devices[0].sync()
      try devices[0].replica.edit(
        lost, [.set("place", Value("plein")), .add("themes", [Value("jeugd")])])
      for device in devices { try await device.sync() }
      try later.service.close()

      let restored = try await TestRegion(folder: copy, clock: first.clock)
      devices = try devices.map { try $0.moved(to: restored) }
      (region, anna, carla, dora) = (restored, devices[0], devices[1], devices[2])
    }

    func wait(_ days: Int64) {
      for device in [anna, carla, dora] { device.clock.advance(days * 86_400_000) }
      region.clock.advance(days * 86_400_000)
    }

    /// Carla's days until what was lost is said again.
    func recovered() async throws {
      try await carla.sync()
      wait(7)
      #expect(try await carla.sync().isSynchronised)
    }
  }

  @Test("is said again after a week, with who wrote it first, and then everybody has it")
  func recovered() async throws {
    let scene = try await Scene()
    let before = try scene.carla.states()
    #expect(try await scene.carla.sync().standing.differs)
    scene.wait(6)
    let early = try await scene.carla.sync()
    #expect(early.standing.differs && early.standing.waiting == 0)
    #expect(try scene.carla.states() == before)
    scene.wait(1)
    let report = try await scene.carla.sync()
    #expect(report.isSynchronised && report.notices.contains(.recovered(scene.region.space)))

    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    #expect(try erik.states() == scene.carla.states())
    for device in [scene.carla, erik] {
      #expect(try device.titles() == ["tweede titel", "verloren"])
      #expect(try device.texts("themes", in: scene.known) == ["wonen"])
      #expect(try device.texts("body", in: scene.lost) == ["wat er stond"])
      #expect(try device.texts("place", in: scene.lost) == ["plein"])
      #expect(try device.replica.document(scene.lost)?.author?.person == scene.anna.person)
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try device.replica.check() == [])
    }
    let origins = try scene.carla.origins(of: "body", in: scene.lost)
    #expect(origins.map(\.author) == [scene.anna.person])
    _ = try TestRegion.verify(try await scene.region.auditFile())
    // With nothing more to say, nothing is.
    scene.wait(8)
    let idle = try await scene.carla.sync()
    #expect(idle.isSynchronised && idle.pushed == 0)
  }

  @Test("its writer comes after all: nothing is doubled, and nothing lost")
  func late() async throws {
    let scene = try await Scene()
    try await scene.recovered()
    let own = try scene.anna.note("van Anna, ongezien")
    for device in [scene.anna, scene.carla, scene.dora, scene.anna, scene.carla] {
      try await device.sync()
    }
    for device in [scene.anna, scene.carla, scene.dora] {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.titles() == ["tweede titel", "van Anna, ongezien", "verloren"])
      #expect(try device.states()[own] != nil)
      #expect(try device.states() == scene.carla.states())
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try device.replica.check() == [])
    }
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }

  @Test("two devices say it again at once: it is there once")
  func twice() async throws {
    let scene = try await Scene()
    for device in [scene.carla, scene.dora] { try await device.sync() }
    scene.wait(7)
    // Carla's goes no further than her own device.
    scene.carla.wire { $0.exchangeLimit = $0.exchanges + 1 }
    _ = try? await scene.carla.sync()
    #expect(try scene.carla.replica.standing().waiting > 0)
    #expect(try await scene.dora.sync().isSynchronised)
    scene.carla.wire { $0.exchangeLimit = .max }
    for device in [scene.carla, scene.dora, scene.carla, scene.dora] { try await device.sync() }
    for device in [scene.carla, scene.dora] {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.titles() == ["tweede titel", "verloren"])
      #expect(try device.replica.conflicts().isEmpty)
      #expect(try device.replica.check() == [])
      #expect(try device.replica.tray().isEmpty)
    }
    #expect(try scene.carla.states() == scene.dora.states())
  }

  @Test("one after the other finds that it was said already")
  func after() async throws {
    let scene = try await Scene()
    for device in [scene.carla, scene.dora] { try await device.sync() }
    try await scene.recovered()
    for _ in 0..<2 { try await scene.dora.sync() }
    #expect(try await scene.dora.sync().isSynchronised)
    #expect(try scene.dora.states() == scene.carla.states())
    #expect(try scene.dora.replica.ownCounter(in: scene.region.space) == 0)
  }

  @Test("what was written on top of it goes along")
  func onTop() async throws {
    let scene = try await Scene()
    try scene.carla.replica.edit(scene.lost, [.set("place", Value("park"))])
    try await scene.recovered()
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    #expect(try erik.texts("place", in: scene.lost) == ["park"])
    #expect(try erik.texts("body", in: scene.lost) == ["wat er stond"])
    #expect(try erik.states() == scene.carla.states())
  }

  @Test("what was written over all that was lost of it stays in sight, and goes along")
  func overAll() async throws {
    let scene = try await Scene()
    let texts: [Name] = ["title", "body", "place"]
    var edits = texts.map { FieldEdit.set($0, Value("van Carla")) }
    edits.append(.remove("themes", [Value("jeugd")]))
    try scene.carla.replica.edit(scene.lost, edits)
    try scene.carla.replica.edit(scene.known, [.set("title", Value("van Carla"))])
    try await scene.carla.sync()
    #expect(try scene.carla.titles() == ["van Carla", "van Carla"])
    try await scene.recovered()
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    for device in [scene.carla, erik] {
      #expect(try device.titles() == ["van Carla", "van Carla"])
      for field in texts { #expect(try device.texts(field, in: scene.lost) == ["van Carla"]) }
      #expect(try device.texts("themes", in: scene.lost) == [])
      #expect(try device.texts("themes", in: scene.known) == ["wonen"])
      #expect(try device.replica.check() == [])
    }
    #expect(try erik.states() == scene.carla.states())
  }

  @Test("whoever may only read says nothing again, and keeps it")
  func reader() async throws {
    let scene = try await Scene(.reader)
    try await scene.carla.sync()
    let before = try scene.carla.states()
    scene.wait(30)
    let report = try await scene.carla.sync()
    #expect(report.standing.differs && report.notices.isEmpty)
    #expect(try scene.carla.states() == before)
  }
}

extension TestDevice {
  fileprivate func titles() throws -> [String] {
    try states().values.compactMap { bytes -> String? in
      let state = try DocumentState(encoded: bytes)
      guard state.lifecycle != .deleted else { return nil }
      let view = state.view(of: "title", policy: .keepAll)
      #expect(view.shown.count == 1)
      return view.value?.text
    }.sorted()
  }

  fileprivate var person: PersonID? { replica.identity.person }

  fileprivate func texts(_ field: Name, in id: DocumentID) throws -> [String] {
    let state = try DocumentState(encoded: try #require(try states()[id]))
    let policy = Kind.policy(of: field, in: state.kind)
    return state.view(of: field, policy: policy).shown.compactMap(\.text)
  }

  fileprivate func origins(
    of field: Name, in id: DocumentID
  ) throws -> [SchakelCore.Operation.Origin] {
    try DocumentState(encoded: try #require(try states()[id])).siblings(of: field)
      .compactMap(\.origin)
  }
}

extension Replica {
  /// How many changes were written here.
  fileprivate func ownCounter(in id: SpaceID) throws -> UInt64 {
    try write { transaction throws(ReplicaError) in try transaction.space(id).counter }
  }
}
