import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Healing between devices and a region")
struct HealingTests {
  // MARK: Regions that were put back

  @Test("what a region refused in a life that it lost is gone where another change has its dot")
  func refusedInLostLife() async throws {
    let scene = try await Restoring().copyRegion()
    var (one, other) = (
      Forger(scene.anna, in: scene.region.space), Forger(scene.anna, in: scene.region.space)
    )
    let refused = one.run([one.birth("geweigerd"), one.birth("ook", at: 2)])
    let taken = other.run([other.birth("anders")])
    try await scene.region.setRole(.reader, of: scene.anna, handle: "anna")
    try await scene.anna.push(refused)
    try await scene.bram.sync()
    #expect(try scene.bram.states().count == 2)
    let later = try await scene.restoreRegion()
    try await later.anna.push(taken)
    #expect(try await later.bram.sync().isSynchronised)
    let carla = try await later.region.device(3)
    try await carla.sync()
    #expect(try carla.states().count == 1)
    #expect(try carla.states() == later.bram.states())
    #expect(try later.bram.replica.check() == [])
  }

  @Test("a region put back loses nothing that any device has, its writer there or not")
  func regionLosesNothing() async throws {
    let scene = try await Restoring()
    let kept = try scene.anna.note("voor de kopie")
    try await scene.syncAll()
    let later = try await scene.copyRegion()
    let lost = try later.anna.note("na de kopie")
    try later.anna.replica.edit(kept, [.set("body", Value("aangevuld"))])
    try await later.syncAll()
    let all = try later.bram.states()
    // Anna's device never comes back; Bram read what she wrote in the log.
    let restored = try await later.restoreRegion()
    let report = try await restored.bram.sync()
    #expect(report.isSynchronised)
    #expect(try restored.bram.states() == all)
    let carla = try await restored.region.device(3)
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.states() == all)
    #expect(try carla.states()[lost] != nil)
  }

  @Test("what was refused past others' changes is handed in past, and stays refused")
  func pastRefused() async throws {
    let scene = try await Restoring()
    let id = try scene.anna.note("eerst goed")
    try await scene.syncAll()
    let later = try await scene.copyRegion()
    try await later.region.setRole(.reader, of: later.anna, handle: "anna")
    try later.anna.replica.edit(id, [.set("title", Value("mag niet"))])
    try await later.syncAll()
    try await later.region.setRole(.contributor, of: later.anna, handle: "anna")
    try await later.anna.sync()
    try later.anna.replica.edit(id, [.set("body", Value("mag weer"))])
    try await later.syncAll()
    let all = try later.bram.states()
    let restored = try await later.restoreRegion()
    #expect(try await restored.bram.sync().isSynchronised)
    #expect(try restored.bram.states() == all)
    #expect(try await restored.anna.sync().isSynchronised)
    #expect(try restored.anna.states() == all)
  }

  @Test(
    "a device put back and a region put back: what each lost the others bring, or keep in sight")
  func bothPutBack() async throws {
    let scene = try await Restoring()
    try scene.anna.note("samen")
    try await scene.syncAll()
    let (restored, lost) = try await scene.bothPutBack()
    // The dot of what was lost is given out again, and the region takes it.
    let again = try restored.anna.note("onder dezelfde naam")
    try await restored.anna.sync()
    for _ in 0..<3 { try await restored.syncAll() }
    #expect(try await restored.anna.sync().isSynchronised)
    #expect(try await restored.bram.sync().isSynchronised)
    #expect(try restored.anna.states() == restored.bram.states())
    #expect(try restored.bram.states()[again] != nil)
    #expect(try restored.bram.states()[lost] == nil)
    let tray = try restored.bram.replica.tray()
    #expect(tray.map(\.document) == [lost])
    #expect(tray.map(\.reason) == [.givenOutTwice])
    let released = try restored.bram.replica.releaseTray(tray[0].id)
    try await restored.syncAll()
    try await restored.syncAll()
    #expect(try restored.anna.states()[released] != nil)
    #expect(try restored.anna.states() == restored.bram.states())
  }

  @Test("if the region hears of it first, a device put back writes its own again")
  func bothPutBackOtherwise() async throws {
    let scene = try await Restoring()
    try scene.anna.note("samen")
    try await scene.syncAll()
    let (restored, lost) = try await scene.bothPutBack()
    let again = try restored.anna.note("onder dezelfde naam")
    #expect(try await restored.bram.sync().isSynchronised)
    for _ in 0..<2 { try await restored.syncAll() }
    #expect(try await restored.anna.sync().isSynchronised)
    let states = try restored.anna.states()
    #expect(states[lost] != nil && states[again] != nil)
    #expect(try restored.bram.states() == states)
  }

  // MARK: Differences that last

  @Test(
    "a difference that lasts is said once to be one, and does not begin everything anew each time")
  func lasting() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try anna.note("bankje")
    try await anna.sync()
    try await bram.sync()
    try bram.replica.bend(region.space)
    let first = try await bram.sync()
    #expect(first.notices.count { $0 == .startedOver(region.space) } == 1)
    #expect(first.standing.differs)
    #expect(!first.isSynchronised)
    #expect(try bram.replica.status().spaces.map(\.differs) == [true])
    for number in 0..<3 {
      try anna.note("nog een \(number)")
      try await anna.sync()
      bram.wire { $0.exchanges = 0 }
      let report = try await bram.sync()
      #expect(report.notices.isEmpty)
      #expect(report.standing.differs && !report.isSynchronised)
      #expect(bram.wire { $0.exchanges } <= 2)
    }
    #expect(try bram.states() == anna.states())
    try bram.replica.bend(region.space, by: 0 &- 1)
    #expect(try await bram.sync().isSynchronised)
  }

  @Test("after a vector was said, nothing more of it is: idle exchanges are as small as ever")
  func smallAgain() async throws {
    let scene = try await Restoring()
    for number in 0..<20 { try scene.anna.note("notitie \(number)") }
    try await scene.syncAll()
    let restored = try await scene.copyRegion().restoreRegion()
    for device in [restored.anna, restored.bram] {
      try await device.sync()
      device.wire { $0.exchanges = 0 }
      #expect(try await device.sync().isSynchronised)
      #expect(device.wire { $0.exchanges } == 1)
      #expect(device.wire { $0.requestBytes } <= 200)
      #expect(device.wire { $0.answerBytes } <= 200)
    }
  }

  // MARK: Voids

  @Test("a change that a bundle carried has no effect once the region has refused it")
  func bundledThenRefused() async throws {
    let scene = try await Restoring()
    let id = try await scene.unwanted()
    #expect(try scene.title(of: id, on: scene.bram) == "mag niet")
    try await scene.syncAll()
    try await scene.syncAll()
    try await scene.expectUndone(id)
  }

  @Test("so it is on a device that hears of it by pages of states")
  func bundledThenPages() async throws {
    let scene = try await Restoring()
    let id = try await scene.unwanted()
    try scene.bram.replica.edit(id, [.set("body", Value("van Bram"))])
    try await scene.anna.sync()
    try scene.bram.replica.forgetCursor(scene.region.space)
    for _ in 0..<2 { try await scene.syncAll() }
    try await scene.expectUndone(id)
    // Made anew from the changes that are here, it is the same.
    try scene.bram.replica.edit(id, [.set("place", Value("plein"))])
    for _ in 0..<2 { try await scene.syncAll() }
    #expect(try scene.bram.states() == scene.anna.states())
  }

  // MARK: Acknowledgement

  @Test("no counter counts as acknowledged beyond what was pushed and answered")
  func acknowledged() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try await anna.sync()
    for number in 0..<9 { try anna.note("notitie \(number)") }
    let request = try anna.replica.syncRequest(
      agent: "test", budget: SyncBudget(push: 700), signer: anna.signer)
    let pushed = try #require(request.spaces[0].push.first).changes.count
    #expect(pushed > 0 && pushed < 9)
    let bytes = try await MemoryTransport(device: anna).sync(request.encoded)
    var answer = try SyncAnswer(encoded: bytes)
    #expect(answer.spaces[0].streams.map(\.counter) == [UInt64(pushed)])
    // A region that does not name the stream proves nothing.
    let named = answer.spaces[0].streams
    answer.spaces[0].streams = []
    answer.spaces[0].cursor = nil
    answer.spaces[0].entries = []
    let progress = try anna.replica.absorb(answer, to: request, verifier: TestRegion.verifier)
    #expect(progress.more)
    #expect(try anna.replica.standing().waiting == 9 - pushed)
    answer.spaces[0].streams = named
    _ = try anna.replica.absorb(answer, to: request, verifier: TestRegion.verifier)
    #expect(try anna.replica.standing().waiting == 9 - pushed)
    #expect(try await anna.sync().isSynchronised)
  }
}

extension Restoring {
  fileprivate func title(of id: DocumentID, on device: TestDevice) throws -> String? {
    let state = try DocumentState(encoded: try #require(try device.states()[id]))
    return state.view(of: "title", policy: .keepAll).value?.text
  }

  /// A note that Anna edited when she may only read any more; the edit came to Bram by a bundle.
  fileprivate func unwanted() async throws -> DocumentID {
    let id = try anna.note("eerst goed")
    try await syncAll()
    try await region.setRole(.reader, of: anna, handle: "anna")
    try anna.replica.edit(id, [.set("title", Value("mag niet"))])
    try bram.hear(anna, in: region.space)
    return id
  }

  fileprivate func expectUndone(_ id: DocumentID) async throws {
    #expect(try title(of: id, on: bram) == "eerst goed")
    #expect(try bram.states() == anna.states())
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.replica.check() == [])
  }
}

extension Replica {
  /// Makes a space's digest another than its documents come to, as a defect would.
  func bend(_ id: SpaceID, by difference: UInt64 = 1) throws {
    try write { transaction throws(ReplicaError) in
      var space = try transaction.space(id)
      space.digest = space.digest &+ difference
      transaction.update(space)
    }
  }
}
