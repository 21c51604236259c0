import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelStore

@Suite("What a region holds on a person")
struct PersonAccountTests {
  @Test("includes what is held of theirs, with its words, and what a coordinator said again of it")
  func held() async throws {
    let scene = try await Cleaning()
    try scene.bram.note("beukenlaan")
    try await scene.syncAll()
    let note = try scene.anna.note("lindelaan", ["body": [Value("nog niet af")]])
    try await scene.revoke(scene.anna)
    try await scene.anna.sync()
    try await scene.syncOthers()
    let before = try await Account(of: scene.anna)
    #expect(before.held == [["lindelaan", "nog niet af"]] && before.saidAgain.isEmpty)
    #expect(try await Account(of: scene.bram).held.isEmpty)
    let held = try await scene.held(by: scene.dina)
    try scene.dina.replica.releaseHeld(
      held.filter { try $0.read().header.document == note }, in: scene.region.space,
      reason: "terecht")
    try await scene.syncOthers()
    let after = try await Account(of: scene.anna)
    #expect(after.held.isEmpty && after.saidAgain == [["lindelaan", "nog niet af"]])
    #expect(try await Account(of: scene.dina).saidAgain.isEmpty)
  }

  @Test(
    "includes what others said again of theirs, which the region had lost; and it is erased as theirs"
  )
  func recovered() async throws {
    let scene = try await RecoveryTests.Scene()
    let cees = try await scene.region.device(11, person: "cees", role: .coordinator)
    let dina = try await scene.region.device(12, person: "dina", role: .coordinator)
    try await scene.recovered()
    let before = try await Account(of: scene.anna).saidAgain.flatMap(\.self)
    #expect(before.contains("verloren") && before.contains("wat er stond"))
    #expect(try await Account(of: scene.carla).saidAgain.isEmpty)
    let report = try TestRegion.verify(try await scene.region.auditFile())
    #expect(report.counts.recovered > 0)

    let people = try [cees, dina, scene.anna].map { try #require($0.replica.identity.person) }
    let asked = try await scene.region.service.requestErasure(
      of: .person(people[2]), ground: "op verzoek", by: people[0])
    _ = try await scene.region.service.approveErasure(
      asked.record.number, by: people[1], review: .eraseAll)
    for device in [scene.carla, cees, scene.carla] { try await device.sync() }
    for device in [scene.carla, cees] {
      for state in try device.states().values.map({ try DocumentState(encoded: $0) }) {
        let words = state.contentFields.flatMap(\.siblings).compactMap(\.value?.text)
        #expect(!words.contains { ["verloren", "wat er stond", "plein"].contains($0) })
      }
    }
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }

  @Test("what somebody says again of an erased person's words is taken without them")
  func late() async throws {
    let scene = try await RecoveryTests.Scene()
    let cees = try await scene.region.device(11, person: "cees", role: .coordinator)
    let dina = try await scene.region.device(12, person: "dina", role: .coordinator)
    let people = try [cees, dina, scene.anna].map { try #require($0.replica.identity.person) }
    let asked = try await scene.region.service.requestErasure(
      of: .person(people[2]), ground: "op verzoek", by: people[0])
    _ = try await scene.region.service.approveErasure(
      asked.record.number, by: people[1], review: .eraseAll)
    try await scene.recovered()
    for device in [cees, scene.carla, cees] { try await device.sync() }
    for device in [scene.carla, cees] {
      for state in try device.states().values.map({ try DocumentState(encoded: $0) }) {
        let words = state.contentFields.flatMap(\.siblings).compactMap(\.value?.text)
        #expect(!words.contains { ["verloren", "wat er stond", "plein"].contains($0) })
      }
    }
    _ = try TestRegion.verify(try await scene.region.auditFile())
  }
}

/// The words that a region says it has of a device's person.
private struct Account {
  /// Of each change that is held.
  var held: [[String]] = []
  /// Of each change that says something again.
  var saidAgain: [[String]] = []

  init(of device: TestDevice) async throws {
    let facts = Mutex<[PersonFact]>([])
    let person = try #require(device.replica.identity.person)
    try await device.region.service.exportPerson(person) { fact in
      facts.withLock { $0.append(fact) }
    }
    for fact in facts.withLock(\.self) {
      switch fact {
      case .held(_, let change):
        held.append(change.operations.flatMap { $0.values ?? [] }.compactMap(\.text).sorted())
      case .saidAgain(_, let passage):
        saidAgain.append(passage.fields.flatMap { $0.values ?? [] }.compactMap(\.text).sorted())
      default: break
      }
    }
  }
}
