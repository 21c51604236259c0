import SchakelCore
import Testing

@testable import SchakelRegion

/// Requests to erase, at the region alone.
@Suite("Erasing at the region")
struct ErasureTests {
  /// Anna's words, what Bram made of them, and what Cor carries again of that.
  private struct Scene {
    let region: TestRegion
    let space: SpaceID
    let anna: TestDevice
    let bram: TestDevice
    let cor: TestDevice
    let note: DocumentID

    init() async throws {
      region = try await TestRegion.make()
      space = try await region.service.addSpace(name: "West").id
      anna = try await region.device("anna", in: space)
      bram = try await region.device("bram", in: space, as: .coordinator)
      cor = try await region.device("cor", in: space, as: .coordinator)
      note = bram.create("straat", in: space)
      try await syncAll()
      anna.edit(note, "kersenboomgaard", in: space)
      try await syncAll()
      bram.edit(note, "de kersenboomgaard", in: space)
      try await syncAll()
    }

    func syncAll() async throws {
      for device in [anna, bram, cor, anna, bram, cor] { try await device.sync(space) }
    }

    /// The last change that a device wrote.
    func last(_ device: TestDevice) -> (dot: Dot, check: UInt32) {
      let own = device.own[space] ?? TestDevice.Own()
      return (
        dot: device.dot(UInt64(own.changes.count)), check: own.links.last?.check ?? 0
      )
    }

    /// Cor writes again, in another field, what a device wrote last.
    func carryAgain(_ device: TestDevice, in field: Name) {
      let (dot, check) = last(device)
      cor.edit(
        note, "de kersenboomgaard", in: space, field: field,
        origin: .change(dot, check: check))
    }

    /// What is still to be read of the log, at the region.
    func words() async throws -> [String] {
      let fresh = cor.emptied()
      try await fresh.sync(space)
      let state = try #require(fresh.spaces[space]?.documents[note])
      return state.contentFields.flatMap(\.siblings).compactMap { $0.value?.text }
    }
  }

  @Test("what carries again what was chosen to go, goes with it; what was not chosen stays")
  func included() async throws {
    let scene = try await Scene()
    let service = scene.region.service
    scene.carryAgain(scene.bram, in: "place")
    let carrier = scene.last(scene.cor).dot
    try await scene.syncAll()
    let asked = try await service.requestErasure(
      of: .person(scene.anna.device.person), ground: "op verzoek", by: scene.bram.device.person)
    let derived = scene.last(scene.bram).dot
    #expect(Set(asked.derived.map(\.dot)) == [derived, carrier])
    #expect(try await scene.words().sorted() == ["de kersenboomgaard", "de kersenboomgaard"])
    let done = try await service.approveErasure(
      asked.record.number, by: scene.cor.device.person, review: .erase([derived]))
    #expect(done.spaces.map(\.changes) == [3])
    #expect(try await scene.words() == [])
    _ = try await scene.region.audit()
  }

  @Test("a carrier can be chosen without what it carries, and a change that is not listed cannot")
  func alone() async throws {
    let scene = try await Scene()
    let service = scene.region.service
    scene.carryAgain(scene.bram, in: "place")
    let carrier = scene.last(scene.cor).dot
    try await scene.syncAll()
    let asked = try await service.requestErasure(
      of: .person(scene.anna.device.person), ground: "op verzoek", by: scene.bram.device.person)
    let unknown = try await failure {
      _ = try await service.approveErasure(
        asked.record.number, by: scene.cor.device.person,
        review: .erase([carrier, scene.cor.dot(1_000)]))
    }
    #expect(unknown.code == .invalidInput)
    #expect(try await service.erasure(asked.record.number).record.status == .requested)
    let done = try await service.approveErasure(
      asked.record.number, by: scene.cor.device.person, review: .erase([carrier]))
    #expect(done.spaces.map(\.changes) == [2])
    #expect(try await scene.words() == ["de kersenboomgaard"])
    _ = try await scene.region.audit()
  }

  @Test("a profile that comes into being with its consent withdrawn goes as it comes")
  func born() async throws {
    let scene = try await Scene()
    let (region, space) = (scene.region, scene.space)
    let born = DocumentID(milliseconds: 7, random: (1, 20))
    func make(_ id: DocumentID, _ kind: Name, _ consent: String) {
      scene.anna.write(
        in: space, document: id, context: VersionVector(), kind: kind, author: nil,
        operations: [
          Operation(.set, field: "consent", replaces: [], count: 1),
          Operation(.set, field: "name", replaces: [], count: 1),
        ],
        values: [Value(consent), Value("kersenboomgaard")])
    }
    make(born, "connectorProfile", "withdrawn")
    make(DocumentID(milliseconds: 7, random: (1, 30)), "connectorProfile", "given")
    make(DocumentID(milliseconds: 7, random: (1, 40)), "fieldNote", "withdrawn")
    try await scene.syncAll()
    let records = try await region.service.erasures()
    #expect(records.map(\.subject) == [.document(born)])
    #expect(records.map(\.requestedBy) == [scene.anna.device.person])
    let documents = scene.cor.spaces[space]?.documents ?? [:]
    #expect(documents.count == 4)
    #expect(documents[born]?.siblings(of: "name").map(\.content) == [.erased])
    _ = try await region.audit()
  }
}
