import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Accidents between devices and a region")
struct AccidentTests {
  @Test("a bundle carries changes where there is no network, and twice does no harm")
  func bundle() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try await anna.sync()
    try await bram.sync()
    let id = try anna.note("op de stick")
    let bundle = try anna.replica.exportBundle(of: region.space, signer: anna.signer)
    let read = try Bundle(encoded: bundle.bundle.encoded)
    let report = try bram.replica.importBundle(read, verifier: FakeSignature.verify)
    #expect(report.taken == 1)
    #expect(report.refused.isEmpty)
    #expect(try bram.replica.importBundle(read, verifier: FakeSignature.verify).taken == 0)
    #expect(try bram.states() == anna.states())
    #expect(try bram.replica.edit(id, [.set("body", Value("gelezen"))]))
  }

  @Test("what came by bundle is handed in for its writer, who need not have a network")
  func handingIn() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try await anna.sync()
    try await bram.sync()
    let id = try anna.note("zonder bereik")
    let bundle = try anna.replica.exportBundle(of: region.space, signer: anna.signer)
    _ = try bram.replica.importBundle(bundle.bundle, verifier: FakeSignature.verify)
    try bram.replica.edit(id, [.set("body", Value("aangevuld"))])
    #expect(try await bram.sync().isSynchronised)
    let carla = try await region.device(3)
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.states() == bram.states())
    #expect(try await anna.sync().isSynchronised)
    #expect(try anna.states() == bram.states())
  }

  @Test("a bundle whose seal is another device's is refused, and nothing of it is taken")
  func forgedBundle() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try await anna.sync()
    try await bram.sync()
    try anna.note("vervalst")
    let forged = try anna.replica.exportBundle(of: region.space, signer: bram.signer)
    let report = try bram.replica.importBundle(forged.bundle, verifier: FakeSignature.verify)
    #expect(report.taken == 0)
    #expect(report.refused.count == 1)
    #expect(try bram.states().isEmpty)
  }

  @Test("a refused change goes to its writer's tray, and nobody else's states show it")
  func refused() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2)
    let id = try anna.note("eerst goed")
    try await anna.sync()
    try await bram.sync()
    try await region.setRole(.reader, of: anna, handle: "anna")
    try anna.replica.edit(id, [.set("title", Value("mag niet meer"))])
    let lost = try anna.note("ook niet")
    let report = try await anna.sync()
    #expect(report.notices.contains { if case .refused = $0 { true } else { false } })
    #expect(report.waiting == 0)
    let state = try DocumentState(encoded: try #require(try anna.states()[id]))
    #expect(state.view(of: "title", policy: .keepAll).value?.text == "eerst goed")
    let shell = try DocumentState(encoded: try #require(try anna.states()[lost]))
    #expect(shell.fields.isEmpty && shell.kind == nil)
    #expect(try await bram.sync().isSynchronised)
    #expect(try bram.states() == anna.states())
    #expect(try anna.replica.trayCount() == 2)
  }

  @Test("one refused change does not hold up those behind it")
  func behindRefused() async throws {
    var limits = RegionLimits()
    limits.changeBytes = 500
    let region = try await TestRegion(limits: limits)
    let anna = try await region.device(1)
    let big = String(repeating: "x", count: 600)
    for index in 0..<3 { try anna.note(index == 1 ? big : "notitie \(index)") }
    let report = try await anna.sync()
    #expect(report.waiting == 0)
    #expect(try anna.states().values.count { try DocumentState(encoded: $0).kind != nil } == 2)
    let bram = try await region.device(2)
    try await bram.sync()
    #expect(try bram.states() == anna.states())
  }

  @Test("a whole device put back with its mark is noticed by the region, and gets all of it back")
  func devicePutBack() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try anna.note("voor de kopie")
    try await anna.sync()
    let copy = try anna.closeAndCopy()
    let later = try anna.reopened()
    try later.note("na de kopie")
    try await later.sync()
    let all = try later.states()
    let back = try later.putBack(from: copy)
    let before = back.replica.identity.incarnation
    try back.note("op de oude stand")
    let report = try await back.sync()
    #expect(report.isSynchronised)
    #expect(back.replica.identity.incarnation != before)
    let states = try back.states()
    #expect(states.count == 3)
    for (id, state) in all { #expect(states[id] == state) }
    let bram = try await region.device(2)
    try await bram.sync()
    #expect(try bram.states() == states)
  }

  @Test("two copies of one device go on apart, and lose nothing of either")
  func clone() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try anna.note("samen")
    let copy = try anna.closeAndCopy()
    let one = try anna.reopened()
    let two = try anna.reopened(home: copy)
    try one.note("van de een")
    try two.note("van de ander")
    for device in [one, two, one, two] { _ = try await device.sync() }
    #expect(try one.states().count == 3)
    #expect(try one.states() == two.states())
    #expect(try await one.sync().isSynchronised)
    #expect(try await two.sync().isSynchronised)
  }

  @Test("a region put back from an old copy is healed by its devices")
  func regionPutBack() async throws {
    let scene = try await Restoring()
    try scene.anna.note("voor de kopie")
    try await scene.syncAll()
    let later = try await scene.copyRegion()
    try later.anna.note("na de kopie, van Anna")
    try later.bram.note("na de kopie, van Bram")
    try await later.syncAll()
    let all = try later.anna.states()
    #expect(all.count == 3)
    let restored = try await later.restoreRegion()
    try await restored.syncAll()
    #expect(try await restored.anna.sync().isSynchronised)
    #expect(try await restored.bram.sync().isSynchronised)
    #expect(try restored.anna.states() == all)
    let carla = try await restored.region.device(3)
    try await carla.sync()
    #expect(try carla.states() == all)
  }

  @Test("a person invited to a second space has it on every device")
  func secondSpace() async throws {
    let region = try await TestRegion()
    let one = try await region.device(1, person: "anna")
    let two = try await region.device(2, person: "anna")
    try await one.sync()
    try await two.sync()
    let team = try await region.service.addSpace(name: "Tweede wijk")
    try await region.join(team.id, handle: "anna", with: one)
    #expect(try await two.sync().isSynchronised)
    let note = try two.replica.create(
      "fieldNote", ["title": [Value("in de tweede wijk")]], in: team.id)
    try await two.sync()
    try await one.sync()
    #expect(try one.replica.states(in: team.id)[note] != nil)
  }

  @Test("an answer whose entries do not add up to the log's hash is not taken in")
  func tampered() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    try await bram.sync()
    try anna.note("echt")
    try await anna.sync()
    bram.wire { wire in
      wire.tamper = { answer in
        for index in answer.spaces.indices where !answer.spaces[index].entries.isEmpty {
          answer.spaces[index].entries.removeFirst()
        }
      }
    }
    let report = try await bram.sync()
    #expect(report.notices.contains(.startedOver(region.space)))
    #expect(report.isSynchronised)
    #expect(try bram.states() == anna.states())
  }
}

extension Replica {
  /// How many refused changes lie in the tray.
  func trayCount() throws(ReplicaError) -> Int64 {
    try read { connection throws(ReplicaError) in
      do throws(SQLiteError) {
        return try connection.prepare("SELECT count(*) FROM tray").first {
          row throws(SQLiteError) in try row.int64(at: 0)
        } ?? 0
      } catch {
        throw ReplicaError(error)
      }
    }
  }
}
