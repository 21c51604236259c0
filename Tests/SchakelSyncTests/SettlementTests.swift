import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Who may settle")
struct SettlementTests {
  /// Anna and Bram gave a note different titles; Carla looks on.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let carla: TestDevice
    let note: DocumentID

    init() async throws {
      region = try await TestRegion()
      anna = try await region.device(1, person: "anna")
      bram = try await region.device(2, person: "bram")
      carla = try await region.device(3, person: "carla")
      note = try anna.note("bankje")
      for device in [anna, bram, carla] { try await device.sync() }
      try anna.replica.edit(note, [.set("title", Value("zitbank"))])
      try bram.replica.edit(note, [.set("title", Value("ligbed"))])
      try await syncAll()
    }

    func syncAll() async throws {
      for device in [anna, bram, carla, anna, bram] { try await device.sync() }
    }

    /// A settlement that an app writes which asks nobody.
    func settle(by device: TestDevice, rule: Name? = nil) throws {
      try device.replica.write { transaction throws(ReplicaError) in
        var document = try transaction.editable(note)
        let siblings = document.state.siblings(of: "title")
        let plan = PlannedOperation(
          operation: Operation(
            .set, field: "title", replaces: FieldEdit.targets(of: siblings), count: 1),
          values: [Value("bank")])
        try transaction.author(
          AuthoredChange(
            plan: ChangePlan([plan]), purpose: .resolution, rule: rule, reason: "zo"),
          to: &document)
      }
    }

    func conflicts() throws -> [Int] {
      try [anna, bram, carla].map { try $0.replica.conflicts().count }
    }
  }

  @Test("a contributor settles what has a version of theirs, on whatever device it was written")
  func own() async throws {
    let scene = try await Scene()
    #expect(try scene.conflicts() == [1, 1, 1])
    let other = try await scene.region.device(4, person: "anna")
    try await other.sync()
    let version = try #require(
      try other.replica.conflicts().first?.fields.first?.versions.first)
    try other.replica.resolve(scene.note, "title", .keep(version.dot), reason: "zo heet het")
    #expect(try await other.sync().isSynchronised)
    try await scene.syncAll()
    #expect(try scene.conflicts() == [0, 0, 0])
    #expect(try other.replica.tray().isEmpty)
    #expect(try scene.carla.states() == other.states())
  }

  @Test("a version that was erased leaves a choice, which who wrote the other one makes")
  func erased() async throws {
    let scene = try await Scene()
    let versions = try #require(try scene.bram.replica.conflicts().first?.fields.first?.versions)
    let hers = try #require(versions.first { $0.value == Value("zitbank") })
    let his = try #require(versions.first { $0.value == Value("ligbed") })
    let (note, space) = (scene.note, scene.region.space)
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.erase(
        [.init(document: note, dots: [hers.dot])], in: try transaction.space(space))
    }
    let left = try #require(try scene.bram.replica.conflicts().first)
    #expect(left.awaitsOwner)
    #expect(left.fields.first?.versions.map(\.value).contains(nil) == true)
    try scene.bram.replica.resolve(note, "title", .keep(his.dot), reason: "de andere is weg")
    #expect(try scene.bram.replica.conflicts().isEmpty)
    #expect(try scene.bram.replica.document(note)?.title == "ligbed")
  }

  @Test("nobody else does, whatever their app lets them: it is void, and lies in their tray")
  func stranger() async throws {
    let scene = try await Scene()
    try scene.settle(by: scene.carla)
    try await scene.syncAll()
    #expect(try await scene.carla.sync().isSynchronised)
    #expect(try scene.conflicts() == [1, 1, 1])
    #expect(try scene.carla.replica.tray().map(\.reason) == [.refused(.notAllowed)])
    #expect(try scene.carla.states() == scene.anna.states())
  }

  @Test("a coordinator settles anything")
  func coordinator() async throws {
    let scene = try await Scene()
    try await scene.region.setRole(.coordinator, of: scene.carla, handle: "carla")
    try await scene.carla.sync()
    try scene.carla.replica.resolve(scene.note, "title", .write(Value("bank")), reason: "besproken")
    try await scene.syncAll()
    #expect(try scene.conflicts() == [0, 0, 0])
    #expect(try scene.anna.replica.document(scene.note)?.title == "bank")
  }

  @Test("what a rule decides no device writes")
  func rule() async throws {
    let scene = try await Scene()
    try scene.settle(by: scene.anna, rule: TextMerge.rule)
    try await scene.syncAll()
    #expect(try await scene.anna.sync().isSynchronised)
    #expect(try scene.anna.replica.tray().map(\.reason) == [.refused(.notAllowed)])
    #expect(try scene.conflicts() == [1, 1, 1])
  }

  @Test("what settles by the way is void, also where it waited and devices had applied it by then")
  func byTheWay() async throws {
    let region = try await TestRegion()
    var devices: [TestDevice] = []
    for (number, person) in ["anna", "bram", "carla", "dirk"].enumerated() {
      devices.append(try await region.device(UInt64(number + 1), person: person))
    }
    let (anna, bram, carla, dirk) = (devices[0], devices[1], devices[2], devices[3])
    let note = try anna.note("bankje")
    for device in devices { try await device.sync() }
    try anna.replica.edit(note, [.set("title", Value("zitbank"))])
    try bram.replica.edit(note, [.set("title", Value("ligbed"))])
    for other in [anna, bram] { try carla.hear(other, in: region.space) }
    try carla.replica.write { transaction throws(ReplicaError) in
      var document = try transaction.editable(note)
      let siblings = document.state.siblings(of: "title")
      let plan = PlannedOperation(
        operation: Operation(
          .set, field: "title", replaces: FieldEdit.targets(of: siblings), count: 1),
        values: [Value("bank")])
      try transaction.author(AuthoredChange(plan: ChangePlan([plan])), to: &document)
    }
    for device in [anna, carla] { try await device.pushOwnOnly() }
    // Dirk follows the log: what waits there waits with him.
    try await dirk.sync()
    #expect(try dirk.replica.document(note)?.titles == ["zitbank"])
    // Eef has it by its state alone, and none of its changes.
    let eef = try await region.device(5, person: "eef")
    try await eef.sync()
    devices.append(eef)
    for device in [bram, eef, dirk, carla, anna, bram] { try await device.sync() }
    for device in devices {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.conflicts().count == 1)
      #expect(try device.states() == anna.states())
      #expect(try device.replica.check() == [])
    }
    #expect(try carla.replica.tray().map(\.reason) == [.refused(.notAllowed)])
  }

  @Test("a settlement and an edit that did not know of it are a conflict again, on every device")
  func reopened() async throws {
    let scene = try await Scene()
    try scene.anna.replica.resolve(scene.note, "title", .write(Value("bank")), reason: "besproken")
    try scene.bram.replica.resolve(scene.note, "title", .write(Value("stoel")), reason: "anders")
    try await scene.syncAll()
    #expect(try scene.conflicts() == [1, 1, 1])
    let titles = try scene.carla.replica.document(scene.note)?.titles
    #expect(titles.map(Set.init) == ["bank", "stoel"])
    #expect(try scene.carla.states() == scene.bram.states())
  }
}
