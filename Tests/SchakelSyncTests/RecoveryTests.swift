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
  struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let carla: TestDevice
    let dora: TestDevice
    let known: DocumentID
    let lost: DocumentID
    let deleted: DocumentID

    /// - Parameter write: what else is lost, by Anna, Carla and Dora in their order; Carla, who has not
    ///   synchronised yet, hears of it as a state.
    init(
      _ role: Role = .contributor,
      write: (([TestDevice], _ known: DocumentID, _ lost: DocumentID) async throws -> Void)? = nil
    ) async throws {
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
      try await write?(devices, known, lost)
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
    let unsent = try await scene.carla.sync()
    #expect(unsent.standing.waiting > 0 && unsent.notices.isEmpty)
    #expect(try await scene.dora.sync().isSynchronised)
    scene.carla.wire { $0.exchangeLimit = .max }
    for device in [scene.carla, scene.dora, scene.carla, scene.dora] {
      // What the other made of it comes by its history: not all is compared for that.
      #expect(!(try await device.sync().notices.contains(.startedOver(scene.region.space))))
    }
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

  @Test(
    "where others' newer value stands, an older one is kept in the tray and not shown in its place")
  func outdated() async throws {
    let scene = try await Scene { devices, known, _ in
      try devices[0].replica.edit(known, [.set("place", Value("plein"))])
    }
    try await scene.carla.sync()
    scene.wait(2)
    let bram = try await scene.region.device(2, person: "bram")
    bram.clock.advance(2 * 86_400_000)
    try await bram.sync()
    try bram.replica.edit(scene.known, [.set("place", Value("station"))])
    try await bram.sync()
    scene.wait(7)
    for _ in 0..<2 { try await scene.carla.sync() }
    scene.wait(7)
    #expect(try await scene.carla.sync().isSynchronised)
    #expect(try scene.carla.texts("place", in: scene.known) == ["station"])
    #expect(try scene.carla.titles() == ["tweede titel", "verloren"])
    let tray = try scene.carla.replica.tray()
    #expect(tray.map(\.steps.first?.values) == [[Value("plein")]])
  }

  @Test("whose a contribution is does not depend on the way on which it came")
  func author() async throws {
    let scene = try await Scene { devices, _, lost in
      let dora = devices[2]
      try await dora.sync()
      try dora.replica.edit(lost, [.set("body", Value("van Dora"))])
      try await dora.sync()
    }
    let bram = try await scene.region.device(2, person: "bram")
    try await bram.sync()
    try await scene.recovered()
    try await bram.sync()
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    for device in [scene.carla, bram, erik] {
      #expect(try device.texts("body", in: scene.lost) == ["van Dora"])
      #expect(try device.replica.document(scene.lost)?.author?.person == scene.anna.person)
    }
  }

  @Test("its writer's copy stays in the tray where others only claim to have said it again")
  func claimed() async throws {
    let scene = try await Scene()
    try await scene.recovered()
    for _ in 0..<2 { try await scene.anna.sync() }
    let origin = try #require(try scene.anna.origins(of: "body", in: scene.lost).first)
    for (body, kept) in [("wat er niet stond", 1), ("wat er stond", 0)] {
      try scene.anna.replica.write { transaction throws(ReplicaError) in
        let space = try transaction.space(scene.region.space)
        guard let stored = try transaction.storedChange(origin.dot, in: space),
          let content = stored.change.content
        else { return }
        let values = content.values.map { $0.text == "wat er stond" ? Value(body) : $0 }
        let change = Change(
          header: stored.change.header, writer: origin.dot.writer,
          content: Payload.Content(salt: content.salt, values: values))
        try transaction.takeFromTray(origin.dot, stored.key, nil)
        let refused = IncomingChange(
          change: change, bytes: change.encoded, link: stored.link, key: stored.key, received: nil)
        try transaction.moveToTray(refused, reason: .documentExists, in: space)
      }
      #expect(try scene.anna.replica.tray().count == 1)
      try scene.anna.replica.write { transaction throws(ReplicaError) in
        try transaction.forgetSaidAgain(in: try transaction.space(scene.region.space))
      }
      #expect(try scene.anna.replica.tray().count == kept)
    }
  }

  // MARK: What cannot be said as it is

  @Test("where this device was refused an edit of it, it comes again all the same")
  func refusedEdit() async throws {
    let scene = try await Scene()
    let lost = scene.lost
    try scene.carla.replica.edit(lost, [.set("place", Value("park"))])
    try await scene.region.setRole(.reader, of: scene.carla, handle: "carla")
    try await scene.carla.sync()
    try await scene.region.setRole(.contributor, of: scene.carla, handle: "carla")
    try await scene.carla.sync()
    let tray = try scene.carla.replica.tray()
    #expect(tray.map(\.steps.first?.values) == [[Value("park")]])
    try await scene.recovered()
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    #expect(try erik.texts("body", in: lost) == ["wat er stond"])
    #expect(try erik.states() == scene.carla.states())
    #expect(try scene.carla.replica.tray().count == 1)
  }

  @Test("where what its writer said last came by the log and cannot be handed in, it comes again")
  func latestByLog() async throws {
    let scene = try await Scene { devices, _, lost in
      for device in devices.prefix(2) { try await device.sync() }
      try devices[0].replica.edit(lost, [.set("title", Value("als laatste"))])
    }
    #expect(try await scene.carla.sync().standing.unsendable == 1)
    scene.wait(7)
    let later = try await scene.carla.sync()
    #expect(later.notices.contains(.recovered(scene.region.space)))
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    #expect(try erik.titles() == ["als laatste", "tweede titel"])
    #expect(try erik.states() == scene.carla.states())
    for device in [scene.anna, erik, scene.anna, scene.carla] { try await device.sync() }
    #expect(try scene.anna.titles() == ["als laatste", "tweede titel"])
    #expect(try scene.carla.states() == scene.anna.states())
    #expect(try await scene.carla.sync().isSynchronised)
  }

  @Test("what is too much for one change is said in several")
  func tooMuch() async throws {
    let texts = ["a", "b"].map { String(repeating: $0, count: 300 << 10) }
    let scene = try await Scene { devices, _, lost in
      let writers = [devices[0], devices[2]]
      for device in writers { try await device.sync() }
      for (device, text) in zip(writers, texts) {
        let themes = (0..<3_000).map { Value("\(text.prefix(1))\($0)") }
        try device.replica.edit(lost, [.set("body", Value(text)), .add("themes", themes)])
      }
      for device in writers { try await device.sync() }
    }
    try await scene.recovered()
    let erik = try await scene.region.device(9, person: "erik")
    #expect(try await erik.sync().isSynchronised)
    for device in [scene.carla, erik] {
      #expect(try Set(device.texts("body", in: scene.lost)) == Set(texts))
      #expect(try device.texts("themes", in: scene.lost).count == 6_001)
      #expect(try device.replica.conflicts().map(\.document.id) == [scene.lost])
      #expect(try device.titles() == ["tweede titel", "verloren"])
    }
    #expect(try erik.states() == scene.carla.states())
    _ = try TestRegion.verify(try await scene.region.auditFile())
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
