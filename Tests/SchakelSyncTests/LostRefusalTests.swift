import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Refusals of a life that a region lost")
struct LostRefusalTests {
  /// Mallory's device gave out two histories under one writer. In the life that the region lost, it
  /// was sent the first, and refused what is in it.
  private struct Scene {
    var region: TestRegion
    var anna: TestDevice
    var bram: TestDevice
    let mallory: TestDevice
    let copy: String
    var other: Forger

    init() async throws {
      let before = try await TestRegion()
      let devices = [
        try await before.device(1), try await before.device(2), try await before.device(3),
      ]
      for device in devices { try await device.sync() }
      other = Forger(devices[2], in: before.space)
      copy = try before.closeAndCopy()
      region = try await TestRegion(folder: before.folder, clock: before.clock)
      (anna, bram) = (try devices[0].moved(to: region), try devices[1].moved(to: region))
      mallory = try devices[2].moved(to: region)
    }

    /// The region is as it was when the scene began.
    func putBack() async throws -> Scene {
      var next = self
      try region.service.close()
      next.region = try await TestRegion(folder: copy, clock: region.clock)
      (next.anna, next.bram) = (try anna.moved(to: next.region), try bram.moved(to: next.region))
      return next
    }
  }

  @Test("a document in which there is nothing but such refusals is gone, once all were compared")
  func shells() async throws {
    var scene = try await Scene()
    var forger = scene.other
    // Refused: it names another as its author.
    let stranger = scene.anna.replica.identity.person
    try await scene.mallory.push(forger.run([forger.birth("vals", by: stranger)]))
    for device in [scene.anna, scene.bram] { try await device.sync() }
    let shell = try #require(try scene.bram.states().first)
    #expect(try scene.anna.states()[shell.key] == shell.value)
    scene = try await scene.putBack()
    let sent = scene.other.run([scene.other.birth("echt")])
    try await (try scene.mallory.moved(to: scene.region)).push(sent)
    for device in [scene.anna, scene.bram, scene.anna] { try await device.sync() }
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try scene.bram.states()[shell.key] == nil)
    #expect(try scene.bram.states().count == 1)
    #expect(try scene.bram.states() == scene.anna.states())
    #expect(try scene.bram.replica.check() == [])
  }

  /// Carla began from states, and has a note of Anna's by these alone. Anna's device and the region are
  /// put back to before it, and the region gives its dot to another.
  @Test("what is in the way of the region's account, and can never come, is kept in the tray")
  func inTheWay() async throws {
    let scene = try await Restoring()
    var carla = try await scene.region.device(3)
    let copy = try scene.anna.closeAndCopy()
    let later = try await scene.copyRegion(anna: try scene.anna.reopened())
    let lost = try later.anna.note("op beide verloren")
    try await later.anna.sync()
    carla = try carla.moved(to: later.region)
    try await carla.sync()
    try carla.replica.edit(lost, [.set("body", Value("aanvulling"))])
    let restored = try await later.restoreRegion(anna: try later.anna.putBack(from: copy))
    let other = try restored.anna.note("onder dezelfde stip")
    try await restored.anna.sync()
    #expect(
      try restored.anna.states()[other] != nil && restored.anna.states()[lost] == nil)
    carla = try carla.moved(to: restored.region)
    try await carla.sync()
    #expect(try await carla.sync().isSynchronised)
    try await restored.anna.sync()
    #expect(try carla.states() == restored.anna.states())
    let tray = try carla.replica.tray()
    #expect(tray.count == 2)
    let kept = try #require(tray.first { $0.kind != nil })
    #expect(kept.document == lost && kept.reason == .givenOutTwice)
    let released = try carla.replica.releaseTray(kept.id)
    #expect(try carla.replica.document(released)?.title == "op beide verloren")
    #expect(try carla.replica.check() == [])
  }
}
