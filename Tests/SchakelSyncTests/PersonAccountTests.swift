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

extension PersonAccountTests {
  @Test("tells each sort of thing that it holds, of one person who has all of them")
  func everySort() async throws {
    let scene = try await Cleaning(admitsCopies: false)
    let (service, space) = (scene.region.service, scene.region.space)
    let cees = scene.person(scene.cees)
    try scene.cees.replica.create(
      "connectorProfile", ["name": [Value("Voorbeeld cees")], "consent": [Value("given")]],
      in: space)
    try await Self.forge(in: scene)
    try await Self.decideOnCopies(in: scene)
    try await Self.sayAgain(in: scene)
    // A role given, a look into the audit, two versions that meet.
    let device = try await scene.known(scene.cees)
    _ = try await service.invite(.new(name: "Farah"), to: space, as: .reader, by: device)
    _ = try await service.setRole(.reader, of: scene.person(scene.bram), in: space, by: device)
    _ = try await service.setRole(.auditor, of: cees, in: space)
    _ = try await service.conflicts(ConflictQuery(), for: cees)
    _ = try await service.setRole(.coordinator, of: cees, in: space)
    let note = try scene.anna.note("bankje")
    try await scene.syncAll()
    for device in [scene.anna, scene.cees] {
      try device.replica.edit(note, [.set("title", Value("van \(scene.person(device))"))])
    }
    try await scene.syncAll()
    // Another's words are erased, and their own are asked for.
    try await scene.erase(.document(try #require(scene.anna.replica.list().first?.id)))
    _ = try await service.requestErasure(
      of: .person(cees), ground: "op verzoek", by: scene.person(scene.dina))
    try await scene.syncAll()
    try await service.setRetention(of: "fieldNote", in: space, days: 400, by: cees)
    let token = try await service.previewRetention().token
    _ = try await service.applyRetention(token, by: cees, ground: "termijn", daily: true)

    let told = Set(try await Account.facts(of: scene.cees).map(\.sort))
    let sorts: Set = [
      "person", "membership", "device", "invitation", "role", "change", "refusal", "held",
      "saidAgain", "fork", "conflict", "reading", "profile", "erasure", "confirmation",
      "admission", "withdrawal", "decision", "retention", "dailyRetention",
    ]
    #expect(told == sorts, "\(told.symmetricDifference(sorts))")
    // What one decides is in nobody else's account.
    let others = Set(try await Account.facts(of: scene.dina).map(\.sort))
    #expect(
      others.isDisjoint(with: [
        "admission", "withdrawal", "retention", "dailyRetention", "reading", "profile",
      ]))
  }

  /// A device of Cees's writes two changes under one number, and one in another's name.
  private static func forge(in scene: Cleaning) async throws {
    let phone = try await scene.region.device(9, person: "cees", role: .coordinator)
    var forger = Forger(phone, in: scene.region.space)
    var fork = forger
    try await phone.push(forger.run([forger.birth("een")]))
    try await phone.push(fork.run([fork.birth("ander")]))
    try await phone.push(
      forger.run([forger.birth("niet van mij", by: scene.person(scene.anna))]))
  }

  /// Cees lets a device go on that was put back, and lets go what it wrote after it was taken out of use.
  private static func decideOnCopies(in scene: Cleaning) async throws {
    var erik = try await scene.region.device(8, person: "erik")
    try erik.note("eerst")
    try await erik.sync()
    let copy = try erik.closeAndCopy()
    erik = try erik.reopened()
    try erik.note("later")
    try await erik.sync()
    erik = try erik.putBack(from: copy)
    try await erik.sync()
    try await scene.admitCopies()
    for _ in 0..<2 { try await erik.sync() }
    try erik.note("te laat")
    _ = try await scene.region.service.revoke(
      erik.replica.identity.replica, by: scene.person(scene.cees))
    try await erik.sync()
    let dot = try #require(try await scene.held(by: scene.cees).first).read().dot
    let device = try await scene.known(scene.cees)
    #expect(try await scene.region.service.dismissHeld(dot, in: scene.region.space, by: device))
  }

  /// Dina says one of two changes again that are held of a device of Cees's.
  private static func sayAgain(in scene: Cleaning) async throws {
    let tablet = try await scene.region.device(10, person: "cees", role: .coordinator)
    try await tablet.sync()
    let note = try tablet.note("lindelaan")
    try tablet.note("beukenlaan")
    try await scene.revoke(tablet)
    try await tablet.sync()
    let held = try await scene.held(by: scene.dina)
    #expect(held.count == 2)
    try await scene.syncOthers()
    try scene.dina.replica.releaseHeld(
      held.filter { try $0.read().header.document == note }, in: scene.region.space,
      reason: "terecht")
    try await scene.syncOthers()
  }
}

extension PersonFact {
  /// The name of its case.
  fileprivate var sort: String { Mirror(reflecting: self).children.first?.label ?? "" }
}

/// The words that a region says it has of a device's person.
private struct Account {
  /// Of each change that is held.
  var held: [[String]] = []
  /// Of each change that says something again.
  var saidAgain: [[String]] = []

  static func facts(of device: TestDevice) async throws -> [PersonFact] {
    let facts = Mutex<[PersonFact]>([])
    let person = try #require(device.replica.identity.person)
    try await device.region.service.exportPerson(person) { fact in
      facts.withLock { $0.append(fact) }
    }
    return facts.withLock(\.self)
  }

  init(of device: TestDevice) async throws {
    for fact in try await Self.facts(of: device) {
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
