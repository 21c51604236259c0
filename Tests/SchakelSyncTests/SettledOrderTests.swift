import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Settlements in every order")
struct SettledOrderTests {
  /// Anna, Bram, Carla and Dirk, who know one note and then part.
  private struct Scene {
    let region: TestRegion
    var devices: [TestDevice] = []
    let note: DocumentID

    init() async throws {
      region = try await TestRegion()
      for (number, name) in ["anna", "bram", "carla", "dirk"].enumerated() {
        devices.append(
          try await region.device(UInt64(number + 1), person: name, role: .coordinator))
      }
      note = try devices[0].note("bankje")
      try await sync([0, 1, 2, 3])
    }

    func sync(_ order: [Int]) async throws {
      for place in order { try await devices[place].sync() }
    }

    func title(_ text: String, by place: Int) throws {
      try devices[place].replica.edit(note, [.set("title", Value(text))])
    }

    func choose(_ text: String, by place: Int) throws {
      try devices[place].replica.resolve(
        note, "title", .write(Value(text)), reason: "zo heet het")
    }

    /// All have the same, and the region's records are those of its log.
    func check(_ order: [Int]) async throws -> (Document, ConflictRecord) {
      try await sync(order + order + order)
      let states = try devices.map { try $0.states() }
      #expect(Set(states).count == 1, "\(order)")
      let report = try TestRegion.verify(try await region.auditFile())
      let titles = report.spaces[0].records.filter { $0.field == "title" }
      #expect(titles.count == 1, "\(order): \(titles.count) records of the title")
      let document = try #require(try devices[0].replica.document(note))
      return (document, try #require(titles.first))
    }
  }

  /// Every order of the four.
  private static let orders: [[Int]] = (0..<4).flatMap { first in
    (0..<4).flatMap { second in
      (0..<4).flatMap { third in
        (0..<4).map { [first, second, third, $0] }.filter { Set($0).count == 4 }
      }
    }
  }

  @Test("three versions, and a choice between two of them by one who did not know the third")
  func thirdVersion() async throws {
    for order in Self.orders {
      let scene = try await Scene()
      for (place, text) in ["zitbank", "ligbed", "kruk"].enumerated() {
        try scene.title(text, by: place)
      }
      try await scene.sync([0, 1, 3])
      try scene.choose("bank", by: 3)
      let (document, record) = try await scene.check(order)
      #expect(Set(document.conflicts.flatMap(\.shown).compactMap(\.text)) == ["bank", "kruk"])
      #expect(record.isOpen)
      #expect(record.severity == .conflict)
      #expect(record.events.map(\.kind).contains { $0 == .reopened || $0 == .joined })
    }
  }

  @Test("two choices at once, and one between these: whoever comes first, all see the last")
  func twoChoices() async throws {
    for order in Self.orders {
      let scene = try await Scene()
      try scene.title("zitbank", by: 0)
      try scene.title("ligbed", by: 1)
      try await scene.sync([0, 1, 2, 3])
      try scene.choose("bank", by: 2)
      try scene.choose("sofa", by: 3)
      var (document, record) = try await scene.check(order)
      #expect(Set(document.conflicts.flatMap(\.shown).compactMap(\.text)) == ["bank", "sofa"])
      #expect(record.isOpen)
      try scene.choose("canapé", by: order[0])
      (document, record) = try await scene.check(order)
      #expect(document.title == "canapé")
      #expect(!record.isOpen)
      #expect(record.events.last?.kind == .settled)
    }
  }

  @Test("a conflict that a bundle brings late, after a choice that knew nothing of it")
  func late() async throws {
    for order in Self.orders {
      let scene = try await Scene()
      for (place, text) in ["zitbank", "ligbed", "kruk"].enumerated() {
        try scene.title(text, by: place)
      }
      try await scene.sync([0, 1, 3])
      try scene.choose("bank", by: 3)
      try await scene.sync([3])
      let carla = scene.devices[2]
      let bundle = try carla.replica.exportBundle(of: scene.region.space, signer: carla.signer)
      // Carla's own device stays away; the others carry what she wrote, the first of them in.
      let carrier = order.first { $0 != 2 } ?? 0
      _ = try scene.devices[carrier].replica.importBundle(
        bundle.bundle, verifier: FakeSignature.verify)
      let others = order.filter { $0 != 2 }
      try await scene.sync(others + others)
      let (document, record) = try await scene.check(order)
      #expect(Set(document.conflicts.flatMap(\.shown).compactMap(\.text)) == ["bank", "kruk"])
      #expect(record.isOpen)
      #expect(record.events.map(\.kind) == [.found, .settled, .reopened])
    }
  }
}
